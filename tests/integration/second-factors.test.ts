import { beforeEach, describe, expect, test, vi } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { findSignedIn, findViewer } from "#lib/accounts/queries.ts";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import { type Member, publicViewer } from "#lib/accounts/viewer.ts";
import { removePassword, setPassword, signInWithPassword } from "#lib/passwords/commands.ts";
import {
  abandonSecondFactor,
  beginSecondFactor,
  confirmSecondFactor,
  makeRecoveryCodes,
  removeSecondFactor,
} from "#lib/second-factors/commands.ts";
import { demandSecondFactor } from "#lib/second-factors/demand.ts";
import { getBegunSecret } from "#lib/second-factors/queries.ts";
import { unseal } from "#lib/second-factors/sealed.ts";
import { findUnderWay, showSecondFactor } from "#lib/second-factors/sign-in.ts";
import { codeAt } from "#lib/second-factors/totp.ts";
import { db } from "../support/owner.ts";
import { accessOf, createPerson, type Person, signedInElsewhere } from "../support/person.ts";
import { createAssigned, createMember, createOrganization } from "../support/report.ts";

const password = "four unrelated horses";
const now = new Date();
const seconds = (count: number) => new Date(now.getTime() + count * 1000);

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of the tests, of 32 characters or more");
});

async function memberOf(token: string, at = now): Promise<Member> {
  const signedIn = await findSignedIn(token, at);
  if (!signedIn) throw new Error("Not signed in.");
  return signedIn.member;
}

async function beginSecret(person: Person): Promise<Uint8Array> {
  expect(await beginSecondFactor(person, now)).toMatchObject({ ok: true });
  const secret = await getBegunSecret(person);
  if (!secret) throw new Error("Nothing begun.");
  return secret;
}

/** Somebody with a password and a second factor; the code of `now` is used up. */
async function createProtected() {
  const person = await createPerson();
  expect(await setPassword(person, { current: "", password }, now, noCaller)).toMatchObject({ ok: true });
  const secret = await beginSecret(person);
  const answer = await confirmSecondFactor(person, codeAt(secret, now), now, noCaller);
  if (!answer.ok) throw new Error(answer.refusal);
  const member = await memberOf(answer.value.token);
  return { person: { ...person, ...member }, secret, recoveryCodes: answer.value.recoveryCodes, before: person };
}

/** The first half of a sign-in. */
async function halfSignIn(email: string, at = now): Promise<string> {
  const answer = await signInWithPassword({ email, password }, publicViewer, at, noCaller);
  if (!answer.ok) throw new Error(answer.refusal);
  expect(answer.value.kind).toBe("second-factor");
  return answer.value.token;
}

const show = (token: string, code: string, at: Date) => showSecondFactor(token, code, publicViewer, at, noCaller);
const later = seconds(60);

const change = (person: Person, form: { current: string; password: string }) =>
  setPassword(person, form, now, noCaller);

async function replaceApp(person: Person) {
  return confirmSecondFactor(person, codeAt(await beginSecret(person), later), later, noCaller);
}

describe("setting a second factor up", () => {
  test("takes a code of the app, ends other sessions and goes on in one that has shown it", async () => {
    const person = await createPerson();
    const isElsewhere = await signedInElsewhere(person);
    const secret = await beginSecret(person);
    expect(await confirmSecondFactor(person, "000000", now, noCaller)).toMatchObject({ refusal: "wrong" });
    expect(await isElsewhere()).toBe(true);
    const code = codeAt(secret, now).replace(/(?=\d{3}$)/, " ");
    const answer = await confirmSecondFactor(person, code, now, noCaller);
    if (!answer.ok) throw new Error(answer.refusal);
    expect(answer.value.recoveryCodes).toHaveLength(10);
    expect(await isElsewhere()).toBe(false);
    expect(await findViewer(person.sessionId, now)).toEqual(publicViewer);
    const member = await memberOf(answer.value.token);
    expect(member).toMatchObject({ userId: person.userId, organization: { id: person.organization.id } });
    expect(await db.session.findUniqueOrThrow({ where: { id: member.sessionId } })).toMatchObject({
      ...{ way: "link", secondFactor: "totp" },
    });
    expect(await accessOf(person)).toEqual([...["second_factor_set", "session_ended", "session_ended", "signed_in"]]);
  });

  test("asks nobody for a code before that, and can be given up and begun anew", async () => {
    const person = await createPerson();
    await setPassword(person, { current: "", password }, now, noCaller);
    const first = await beginSecret(person);
    const second = await beginSecret(person);
    expect(Buffer.from(first).equals(second)).toBe(false);
    expect(await confirmSecondFactor(person, codeAt(first, now), now, noCaller)).toMatchObject({ refusal: "wrong" });
    expect(await signInWithPassword({ email: person.email, password }, publicViewer, now, noCaller)).toMatchObject({
      value: { kind: "session" },
    });
    expect(await abandonSecondFactor(person, now)).toMatchObject({ ok: true });
    expect(await confirmSecondFactor(person, codeAt(second, now), now, noCaller)).toMatchObject({
      refusal: "not-begun",
    });
  });

  test("another app takes the place of the one that is set, which goes on being asked for until then", async () => {
    const { person, secret, recoveryCodes } = await createProtected();
    expect(await getBegunSecret(person)).toBeUndefined();
    await beginSecret(person);
    expect(await abandonSecondFactor(person, now)).toMatchObject({ ok: true });
    expect(await getBegunSecret(person)).toBeUndefined();
    const next = await beginSecret(person);
    expect(Buffer.from(next).equals(secret)).toBe(false);
    expect(await confirmSecondFactor(person, codeAt(secret, now), now, noCaller)).toMatchObject({ refusal: "wrong" });
    expect(await show(await halfSignIn(person.email), codeAt(next, now), now)).toMatchObject({ refusal: "wrong" });
    // As somebody who has lost the app and signed in with a recovery code.
    const byCode = await show(await halfSignIn(person.email, later), recoveryCodes[0] ?? "", later);
    const member = byCode.ok ? await memberOf(byCode.value.token, later) : person;
    const isElsewhere = await signedInElsewhere(person);
    const answer = await confirmSecondFactor(member, codeAt(next, later), later, noCaller);
    if (!answer.ok) throw new Error(answer.refusal);
    expect(await isElsewhere()).toBe(false);
    const [late, latest] = [seconds(120), seconds(180)];
    expect(await show(await halfSignIn(person.email, late), codeAt(secret, late), late)).toMatchObject({
      refusal: "wrong",
    });
    expect(await show(await halfSignIn(person.email, late), codeAt(next, late), late)).toMatchObject({ ok: true });
    const [earlier = "", fresh = ""] = [recoveryCodes[1], answer.value.recoveryCodes[0]];
    expect(await show(await halfSignIn(person.email, latest), earlier, latest)).toMatchObject({ refusal: "wrong" });
    expect(await show(await halfSignIn(person.email, latest), fresh, latest)).toMatchObject({ ok: true });
    expect(await db.totpSecret.findUniqueOrThrow({ where: { userId: person.userId } })).toMatchObject({
      nextSecret: null,
    });
  });

  test("keeps no secret that somebody else could read, nor a code", async () => {
    const { person, secret, recoveryCodes } = await createProtected();
    const kept = await db.totpSecret.findUniqueOrThrow({ where: { userId: person.userId } });
    expect(Buffer.from(kept.secret).includes(Buffer.from(secret))).toBe(false);
    const codes = await db.recoveryCode.findMany({ where: { userId: person.userId } });
    expect(codes).toHaveLength(10);
    for (const { codeHash } of codes) expect(codeHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(codes)).not.toContain(recoveryCodes[0]);
    // What was sealed for one person is nothing to another, nor after the secret of the site has changed.
    const other = await createPerson();
    await db.totpSecret.create({ data: { userId: other.userId, secret: kept.secret, createdAt: now } });
    expect(await getBegunSecret(other)).toBeUndefined();
    const mine = await createPerson();
    await beginSecret(mine);
    vi.stubEnv("NEXTAUTH_SECRET", "another secret, of 32 characters or more too");
    expect(await getBegunSecret(mine)).toBeUndefined();
  });

  test("takes a recent sign-in", async () => {
    const { person } = await createProtected();
    const late = seconds(16 * 60);
    const refusal = { refusal: "not-recent" };
    expect(await beginSecondFactor(person, late)).toMatchObject(refusal);
    expect(await confirmSecondFactor(person, "000000", late, noCaller)).toMatchObject(refusal);
    expect(await removeSecondFactor(person, late, noCaller)).toMatchObject(refusal);
    expect(await makeRecoveryCodes(person, late, noCaller)).toMatchObject(refusal);
  });
});

describe("signing in with a second factor", () => {
  test("opens no session before its code is shown, and one that has shown it afterwards", async () => {
    const { person, secret } = await createProtected();
    const sessions = () => db.session.count({ where: { userId: person.userId, endedAt: null } });
    const before = await sessions();
    const token = await halfSignIn(person.email, later);
    expect(await sessions()).toBe(before);
    expect(await findSignedIn(token, later)).toBeUndefined();
    const answer = await show(token, codeAt(secret, later), later);
    if (!answer.ok) throw new Error(answer.refusal);
    expect(answer.value).toMatchObject({ userId: person.userId, usedRecoveryCode: false });
    const { sessionId } = await memberOf(answer.value.token, later);
    expect(await db.session.findUniqueOrThrow({ where: { id: sessionId } })).toMatchObject({
      ...{ way: "password", secondFactor: "totp" },
    });
  });

  test("takes each code once: not the one it was set up with, nor one before it, nor one that was just used", async () => {
    const { person, secret } = await createProtected();
    expect(await show(await halfSignIn(person.email), codeAt(secret, now), now)).toMatchObject({ refusal: "wrong" });
    const before = codeAt(secret, seconds(-30));
    expect(await show(await halfSignIn(person.email), before, now)).toMatchObject({ refusal: "wrong" });
    const code = codeAt(secret, later);
    expect(await show(await halfSignIn(person.email, later), code, later)).toMatchObject({ ok: true });
    expect(await show(await halfSignIn(person.email, later), code, seconds(61))).toMatchObject({ refusal: "wrong" });
  });

  test("of two who show one code at once, lets one in", async () => {
    const { person, secret } = await createProtected();
    const tokens = [await halfSignIn(person.email, later), await halfSignIn(person.email, later)];
    const answers = await Promise.all(tokens.map((token) => show(token, codeAt(secret, later), later)));
    expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  });

  test("of two who show two codes for one sign-in at once, lets one in", async () => {
    const { person, recoveryCodes } = await createProtected();
    const token = await halfSignIn(person.email);
    const answers = await Promise.all(recoveryCodes.slice(0, 2).map((code) => show(token, code, now)));
    expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ refusal: "over" });
  });

  test("is over after five wrong codes, however right the next one is", async () => {
    const { person, secret } = await createProtected();
    const token = await halfSignIn(person.email, later);
    for (const refusal of ["wrong", "wrong", "wrong", "wrong", "too-many"])
      expect(await show(token, "000000", later)).toMatchObject({ refusal });
    expect(await findUnderWay(token, later)).toBeUndefined();
    expect(await show(token, codeAt(secret, later), later)).toMatchObject({ refusal: "over" });
    expect((await accessOf(person)).filter((kind) => kind === "sign_in_failed")).toHaveLength(5);
  });

  test("is over after ten minutes, after its code, and where it was never begun", async () => {
    const { person, secret } = await createProtected();
    const token = await halfSignIn(person.email);
    const [last, late] = [seconds(10 * 60 - 1), seconds(10 * 60)];
    expect(await findUnderWay(token, last)).toBe(person.userId);
    expect(await findUnderWay(token, late)).toBeUndefined();
    expect(await show(token, codeAt(secret, late), late)).toMatchObject({ refusal: "over" });
    expect(await show(token, codeAt(secret, last), last)).toMatchObject({ ok: true });
    expect(await show(token, codeAt(secret, seconds(10 * 60 + 29)), last)).toMatchObject({ refusal: "over" });
    for (const other of [newToken(), "", hashToken(token)])
      expect(await show(other, codeAt(secret, now), now)).toMatchObject({ refusal: "over" });
  });

  test("takes no code of somebody else, and nothing that was begun for something else", async () => {
    const [one, other] = [await createProtected(), await createProtected()];
    const token = await halfSignIn(one.person.email, later);
    expect(await show(token, codeAt(other.secret, later), later)).toMatchObject({ refusal: "wrong" });
    expect(await show(token, other.recoveryCodes[0] ?? "", later)).toMatchObject({ refusal: "wrong" });
    await db.challenge.updateMany({ where: { tokenHash: hashToken(token) }, data: { purpose: "identity" } });
    expect(await show(token, codeAt(one.secret, later), later)).toMatchObject({ refusal: "over" });
  });

  test.each([
    [
      "the password is changed",
      (person: Person) => change(person, { current: password, password: "four other horses" }),
    ],
    ["the password is removed", (person: Person) => removePassword(person, now, noCaller)],
    ["another app is set up", (person: Person) => replaceApp(person)],
  ])("is over when %s elsewhere", async (_, changed) => {
    const { person } = await createProtected();
    const token = await halfSignIn(person.email, later);
    expect(await changed(person)).toMatchObject({ ok: true });
    const secret = await db.totpSecret.findUniqueOrThrow({ where: { userId: person.userId } });
    const opened = unseal(secret.secret, person.userId) ?? new Uint8Array();
    expect(await show(token, codeAt(opened, seconds(90)), seconds(90))).toMatchObject({ refusal: "over" });
  });

  test("is over when the way that it was begun with is turned off", async () => {
    const { person, secret } = await createProtected();
    const token = await halfSignIn(person.email, later);
    vi.stubEnv("SIGN_IN_WAYS", "link");
    expect(await show(token, codeAt(secret, later), later)).toMatchObject({ refusal: "over" });
    vi.stubEnv("SIGN_IN_WAYS", "");
    expect(await show(token, codeAt(secret, later), later)).toMatchObject({ ok: true });
  });

  test("lets nobody in who has left in between", async () => {
    const { person, secret } = await createProtected();
    const token = await halfSignIn(person.email, later);
    await db.membership.updateMany({ where: { userId: person.userId }, data: { endedAt: now } });
    expect(await show(token, codeAt(secret, later), later)).toMatchObject({ refusal: "over" });
  });

  test("takes a recovery code in place of the app's, each once", async () => {
    const { person, recoveryCodes } = await createProtected();
    const [code = "", next = ""] = recoveryCodes;
    const answer = await show(await halfSignIn(person.email), ` ${code.toLowerCase()} `, now);
    expect(answer).toMatchObject({ ok: true, value: { usedRecoveryCode: true } });
    expect(await show(await halfSignIn(person.email), code, now)).toMatchObject({ refusal: "wrong" });
    expect(await show(await halfSignIn(person.email), next, now)).toMatchObject({ ok: true });
    expect((await accessOf(person)).filter((kind) => kind === "recovery_code_used")).toHaveLength(2);
  });

  test("takes none of the codes that were made before new ones", async () => {
    const { person, recoveryCodes } = await createProtected();
    const answer = await makeRecoveryCodes(person, now, noCaller);
    if (!answer.ok) throw new Error(answer.refusal);
    expect(await show(await halfSignIn(person.email), recoveryCodes[0] ?? "", now)).toMatchObject({ refusal: "wrong" });
    const [fresh = ""] = answer.value.recoveryCodes;
    expect(await show(await halfSignIn(person.email), fresh, now)).toMatchObject({ ok: true });
  });

  test("removed, it is not asked for any more; its codes are gone and other sessions end", async () => {
    const { person, recoveryCodes } = await createProtected();
    const isElsewhere = await signedInElsewhere(person);
    expect(await removeSecondFactor(person, now, noCaller)).toMatchObject({ ok: true });
    expect(await isElsewhere()).toBe(false);
    expect(await signInWithPassword({ email: person.email, password }, publicViewer, now, noCaller)).toMatchObject({
      value: { kind: "session" },
    });
    expect(recoveryCodes).toHaveLength(10);
    expect(await db.recoveryCode.count({ where: { userId: person.userId } })).toBe(0);
    expect(await removeSecondFactor(person, now, noCaller)).toMatchObject({ refusal: "none" });
    expect(await makeRecoveryCodes(person, now, noCaller)).toMatchObject({ refusal: "none" });
  });
});

describe("an organization whose steward demands a second factor", () => {
  async function createDemanding() {
    const { report, organization, member } = await createAssigned(["approver"]);
    const steward = await createMember(report.steward, ["steward"]);
    return { organization, member, steward };
  }
  const demand = (viewer: Member, slug: string, isRequired = true) =>
    demandSecondFactor(viewer, slug, isRequired, now, noCaller);

  test("lets its people be nobody but themselves until they have one", async () => {
    const { organization, member, steward } = await createDemanding();
    expect(await demand(steward, organization.slug)).toMatchObject({ ok: true });
    expect(await findViewer(member.sessionId, now)).toEqual(publicViewer);
    expect(await findSignedIn(member.sessionId, now)).toMatchObject({ owesSecondFactor: true });
    expect(await beginSecondFactor(member, now)).toMatchObject({ ok: true });
    const secret = await getBegunSecret(member);
    const answer = await confirmSecondFactor(member, codeAt(secret ?? new Uint8Array(), now), now, noCaller);
    if (!answer.ok) throw new Error(answer.refusal);
    expect(await findViewer(answer.value.token, now)).toMatchObject({ userId: member.userId });
    const after = await memberOf(answer.value.token);
    expect(await removeSecondFactor(after, now, noCaller)).toMatchObject({ refusal: "demanded" });
    expect(await demand(steward, organization.slug, false)).toMatchObject({ ok: true });
    expect(await removeSecondFactor(after, now, noCaller)).toMatchObject({ ok: true });
  });

  test("takes a passkey for one", async () => {
    const { organization, member, steward } = await createDemanding();
    await demand(steward, organization.slug);
    await db.session.update({ where: { id: member.sessionId }, data: { way: "passkey" } });
    expect(await findViewer(member.sessionId, now)).toMatchObject({ userId: member.userId });
  });

  test("does not bind somebody in another of their organizations", async () => {
    const { organization, member, steward } = await createDemanding();
    await demand(steward, organization.slug);
    const other = await createOrganization();
    await db.membership.create({ data: { userId: member.userId, organizationId: other.id, roles: ["reporter"] } });
    await db.session.update({ where: { id: member.sessionId }, data: { organizationId: other.id } });
    expect(await findViewer(member.sessionId, now)).toMatchObject({ organization: { id: other.id } });
  });

  test("is made so by the steward of a report in which it takes part, and by nobody else", async () => {
    const { organization, member, steward } = await createDemanding();
    const stranger = await createDemanding();
    const verifier = await createMember(await db.organization.findUniqueOrThrow({ where: steward.organization }), [
      "verifier",
    ]);
    for (const viewer of [member, stranger.steward, verifier])
      expect(await demand(viewer, organization.slug)).toMatchObject({ refusal: "not-yours" });
    // Somebody who is the steward no more, whatever their page still says.
    await db.membership.updateMany({ where: { userId: steward.userId }, data: { roles: ["reporter"] } });
    expect(await demand(steward, organization.slug)).toMatchObject({ refusal: "not-yours" });
    expect(await demandSecondFactor(publicViewer, organization.slug, true, now, noCaller)).toMatchObject({
      refusal: "not-yours",
    });
    expect(await db.secondFactorDemand.count({ where: { organizationId: organization.id } })).toBe(0);
  });

  test("is written down once each time it changes", async () => {
    const { organization, steward } = await createDemanding();
    for (const isRequired of [true, true, false, false]) await demand(steward, organization.slug, isRequired);
    const entries = await db.accessEntry.findMany({
      where: { organizationId: organization.id, kind: "second_factor_required" },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ actorId, details }) => [actorId, details])).toEqual([
      [steward.userId, { isRequired: true }],
      [steward.userId, { isRequired: false }],
    ]);
  });
});
