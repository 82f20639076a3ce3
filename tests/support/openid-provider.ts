import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export const client = { id: "tamdan", secret: "a secret between Tamdan and the provider" };

type Account = { email: string; isVerified: boolean };

/**
 * A real OpenID Connect provider on loopback, for a site at an address, with a page that asks who signs in and believes
 * it: whoever types the name of an account is that account.
 */
export async function startOpenIdProvider(site: string) {
  const accounts = new Map<string, Account>();
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await new Promise((settle) => server.once("listening", settle));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: client.id, client_secret: client.secret },
        redirect_uris: [`${site}/sign-in/identity/callback`],
        // A program on the same machine, whose port may be any.
        ...({ application_type: "native" } as const),
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    cookies: { keys: ["a key of the tests"] },
    findAccount: (_, id) => {
      const account = accounts.get(id);
      if (!account) return undefined;
      const { email, isVerified } = account;
      return { accountId: id, claims: () => ({ sub: id, email, email_verified: isVerified }) };
    },
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  });
  server.on("request", provider.callback());
  return {
    issuer,
    variables: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: client.id, OIDC_CLIENT_SECRET: client.secret },
    accounts,
    stop: () => new Promise((settle) => server.close(settle).closeAllConnections()),
  };
}

/** What somebody's browser does there: it goes where it is sent, types who signs in, and is sent back with this query. */
export async function signInThere(address: string, account: string): Promise<string> {
  const kept = new Map<string, string>();
  const visit = async (to: string, form?: Record<string, string>): Promise<string> => {
    const answer = await fetch(to, {
      redirect: "manual",
      headers: { cookie: [...kept].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      kept.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const next = answer.headers.get("location");
    if (next) {
      const url = new URL(next, to);
      return url.pathname === "/sign-in/identity/callback" ? url.search : visit(url.href);
    }
    const page = await answer.text();
    const [, action] = /<form[^>]*action="([^"]+)"/.exec(page) ?? [];
    if (!action) throw new Error(`The provider answered ${answer.status}: ${page.slice(0, 500)}`);
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? "";
    return visit(new URL(action, to).href, { prompt, ...(prompt === "login" && { login: account, password: "any" }) });
  };
  return visit(address);
}
