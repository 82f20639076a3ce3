import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { judgeName, type NameForm, type PersonProblem } from "#lib/people/schema.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { changeOwn, type OwnChangeRefusal } from "./own-change.ts";
import type { Member } from "./viewer.ts";

/**
 * From now on one is called otherwise, also beside what one logged before. The access log says that it was changed and not
 * from what: whoever is removed leaves no name behind.
 */
export async function changeName(
  member: Member,
  { name }: NameForm,
  now: Date,
  caller: Caller,
): Promise<Result<undefined, OwnChangeRefusal | "invalid", PersonProblem[] | undefined>> {
  const { userId, organization } = member;
  return changeOwn(member, now, async (tx) => {
    const problems = judgeName(name);
    if (problems.length > 0) return refused("invalid", problems);
    const { count } = await tx.user.updateMany({ where: { id: userId, name: { not: name } }, data: { name } });
    if (count === 0) return done(undefined);
    await recordAccess(tx, { kind: "name_changed", at: now, actorId: userId, organizationId: organization.id }, caller);
    return done(undefined);
  });
}
