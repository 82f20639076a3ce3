import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";
import { problemsOfWays } from "./accounts/ways.ts";
import { isLoopback } from "./site-address.ts";

/**
 * What the environment may say. An empty value counts as an absent one, so that a line of `.env.example` may stay as it
 * is. Every problem is a sentence that names its variable; all of them are told at once.
 */
const port = "PORT must be a whole number from 0 to 65535 (0 takes any free port).";

const proxies = "PROXIES must be a whole number from 0 to 9: how many proxies stand before Tamdan.";

export const Environment = z.object({
  PORT: z.coerce.number(port).int(port).min(0, port).max(65535, port).default(3000),
  HOST: z
    .string()
    .refine(isHost, "HOST must be a host name or an IP address without a port, such as 127.0.0.1 or 0.0.0.0.")
    .default("127.0.0.1"),
  DATA_DIR: z
    .string()
    .default(".data")
    .transform((folder) => resolve(folder)),
  DATABASE_URL: z
    .string()
    .refine(isDatabaseUrl, "DATABASE_URL must look like postgresql://user:password@host:5432/database.")
    .optional(),
  NEXTAUTH_SECRET: z
    .string()
    .min(32, "NEXTAUTH_SECRET must have 32 characters or more; `openssl rand -hex 32` makes one.")
    .optional(),
  NEXTAUTH_URL: z
    .string()
    .refine(isSiteUrl, "NEXTAUTH_URL must be the address at which people reach Tamdan, such as https://example.org.")
    .refine(
      isSafe,
      "NEXTAUTH_URL must begin with https: what is sent without could be read and changed on its way. Only this machine itself is reached by http.",
    )
    .transform((address) => address.replace(/\/+$/, ""))
    .optional(),
  SIGN_IN_WAYS: z.string().optional(),
  SMTP_URL: z
    .string()
    .refine(
      isSmtpUrl,
      "SMTP_URL must look like smtps://user:password@mail.example.org:465, or smtp:// for a server that turns to encryption first.",
    )
    .optional(),
  MAIL_FROM: z
    .string()
    .refine(isMailAddress, "MAIL_FROM must be the address that mails come from, such as tamdan@example.org.")
    .optional(),
  OIDC_ISSUER: z
    .string()
    .refine(
      isIssuer,
      "OIDC_ISSUER must be the https address of the provider, as it names itself, such as https://login.example.org/realms/main.",
    )
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(40, "OIDC_NAME must have 40 characters or fewer: it stands on a button.").optional(),
  /** Of an address with https it is said: what answers there is a proxy, and a number made up here would be a hole either way. */
  PROXIES: z.coerce.number(proxies).int(proxies).min(0, proxies).max(9, proxies).default(0),
});

export type Environment = z.infer<typeof Environment>;

/** What must be set when something else is. */
const together: Record<string, readonly string[]> = {
  DATABASE_URL: ["NEXTAUTH_SECRET", "NEXTAUTH_URL"],
  SMTP_URL: ["MAIL_FROM"],
  OIDC_ISSUER: ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
};

/** The environment, or every problem that it has. */
export function parseEnvironment(
  variables: Record<string, string | undefined>,
): { environment: Environment } | { problems: string[] } {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  const parsed = Environment.safeParse(set);
  const byVariable = new Map(parsed.error?.issues.map((issue) => [issue.path[0], issue.message]));
  for (const [name, others] of Object.entries(together))
    for (const other of others)
      if (set[name] && !set[other]) byVariable.set(other, `${other} is missing; it must be set when ${name} is set.`);
  if (parsed.success) for (const [name, problem] of problemsOfPlace(parsed.data, set)) byVariable.set(name, problem);
  const ways = byVariable.size === 0 ? problemsOfWays(set) : [];
  if (ways.length > 0) byVariable.set("SIGN_IN_WAYS", ways.join("\n"));
  if (parsed.success && byVariable.size === 0) return { environment: parsed.data };
  return { problems: [...byVariable.values()] };
}

/** Where the server stands: what others reach is told at which address, and what stands behind https by what it is reached. */
function* problemsOfPlace({ HOST, NEXTAUTH_URL }: Environment, set: Record<string, string | undefined>) {
  const isOpen = !isLoopback(`http://${inAddress(HOST)}`);
  if (isOpen && !NEXTAUTH_URL)
    yield [
      "NEXTAUTH_URL",
      `NEXTAUTH_URL is missing; as others can reach HOST ${HOST}, set it to the https address at which they do, or to http://localhost:3000 if only this machine itself may.`,
    ] as const;
  if (NEXTAUTH_URL?.toLowerCase().startsWith("https:") && !set.PROXIES)
    yield [
      "PROXIES",
      "PROXIES is missing; it must be set when NEXTAUTH_URL begins with https: how many proxies stand before Tamdan and add to X-Forwarded-For, which is mostly 1.",
    ] as const;
}

/** The address at which a server that listens on `host` and `port` is reached from the same machine. */
export function addressOf(host: string, port: number): string {
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${inAddress(reachable)}:${port}`;
}

function inAddress(host: string) {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function isHost(text: string) {
  return isIP(text) !== 0 || /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text);
}

function isDatabaseUrl(text: string) {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, searchParams } = new URL(text);
  return /^postgres(ql)?:$/.test(protocol) && (hostname !== "" || searchParams.has("host")) && pathname.length > 1;
}

function isSiteUrl(text: string) {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && pathname === "/" && !search && !hash;
}

/** What is no address has a sentence of its own. */
function isSafe(text: string) {
  return !isSiteUrl(text) || text.toLowerCase().startsWith("https:") || isLoopback(text);
}

function isSmtpUrl(text: string) {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return /^smtps?:$/.test(protocol) && hostname !== "";
}

function isIssuer(text: string) {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash } = new URL(text);
  return (protocol === "https:" || (protocol === "http:" && isLoopback(text))) && !search && !hash;
}

function isMailAddress(text: string) {
  return z.email().safeParse(text).success;
}
