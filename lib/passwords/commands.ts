import "server-only";
import { organizationAbout } from "#lib/access/about.ts";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { type Entered, enter } from "#lib/accounts/entrance.ts";
import {
  changeOwn,
  endOtherSessions,
  holdPerson,
  type OwnChange,
  type OwnChangeRefusal,
} from "#lib/accounts/own-change.ts";
import { isRecent } from "#lib/accounts/session.ts";
import { findPeopleByEmail, mostOfOneAddress } from "#lib/accounts/sign-in.ts";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { isOn } from "#lib/accounts/ways.ts";
import { actingAlone, tellPerson } from "#lib/acting.ts";
import type { Database } from "#lib/db.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { commonPasswords } from "./common-list.ts";
import { hashPassword, isOutdated, matchesPassword } from "./hash.ts";
import { judgePassword, type PasswordProblem } from "./judge.ts";
import type { PasswordForm, PasswordSignIn } from "./schema.ts";

/** Whose transaction it is that looks for a password where the address has no account. */
const nobody = "00000000-0000-0000-0000-000000000000";

/**
 * Signs somebody in by address and password. Whether the address has an account, and whether that has a password, makes no
 * difference to what is answered, nor to what is done for it: the same questions to the database, and as many hashes.
 */
export async function signInWithPassword(
  { email, password }: PasswordSignIn,
  before: Viewer,
  now: Date,
  caller: Caller,
): Promise<Result<Entered, "off" | "wrong">> {
  if (!isOn("password")) return refused("off");
  const found = await findPasswords(email, now);
  const areRight = await Promise.all(found.map(({ kept }) => matchesPassword(password, kept)));
  const isRight = areRight.includes(true);
  const { id, kept } = found[isRight ? areRight.indexOf(true) : 0] ?? {};
  const renewed = isRight && kept && isOutdated(kept) ? await hashPassword(password) : undefined;
  return actingAlone(id ?? nobody, now, async (tx) => {
    // Whoever changes how they sign in ends what was begun with it: what is begun here is begun before or after.
    await holdPerson(tx, id ?? nobody);
    const userId = isRight && id && (await has(tx, { userId: id, hash: kept })) ? id : undefined;
    const entered = userId && (await enter(tx, { userId, way: "password", shownAt: now, before }, now, caller));
    if (!entered) {
      const whose = { aboutId: id, organizationId: await organizationAbout(tx, id ?? nobody) };
      await recordAccess(tx, { kind: "sign_in_failed", at: now, ...whose, details: { way: "password" } }, caller);
      return refused("wrong");
    }
    if (renewed) await tx.password.updateMany({ where: { userId, hash: kept }, data: { hash: renewed } });
    return done(entered);
  });
}

type Found = { id: string | undefined; kept: string | undefined };

/** Whose the address may be and the hashes of their passwords: always of as many, who may be nobody. */
async function findPasswords(email: string, now: Date): Promise<Found[]> {
  return actingAlone(nobody, now, async (tx) => {
    const people = await findPeopleByEmail(tx, email);
    const found: Found[] = [];
    for (let at = 0; at < mostOfOneAddress; at += 1) {
      const [id, userId] = [people[at], people[at] ?? nobody];
      await tellPerson(tx, userId);
      const password = await tx.password.findUnique({ where: { userId }, select: { hash: true } });
      found.push({ id, kept: password?.hash });
    }
    return found;
  });
}

async function has(tx: Database, password: { userId: string; hash?: string | undefined }): Promise<boolean> {
  return (await tx.password.count({ where: password })) === 1;
}

export type SetPasswordRefusal = OwnChangeRefusal | "off" | "no-email" | "invalid";
type Problems = { field: "current" | "password"; code: PasswordProblem | "wrong" }[];

/** Sets a password, or changes it for whoever knows the one until now. Sessions elsewhere end. */
export async function setPassword(
  member: Member,
  { current, password }: PasswordForm,
  now: Date,
  caller: Caller,
): Promise<Result<{ isFirst: boolean } & OwnChange, SetPasswordRefusal, Problems | undefined>> {
  if (!isOn("password")) return refused("off");
  if (!isRecent(member, now)) return refused("not-recent");
  const { userId, organization } = member;
  const { email, about, kept } = await readKept(member, now);
  if (!email) return refused("no-email");
  const problems: Problems = [];
  const problem = judgePassword(password, { common: await commonPasswords(), about });
  if (problem) problems.push({ field: "password", code: problem });
  if (kept !== undefined && !(await matchesPassword(current, kept)))
    problems.push({ field: "current", code: current === "" ? "missing" : "wrong" });
  if (problems.length > 0) return refused("invalid", problems);
  const hash = await hashPassword(password);
  return changeOwn(member, now, async (tx) => {
    // What was found right above is still the one that is replaced.
    if (kept === undefined ? await has(tx, { userId }) : !(await has(tx, { userId, hash: kept })))
      return refused("invalid", [{ field: "current" as const, code: "wrong" as const }]);
    await tx.password.deleteMany({ where: { userId } });
    await tx.password.create({ data: { userId, hash, setAt: now }, select: { userId: true } });
    await recordAccess(tx, { kind: "password_set", at: now, actorId: userId, organizationId: organization.id }, caller);
    const wasElsewhere = await endOtherSessions(tx, member, now, caller);
    return done({ isFirst: kept === undefined, wasElsewhere });
  });
}

/** What is known of the person, and the hash of the password that they have. */
async function readKept({ userId }: Member, now: Date) {
  return actingAlone(userId, now, async (tx) => {
    const { name, email, memberships, password } = await tx.user.findUniqueOrThrow({
      where: { id: userId },
      select: {
        ...{ name: true, email: true, password: { select: { hash: true } } },
        memberships: { where: { endedAt: null }, select: { organization: { select: { name: true, acronym: true } } } },
      },
    });
    const organizations = memberships.flatMap(({ organization }) => [organization.name, organization.acronym]);
    return { email, about: [name, email ?? "", ...organizations], kept: password?.hash };
  });
}

/** From now on nobody signs in with it. Sessions elsewhere end. */
export function removePassword(
  member: Member,
  now: Date,
  caller: Caller,
): Promise<Result<OwnChange, OwnChangeRefusal | "none">> {
  const { userId, organization } = member;
  return changeOwn(member, now, async (tx) => {
    const { count } = await tx.password.deleteMany({ where: { userId } });
    if (count === 0) return refused("none");
    await recordAccess(
      tx,
      { kind: "password_removed", at: now, actorId: userId, organizationId: organization.id },
      caller,
    );
    const wasElsewhere = await endOtherSessions(tx, member, now, caller);
    return done({ wasElsewhere });
  });
}
