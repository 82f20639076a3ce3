import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";
import { isLoopback } from "./site-address.ts";

/**
 * What the environment may say. An empty value counts as an absent one, so that a line of `.env.example` may stay as it
 * is. Every problem is a sentence that names its variable; all of them are told at once.
 */
const port = "PORT must be a whole number from 0 to 65535 (0 takes any free port).";

const proxies = "PROXIES must be a whole number from 0 to 9: how many proxies stand before Tamdan.";

const Environment = z.object({
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
  PROXIES: z.coerce.number(proxies).int(proxies).min(0, proxies).max(9, proxies).default(0),
});

export type Environment = z.infer<typeof Environment>;

/** The environment, or every problem that it has. */
export function parseEnvironment(
  variables: Record<string, string | undefined>,
): { environment: Environment } | { problems: string[] } {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  const parsed = Environment.safeParse(set);
  const byVariable = new Map(parsed.error?.issues.map((issue) => [issue.path[0], issue.message]));
  for (const name of ["NEXTAUTH_SECRET", "NEXTAUTH_URL"])
    if (set.DATABASE_URL && !set[name])
      byVariable.set(name, `${name} is missing; it must be set when DATABASE_URL is set.`);
  if (parsed.success && byVariable.size === 0) return { environment: parsed.data };
  return { problems: [...byVariable.values()] };
}

/** The address at which a server that listens on `host` and `port` is reached from the same machine. */
export function addressOf(host: string, port: number): string {
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`;
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
