import "server-only";
import {
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
  type WebAuthnCredential,
} from "@simplewebauthn/server";
import { z } from "zod";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { beginChallenge, takeChallenge } from "#lib/accounts/challenges.ts";
import { type Entered, enter } from "#lib/accounts/entrance.ts";
import { hashToken } from "#lib/accounts/tokens.ts";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { isOn } from "#lib/accounts/ways.ts";
import { presenting, tellPerson } from "#lib/acting.ts";
import { type Database, db } from "#lib/db.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { Begun } from "./commands.ts";
import { ShownPasskey } from "./schema.ts";
import { passkeySite } from "./site.ts";

type Options = Awaited<ReturnType<typeof generateAuthenticationOptions>>;

/** What a browser needs to show a passkey: nothing about anybody, so the same for everybody. */
export async function beginPasskeySignIn(now: Date): Promise<Result<{ token: string; options: Options }, "off">> {
  if (!isOn("passkey")) return refused("off");
  const options = await generateAuthenticationOptions({ rpID: passkeySite().name, userVerification: "required" });
  const content = { challenge: options.challenge };
  const token = await db.$transaction((tx) => beginChallenge(tx, { purpose: "passkey_sign_in", content }, now));
  return done({ options, token });
}

/** Signs in whoever's passkey it is. Why it is not taken is not told: it might be somebody else's. */
export async function signInWithPasskey(
  token: string,
  response: unknown,
  before: Viewer,
  now: Date,
  caller: Caller,
): Promise<Result<Entered, "off" | "over" | "wrong">> {
  if (!isOn("passkey")) return refused("off");
  return presenting(hashToken(token), now, async (tx) => {
    const refuse = async (reason: "over" | "wrong") => {
      await recordAccess(tx, { kind: "sign_in_failed", at: now, details: { way: "passkey", reason } }, caller);
      return refused(reason);
    };
    const begun = await takeChallenge(tx, token, "passkey_sign_in", now);
    if (!begun) return refuse("over");
    const { data: shown } = ShownPasskey.safeParse(response);
    const userId = shown && personOf(shown);
    const { challenge } = Begun.parse(begun.content);
    const isTheirs = userId && (await takePasskey(tx, userId, shown, challenge, now));
    const entered = isTheirs && (await enter(tx, { userId, way: "passkey", shownAt: now, before }, now, caller));
    return entered ? done(entered) : refuse("wrong");
  });
}

/** Whose the device says that its passkey is; what it signs shows it. */
function personOf({ response }: ShownPasskey): string | undefined {
  return z.uuid().safeParse(Buffer.from(response.userHandle ?? "", "base64url").toString("utf8")).data;
}

/** Whether what is shown is signed by a passkey of this person, for what was begun here. */
async function takePasskey(tx: Database, userId: string, shown: ShownPasskey, challenge: string, now: Date) {
  await tellPerson(tx, userId);
  const passkey = await tx.passkey.findFirst({
    where: { userId, credentialId: shown.id },
    select: { id: true, credentialId: true, publicKey: true, counter: true },
  });
  if (!passkey) return false;
  const { id, credentialId, publicKey, counter } = passkey;
  const newCounter = await verifyShown(shown, challenge, { id: credentialId, publicKey, counter: Number(counter) });
  if (newCounter === undefined) return false;
  await tx.passkey.update({ where: { id }, data: { counter: newCounter, lastUsedAt: now }, select: { id: true } });
  return true;
}

/** What the device has counted to; a device that counts less than before is a copy, and is refused. */
async function verifyShown(response: ShownPasskey, challenge: string, credential: WebAuthnCredential) {
  const { name, origin } = passkeySite();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      ...{ response, credential, requireUserVerification: true },
      ...{ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: name },
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    // The verifier throws whatever a browser of somebody who pretends may have sent.
    return;
  }
}
