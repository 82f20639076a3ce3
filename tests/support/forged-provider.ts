import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

type Claims = Record<string, unknown>;
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const newKeys = () => generateKeyPairSync("rsa", { modulusLength: 2048 });

/** A provider that says in its tokens what it is told to say, signed with its own key or with another. */
export async function startForgedProvider() {
  const [own, other] = [newKeys(), newKeys()];
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await new Promise((settle) => server.once("listening", settle));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let said: { claims: Claims; key: "own" | "other" | "none" } = { claims: {}, key: "own" };

  function token() {
    const head = encoded({ alg: said.key === "none" ? "none" : "RS256", kid: "1", typ: "JWT" });
    const now = Math.floor(Date.now() / 1000);
    const body = encoded({ iss: issuer, aud: "tamdan", iat: now, exp: now + 60, ...said.claims });
    if (said.key === "none") return `${head}.${body}.`;
    const { privateKey } = said.key === "own" ? own : other;
    return `${head}.${body}.${createSign("sha256").update(`${head}.${body}`).sign(privateKey).toString("base64url")}`;
  }

  server.on("request", ({ url }, response) => {
    const answers: Record<string, () => unknown> = {
      "/.well-known/openid-configuration": () => ({
        ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
        ...{ jwks_uri: `${issuer}/keys`, response_types_supported: ["code"] },
        ...{ id_token_signing_alg_values_supported: ["RS256"], authorization_response_iss_parameter_supported: true },
      }),
      "/keys": () => ({ keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "1", alg: "RS256", use: "sig" }] }),
      "/token": () => ({ access_token: "any", token_type: "Bearer", expires_in: 60, id_token: token() }),
    };
    const answer = answers[url ?? ""];
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer?.() ?? {}));
  });
  return {
    issuer,
    variables: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: "tamdan", OIDC_CLIENT_SECRET: "secret" },
    says(claims: Claims, key: "own" | "other" | "none" = "own") {
      said = { claims, key };
    },
    stop: () => new Promise((settle) => server.close(settle).closeAllConnections()),
  };
}
