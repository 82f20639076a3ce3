import "server-only";
import { generateRegistrationOptions, verifyRegistrationResponse } from "@simplewebauthn/server";
import { isoUint8Array } from "@simplewebauthn/server/helpers";
import { z } from "zod";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { beginChallenge, takeChallenge } from "#lib/accounts/challenges.ts";
import { changeOwn, endOtherSessions, type OwnChange, type OwnChangeRefusal } from "#lib/accounts/own-change.ts";
import { hashToken } from "#lib/accounts/tokens.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { isOn } from "#lib/accounts/ways.ts";
import { presentToken } from "#lib/acting.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { words } from "#lib/words.ts";
import { AddedPasskey } from "./schema.ts";
import { passkeySite } from "./site.ts";

// A passkey is found by the device itself, so nothing is typed, and it always asks who holds it (user verification).

export const Begun = z.object({ challenge: z.string() });
type Options = Awaited<ReturnType<typeof generateRegistrationOptions>>;

/** What a browser needs to make a passkey, and the token of what is begun. */
export function beginPasskey(
  member: Member,
  now: Date,
): Promise<Result<{ token: string; options: Options }, OwnChangeRefusal | "off">> {
  if (!isOn("passkey")) return Promise.resolve(refused("off"));
  const { userId } = member;
  return changeOwn(member, now, async (tx) => {
    const { name, email, passkeys } = await tx.user.findUniqueOrThrow({
      where: { id: userId },
      select: { name: true, email: true, passkeys: { select: { credentialId: true, transports: true } } },
    });
    const options = await generateRegistrationOptions({
      ...{ rpName: words("site.name"), rpID: passkeySite().name },
      ...{ userName: email ?? name, userDisplayName: name, userID: isoUint8Array.fromUTF8String(userId) },
      ...{ attestationType: "none", authenticatorSelection: { residentKey: "required", userVerification: "required" } },
      excludeCredentials: passkeys.map(({ credentialId: id, transports }) => ({ id, transports })),
    });
    const content = { challenge: options.challenge };
    return done({
      options,
      token: await beginChallenge(tx, { purpose: "passkey_registration", userId, content }, now),
    });
  });
}

/** Keeps a passkey that a browser has made for what this person has begun. */
export function addPasskey(
  member: Member,
  token: string,
  { response, name }: { response: unknown; name: string },
  now: Date,
  caller: Caller,
): Promise<Result<{ name: string }, OwnChangeRefusal | "off" | "over" | "not-proved" | "known">> {
  if (!isOn("passkey")) return Promise.resolve(refused("off"));
  const { userId, organization } = member;
  return changeOwn(member, now, async (tx) => {
    await presentToken(tx, hashToken(token));
    const begun = await takeChallenge(tx, token, "passkey_registration", now);
    if (begun?.userId !== userId) return refused("over");
    const added = await verifyAdded(response, Begun.parse(begun.content).challenge);
    if (!added) return refused("not-proved");
    const { id: credentialId, publicKey, counter } = added.credential;
    const called = name || caller.browser || words("passkeys.unnamed");
    const { count } = await tx.passkey.createMany({
      data: {
        ...{ userId, credentialId, publicKey: Uint8Array.from(publicKey), counter, name: called, createdAt: now },
        transports: added.credential.transports ?? [],
      },
      skipDuplicates: true,
    });
    if (count === 0) return refused("known");
    const entry = { kind: "passkey_added", at: now, actorId: userId, organizationId: organization.id } as const;
    await recordAccess(tx, { ...entry, details: { name: called } }, caller);
    return done({ name: called });
  });
}

async function verifyAdded(response: unknown, challenge: string) {
  const parsed = AddedPasskey.safeParse(response);
  if (!parsed.success) return;
  const { name, origin } = passkeySite();
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      ...{ response: parsed.data, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: name },
      requireUserVerification: true,
    });
    return registrationInfo;
  } catch {
    // The verifier throws whatever a browser of somebody who pretends may have sent.
    return;
  }
}

/** From now on nobody signs in with it. Sessions elsewhere end. */
export function removePasskey(
  member: Member,
  id: string,
  now: Date,
  caller: Caller,
): Promise<Result<{ name: string } & OwnChange, OwnChangeRefusal | "none">> {
  const { userId, organization } = member;
  return changeOwn(member, now, async (tx) => {
    const passkey = await tx.passkey.findFirst({ where: { id, userId }, select: { name: true } });
    if (!passkey) return refused("none");
    await tx.passkey.deleteMany({ where: { id, userId } });
    const entry = { kind: "passkey_removed", at: now, actorId: userId, organizationId: organization.id } as const;
    await recordAccess(tx, { ...entry, details: passkey }, caller);
    const wasElsewhere = await endOtherSessions(tx, member, now, caller);
    return done({ ...passkey, wasElsewhere });
  });
}
