import "server-only";
import { cookies } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import { getServerSession } from "next-auth";
import { encode } from "next-auth/jwt";
import { challengeLifetime } from "#lib/accounts/challenges.ts";
import type { Entered } from "#lib/accounts/entrance.ts";
import { sessionLifetime } from "#lib/accounts/session.ts";
import type { ChallengePurpose } from "#lib/generated/enums.ts";
import { isLoopback, siteAddress } from "./site-address.ts";

const maxAge = sessionLifetime / 1000;
const address = siteAddress();
const isSecure = address !== undefined && !isLoopback(address);
/** A browser takes `__Host-` from this very host alone, over https and for all of its paths. */
const cookieName = `${isSecure ? "__Host-" : ""}next-auth.session-token`;
const cookieOptions = { httpOnly: true, sameSite: "lax", secure: isSecure, path: "/" } as const;

/** next-auth keeps the signed and encrypted cookie; it carries nothing but the token of the session. */
const authOptions: NextAuthOptions = {
  providers: [],
  session: { strategy: "jwt", maxAge },
  useSecureCookies: isSecure,
  cookies: { sessionToken: { name: cookieName, options: cookieOptions } },
  pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
  // A cookie that was forged, or signed with an earlier secret, is the public; anybody could fill the log with it.
  logger: { error: (code, metadata) => code !== "JWT_SESSION_ERROR" && console.error(code, metadata) },
  callbacks: {
    session: ({ session, token }) => ({ ...session, sessionToken: token.sid }),
  },
};

declare module "next-auth/jwt" {
  interface JWT {
    sid?: string;
  }
}

/** The token in the cookie of this request; whether its session still stands is asked of the database (viewer.ts). */
export async function readSessionToken(): Promise<string | undefined> {
  const session: { sessionToken?: unknown } | null = await getServerSession(authOptions);
  return typeof session?.sessionToken === "string" ? session.sessionToken : undefined;
}

/** Every way of signing in ends here. In a server action or a route only: a page cannot set cookies. */
export async function setSessionCookie(token: string): Promise<void> {
  const secret = process.env.NEXTAUTH_SECRET;
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set.");
  const value = await encode({ token: { sid: token }, secret, maxAge });
  (await cookies()).set(cookieName, value, { ...cookieOptions, maxAge });
}

/** Where somebody goes on who has shown who they are: to `next`, or first to show their second factor. */
export async function letIn({ kind, token }: Entered, next: string): Promise<string> {
  if (kind === "session") {
    await setSessionCookie(token);
    return next;
  }
  await setBegunCookie("second_factor", token);
  return `/sign-in/second-factor?next=${encodeURIComponent(next)}`;
}

export async function removeSessionCookie(): Promise<void> {
  // Deleted as it was set: a browser ignores what would overwrite a `__Host-` cookie in another way.
  (await cookies()).set(cookieName, "", { ...cookieOptions, maxAge: 0 });
}

/** What somebody has begun in this browser and not ended, such as half of a sign-in: the token of the challenge. */
export async function setBegunCookie(purpose: ChallengePurpose, token: string): Promise<void> {
  (await cookies()).set(begunName(purpose), token, { ...cookieOptions, maxAge: challengeLifetime[purpose] / 1000 });
}

export async function readBegunCookie(purpose: ChallengePurpose): Promise<string> {
  return (await cookies()).get(begunName(purpose))?.value ?? "";
}

export async function removeBegunCookie(purpose: ChallengePurpose): Promise<void> {
  (await cookies()).set(begunName(purpose), "", { ...cookieOptions, maxAge: 0 });
}

function begunName(purpose: ChallengePurpose) {
  return `${isSecure ? "__Host-" : ""}tamdan.${purpose}`;
}
