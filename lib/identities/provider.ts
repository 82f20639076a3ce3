import "server-only";
import * as client from "openid-client";
import { z } from "zod";
import { absolute, isLoopback } from "#lib/site-address.ts";

// Any standard provider of OpenID Connect, found by discovery: authorization code with PKCE, state and nonce.

/** Where the provider sends people back to. It is registered there. */
export const callbackPath = "/sign-in/identity/callback";

/** What was made up for one sign-in, and has to come back. */
export const Begun = z.object({ verifier: z.string(), state: z.string(), nonce: z.string(), isAgain: z.boolean() });
export type Begun = z.infer<typeof Begun>;

/**
 * What a provider says about somebody. An address is one only where the provider has seen that it is theirs. `shownAt`: when
 * they showed there who they are; whom it knew already it may have asked nothing now.
 */
export type Identity = { issuer: string; subject: string; email: string | undefined; shownAt: Date | undefined };

const known = new Map<string, Promise<client.Configuration>>();

/** Asked of the provider once; again if it did not answer. */
function discover(): Promise<client.Configuration> {
  const { OIDC_ISSUER = "" } = process.env;
  const asked = known.get(OIDC_ISSUER) ?? discoverNow(OIDC_ISSUER);
  known.set(OIDC_ISSUER, asked);
  asked.catch(() => known.delete(OIDC_ISSUER));
  return asked;
}

function discoverNow(OIDC_ISSUER: string) {
  const { OIDC_CLIENT_ID = "", OIDC_CLIENT_SECRET = "" } = process.env;
  return client.discovery(new URL(OIDC_ISSUER), OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, undefined, {
    // The signature of what is said is verified too, and not only whom we are connected to.
    execute: [client.enableNonRepudiationChecks, ...(isLoopback(OIDC_ISSUER) ? [client.allowInsecureRequests] : [])],
    timeout: 10,
  });
}

/** Where somebody is sent to say who they are; `isAgain`: although the provider knows already. */
export async function startIdentity(isAgain: boolean): Promise<{ address: string; begun: Begun }> {
  const configuration = await discover();
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const address = client.buildAuthorizationUrl(configuration, {
    ...{ redirect_uri: absolute(callbackPath), scope: "openid email", state, nonce },
    ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" },
    ...(isAgain && { prompt: "login", max_age: "0" }),
  });
  return { address: address.href, begun: { verifier, state, nonce, isAgain } };
}

export type IdentityFailure = "cancelled" | "failed" | "not-recent";

/**
 * Whom the provider means, by what it sent back: verified in its origin, its signature, and for what it was sent. Who was sent
 * to show anew who they are (`begunAt`) has done so since: a browser may have left out of the address that it was asked.
 */
export async function readIdentity(query: string, begun: Begun, begunAt: Date): Promise<Identity | IdentityFailure> {
  try {
    const provider = await discover();
    const answer = await client.authorizationCodeGrant(provider, new URL(absolute(callbackPath) + query), {
      ...{ pkceCodeVerifier: begun.verifier, expectedState: begun.state, expectedNonce: begun.nonce },
      idTokenExpected: true,
    });
    const claims = answer.claims();
    if (!claims) return "failed";
    const { iss, sub, auth_time: shown } = claims;
    const shownAt = shown === undefined ? undefined : new Date(shown * 1000);
    if (begun.isAgain && (!shownAt || shownAt.getTime() < begunAt.getTime() - clockTolerance)) return "not-recent";
    // Some tell the address with who it is, others when they are asked for it.
    const isTold = claims.email !== undefined || !provider.serverMetadata().userinfo_endpoint;
    const said = isTold ? claims : await client.fetchUserInfo(provider, answer.access_token, sub);
    return { issuer: iss, subject: sub, email: provedEmail(said), shownAt };
  } catch (thrown) {
    if (thrown instanceof client.AuthorizationResponseError && thrown.error === "access_denied") return "cancelled";
    // What the provider, or somebody in its name, has sent: of interest to whoever runs the site, not to who signs in.
    console.error("OpenID Connect:", thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : thrown);
    return "failed";
  }
}

function provedEmail({ email, email_verified: isVerified }: Record<string, unknown>): string | undefined {
  return isVerified === true && typeof email === "string" ? email.trim().toLowerCase() : undefined;
}

/** Clocks differ, and theirs tells no more than the second; in milliseconds. */
const clockTolerance = 60_000;
