import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { setPassword, signInWithPassword } from "#lib/passwords/commands.ts";
import { beginSecondFactor, confirmSecondFactor } from "#lib/second-factors/commands.ts";
import { getBegunSecret } from "#lib/second-factors/queries.ts";
import { resetSecondFactor } from "#lib/second-factors/reset.ts";
import { codeAt } from "#lib/second-factors/totp.ts";
import { answerTo, connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { signedInElsewhere } from "../support/person.ts";
import { createAssigned, createMember, createOrganization, createReport } from "../support/report.ts";

const password = "four unrelated horses";
const now = new Date();

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of the tests, of 32 characters or more");
});

/** Somebody with a password and a second factor, and the steward of the report in which their organization answers. */
async function createCast() {
  const { report, organization, member } = await createAssigned(["approver"]);
  await createMember(organization, ["approver"]);
  const email = `${member.userId}@example.org`;
  await db.user.update({ where: { id: member.userId }, data: { email, emailSetAt: now, emailVerifiedAt: now } });
  expect(await setPassword(member, { current: "", password }, now, noCaller)).toMatchObject({ ok: true });
  expect(await beginSecondFactor(member, now)).toMatchObject({ ok: true });
  const secret = (await getBegunSecret(member)) ?? new Uint8Array();
  expect(await confirmSecondFactor(member, codeAt(secret, now), now, noCaller)).toMatchObject({ ok: true });
  return { report, organization, member, email, steward: await createMember(report.steward, ["steward"]) };
}

const reset = async (viewer: Viewer, { userId }: { userId: string }, at = now) => {
  const result = await resetSecondFactor(viewer, userId, at, noCaller);
  return result.ok ? "done" : result.refusal;
};
const isSet = async ({ userId }: Member) => (await db.totpSecret.count({ where: { userId } })) > 0;
const codesOf = ({ userId }: Member) => db.recoveryCode.count({ where: { userId } });

describe("a lost second factor", () => {
  test("is taken by the steward: no code is asked for, none recovers, and every session has ended", async () => {
    const { member, email, steward, organization } = await createCast();
    const standsElsewhere = await signedInElsewhere(member);
    const halfDone = await signInWithPassword({ email, password }, publicViewer, now, noCaller);
    expect(halfDone).toMatchObject({ ok: true, value: { kind: "second-factor" } });
    expect(await reset(steward, member)).toBe("done");
    expect([await isSet(member), await codesOf(member)]).toEqual([false, 0]);
    expect(await standsElsewhere()).toBe(false);
    expect(await db.session.count({ where: { userId: member.userId, endedAt: null } })).toBe(0);
    expect(await db.challenge.count({ where: { userId: member.userId } })).toBe(0);
    const signIn = await signInWithPassword({ email, password }, publicViewer, now, noCaller);
    expect(signIn).toMatchObject({ ok: true, value: { kind: "session" } });
    const entries = await db.accessEntry.findMany({
      where: { aboutId: member.userId, actorId: steward.userId },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ kind, organizationId, details }) => [kind, organizationId, details])).toEqual([
      ["second_factor_removed", organization.id, {}],
      ["session_ended", organization.id, { count: 2, reason: "second_factor_removed" }],
    ]);
    expect(await reset(steward, member)).toBe("none");
  });

  test("is taken with the passkeys of its person, also where they have nothing else", async () => {
    const { member, steward } = await createCast();
    const passkey = () =>
      db.passkey.create({
        data: {
          ...{ userId: member.userId, credentialId: randomUUID(), publicKey: new Uint8Array(1), counter: 0 },
          ...{ name: "Laptop", createdAt: now },
        },
      });
    await passkey();
    expect(await reset(steward, member)).toBe("done");
    expect(await db.passkey.count({ where: { userId: member.userId } })).toBe(0);
    await passkey();
    expect(await reset(steward, member)).toBe("done");
    expect(await db.passkey.count({ where: { userId: member.userId } })).toBe(0);
    expect(await reset(steward, member)).toBe("none");
  });

  test("is taken by nobody else: not the own approver, another steward, a verifier, the public, nor its person", async () => {
    const { member, organization, report, steward } = await createCast();
    const approver = await createMember(organization, ["approver"]);
    const verifier = await createMember(report.steward, ["verifier"]);
    const stranger = await createMember((await createReport()).steward, ["steward"]);
    for (const viewer of [approver, verifier, stranger, publicViewer, member])
      expect(await reset(viewer, member)).toBe("not-yours");
    // Whom another organization belongs to as well, of which this steward is none.
    const other = await createOrganization();
    await db.membership.create({ data: { userId: member.userId, organizationId: other.id, roles: ["reporter"] } });
    expect(await reset(steward, member)).toBe("not-yours");
    expect(await reset(steward, { userId: "00000000-0000-0000-0000-000000000000" })).toBe("not-found");
    expect([await isSet(member), await codesOf(member)]).toEqual([true, 10]);
  });

  test("is taken by a steward who has just signed in, who still is one, and not from themselves", async () => {
    const { member, steward } = await createCast();
    const later = new Date((steward.shownAt ?? now).getTime() + 15 * 60_000);
    expect(await reset(steward, member, later)).toBe("not-recent");
    await db.totpSecret.create({
      data: { userId: steward.userId, secret: Buffer.from("x"), createdAt: now, confirmedAt: now },
    });
    expect(await reset(steward, steward)).toBe("not-yours");
    await db.membership.updateMany({ where: { userId: steward.userId }, data: { roles: ["reporter"] } });
    expect(await reset(steward, member)).toBe("not-yours");
    expect([await isSet(member), await isSet(steward)]).toEqual([true, true]);
  });

  test("that is only being set up is none: it is asked of nobody", async () => {
    const { member, steward } = await createCast();
    await db.totpSecret.update({ where: { userId: member.userId }, data: { confirmedAt: null } });
    expect(await reset(steward, member)).toBe("none");
    expect(await isSet(member)).toBe(true);
  });

  test("is held by the database, whatever the code asks", async () => {
    const { member, steward, organization } = await createCast();
    const approver = await createMember(organization, ["approver"]);
    const client = await connect();
    const say = (acting: Member, of: Member) =>
      answerTo(client, async () => {
        await client.query("set local role tamdan_app");
        await client.query("select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true)", [
          acting.userId,
          acting.organization.id,
        ]);
        await client.query("select reset_second_factor($1)", [of.userId]);
      });
    const none = "Whoever acts may not take this second factor.";
    expect(await say(approver, member)).toBe(none);
    expect(await say(member, member)).toBe(none);
    expect(await say(steward, steward)).toBe(none);
    expect(await say(steward, member)).toBe("taken");
    await client.end();
  });
});
