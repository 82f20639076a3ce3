import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";

type Said = { origin?: string; site?: string; isVerified?: boolean; counter?: number; userHandle?: string };

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest();

/** A device that makes and shows passkeys as WebAuthn says, and lies where it is told to. */
export function createAuthenticator() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(16);
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  let count = 0;

  /** Where it is, what it has seen to, and how often it was used. */
  function dataOf({ site = "localhost", isVerified = true, counter = ++count }: Said, isNew: boolean) {
    const flags = 0x01 | (isVerified ? 0x04 : 0) | (isNew ? 0x40 : 0);
    const head = Buffer.alloc(5);
    head.writeUInt8(flags, 0);
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(site), head]);
  }

  function clientData(type: string, challenge: string, { origin = "http://localhost:3000" }: Said) {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  const common = { id: text(id), rawId: text(id), type: "public-key", clientExtensionResults: {} };
  return {
    make({ challenge }: { challenge: string }, said: Said = {}) {
      const key = new Map<number, number | Uint8Array>([
        ...([
          [1, 2],
          [3, -7],
          [-1, 1],
        ] as const),
        ...([
          [-2, Buffer.from(x, "base64url")],
          [-3, Buffer.from(y, "base64url")],
        ] as const),
      ]);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const credential = Buffer.concat([Buffer.alloc(16), length, id, isoCBOR.encode(key)]);
      const authData = new Uint8Array(Buffer.concat([dataOf(said, true), credential]));
      const attestation = new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]);
      return {
        ...common,
        response: {
          clientDataJSON: text(clientData("webauthn.create", challenge, said)),
          attestationObject: text(isoCBOR.encode(attestation as never)),
          transports: ["internal"],
        },
      };
    },
    show({ challenge }: { challenge: string }, said: Said) {
      const client = clientData("webauthn.get", challenge, said);
      const data = dataOf(said, false);
      const signature = createSign("sha256")
        .update(Buffer.concat([data, sha256(client)]))
        .sign(privateKey);
      return {
        ...common,
        response: {
          ...{ clientDataJSON: text(client), authenticatorData: text(data), signature: text(signature) },
          userHandle: text(Buffer.from(said.userHandle ?? "")),
        },
      };
    },
  };
}
