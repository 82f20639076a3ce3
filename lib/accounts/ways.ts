import { isIP } from "node:net";

/** The ways to sign in that whoever runs the site turns on and off, the calmest first. An invitation is used once and is none. */
export const ways = ["passkey", "identity", "email", "password", "link"] as const;
export type Way = (typeof ways)[number];

export type Variables = Record<string, string | undefined>;

/** What each way needs, and the sentence of the start where it is named without. */
const needs = {
  passkey: {
    isThere: hasName,
    words:
      "passkey, which needs a site with a name: set NEXTAUTH_URL, such as https://example.org or http://localhost:3000",
  },
  email: { isThere: ({ SMTP_URL }) => isSet(SMTP_URL), words: "email, which needs SMTP_URL" },
  password: { isThere: () => true, words: "password" },
  identity: { isThere: ({ OIDC_ISSUER }) => isSet(OIDC_ISSUER), words: "identity, which needs OIDC_ISSUER" },
  link: { isThere: () => true, words: "link" },
} as const satisfies Record<Way, { isThere: (variables: Variables) => boolean; words: string }>;

/** The ways that are on: those that SIGN_IN_WAYS names, or else all that have what they need. */
export function waysOn(variables: Variables = process.env): Way[] {
  const named = waysNamed(variables.SIGN_IN_WAYS);
  return ways.filter((way) => (!named || named.includes(way)) && needs[way].isThere(variables));
}

export function isOn(way: Way, variables: Variables = process.env): boolean {
  return waysOn(variables).includes(way);
}

type Own = {
  email: string | null;
  isEmailConfirmed: boolean;
  password: object | null;
  passkeys: readonly object[];
  linkedIdentities: readonly object[];
};

/** Whether somebody can sign in by themselves the next time, by a way that is on. */
export function hasOwnWay(own: Own, on: readonly Way[]): boolean {
  const has: Record<Way, boolean> = {
    passkey: own.passkeys.length > 0,
    identity: own.linkedIdentities.length > 0,
    email: own.isEmailConfirmed,
    // One enters it beside the address.
    password: own.password !== null && own.email !== null,
    // Somebody else has to make it.
    link: false,
  };
  return on.some((way) => has[way]);
}

/** What is wrong with SIGN_IN_WAYS, in sentences. */
export function problemsOfWays(variables: Variables): string[] {
  const named = waysNamed(variables.SIGN_IN_WAYS) ?? [];
  const unknown = named.filter((name) => !ways.includes(name as Way));
  if (unknown.length > 0)
    return [
      `SIGN_IN_WAYS must name ways to sign in, separated by commas: ${ways.join(", ")}. It names ${unknown.join(", ")}.`,
    ];
  return ways
    .filter((way) => named.includes(way) && !needs[way].isThere(variables))
    .map((way) => `SIGN_IN_WAYS names ${needs[way].words}.`);
}

function waysNamed(text: string | undefined): string[] | undefined {
  return isSet(text) ? text?.split(",").map((name) => name.trim()) : undefined;
}

function isSet(text: string | undefined) {
  return Boolean(text?.trim());
}

/** A passkey belongs to the name of a site; a site that is reached by its number has none. */
function hasName({ NEXTAUTH_URL = "" }: Variables) {
  return URL.canParse(NEXTAUTH_URL) && isIP(new URL(NEXTAUTH_URL).hostname.replace(/^\[|\]$/g, "")) === 0;
}
