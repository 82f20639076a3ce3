import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import type { Organization } from "#lib/generated/client.ts";
import type { Role } from "#lib/generated/enums.ts";
import { answerTo, connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization } from "../support/report.ts";
import { type Acting, connectAsApplication, createPeople, deniedBy, type People } from "../support/said-sql.ts";

// What the role of the application may do with invitations and memberships, whatever the code asks.

const { client, say, become } = await connectAsApplication();
afterAll(() => client.end());

let cast: People;
beforeAll(async () => {
  cast = await createPeople();
});

const notTheirs = "Whoever acts may not change these roles.";

/** An invitation as the owner makes it, and its token. */
async function createInvitation(organization: Organization, roles: Role[], fields: Record<string, unknown> = {}) {
  const token = newToken();
  const now = Date.now();
  const { id } = await db.invitation.create({
    data: {
      ...{ tokenHash: hashToken(token), organizationId: organization.id, roles, invitedById: cast.approver.userId },
      ...{ createdAt: new Date(now - 3_600_000), expiresAt: new Date(now + 3_600_000), ...fields },
    },
  });
  return { id, token };
}

describe("invitations", () => {
  const invite = (acting: Member | undefined, organization: Organization, roles: string) =>
    say(
      acting,
      `insert into invitations (id, token_hash, organization_id, roles, invited_by_id, created_at, expires_at)
       values (gen_random_uuid(), $1, $2, $3, $4, acting_at(), acting_at() + interval '1 day')`,
      [randomUUID(), organization.id, roles, acting?.userId ?? cast.approver.userId],
    );

  test.each<[keyof People, keyof People, string]>([
    ["approver", "own", "{reporter,approver}"],
    ["steward", "own", "{reporter,approver,verifier}"],
    ["steward", "ilo", "{steward}"],
    ["stewardsApprover", "ilo", "{approver}"],
    ["steward", "otherIlo", "{approver,verifier}"],
    ["otherSteward", "otherIlo", "{steward}"],
    ["strangersApprover", "stranger", "{reporter}"],
  ])("%s invites into %s as %s", async (who, where, roles) => {
    expect(await invite(cast[who] as Member, cast[where] as Organization, roles)).toBe("1 rows");
  });

  test.each<[keyof People | undefined, keyof People, string]>([
    [undefined, "own", "{reporter}"],
    ["reporter", "own", "{reporter}"],
    ["verifier", "own", "{reporter}"],
    ["approver", "own", "{verifier}"],
    ["approver", "own", "{steward}"],
    ["approver", "stranger", "{reporter}"],
    ["approver", "ilo", "{reporter}"],
    ["strangersApprover", "own", "{reporter}"],
    ["stewardsApprover", "own", "{reporter}"],
    ["stewardsApprover", "ilo", "{steward}"],
    ["steward", "own", "{steward}"],
    ["steward", "stranger", "{reporter}"],
    ["steward", "otherIlo", "{steward}"],
    ["otherSteward", "own", "{reporter}"],
  ])("%s does not invite into %s as %s", async (who, where, roles) => {
    expect(await invite(who && (cast[who] as Member), cast[where] as Organization, roles)).toBe(
      deniedBy("invitations"),
    );
  });

  test("name who made them, then, and are open", async () => {
    const { approver, own, second } = cast;
    const add = (invitedBy: string, at: string, extra = "null, null") =>
      say(
        approver,
        `insert into invitations (id, token_hash, organization_id, roles, invited_by_id, created_at, expires_at, used_at, used_by_id)
         values (gen_random_uuid(), gen_random_uuid(), $1, '{reporter}', $2, ${at}, acting_at() + interval '1 day', ${extra})`,
        [own.id, invitedBy],
      );
    expect(await add(approver.userId, "acting_at()")).toBe("1 rows");
    expect(await add(second.userId, "acting_at()")).toBe(deniedBy("invitations"));
    expect(await add(approver.userId, "acting_at() - interval '1 day'")).toBe(deniedBy("invitations"));
    expect(await add(approver.userId, "acting_at()", `acting_at(), '${approver.userId}'`)).toBe(
      deniedBy("invitations"),
    );
  });

  test("are read by those who may invite there, and by whoever has the link", async () => {
    const { id, token } = await createInvitation(cast.own, ["reporter"]);
    const read = (acting?: Member, presented?: string) =>
      say(acting, "select from invitations where id = $1", [id], presented);
    for (const acting of [cast.approver, cast.steward]) expect(await read(acting)).toBe("1 rows");
    expect(await read(undefined, token)).toBe("1 rows");
    for (const acting of [undefined, cast.reporter, cast.strangersApprover, cast.otherSteward])
      expect(await read(acting, newToken())).toBe("0 rows");
  });

  test("never become another, are withdrawn once, and in one's own name", async () => {
    const { id } = await createInvitation(cast.own, ["reporter"]);
    const change = (set: string, acting: Member = cast.approver) =>
      say(acting, `update invitations set ${set} where id = '${id}'`);
    const withdraw = (by: Member) => `withdrawn_at = now(), withdrawn_by_id = '${by.userId}'`;
    const once = "An invitation is used or withdrawn once, and never becomes another.";
    for (const set of [
      "roles = '{approver}'",
      "email = 'a@example.org'",
      "expires_at = now() + interval '1 year'",
      `organization_id = '${cast.stranger.id}'`,
      "token_hash = 'mine'",
      `used_at = now(), used_by_id = '${cast.approver.userId}'`,
      withdraw(cast.second),
    ])
      expect([set, await change(set)]).toEqual([set, once]);
    expect(await change(withdraw(cast.strangersApprover), cast.strangersApprover)).toBe("0 rows");
    expect(await change(withdraw(cast.approver))).toBe("1 rows");
    await db.invitation.update({ where: { id }, data: { withdrawnAt: new Date(), withdrawnById: cast.second.userId } });
    expect(await change(withdraw(cast.approver))).toBe(once);
  });
});

describe("a membership begins with an invitation", () => {
  const begins = "A membership begins with an invitation.";
  const add = (token: string | undefined, roles: string, organization = cast.own, userId: string = randomUUID()) =>
    answerTo(client, async () => {
      await become({ userId }, token);
      await client.query("insert into users (id, name) values ($1, 'Sok')", [userId]);
      await client.query("insert into memberships (user_id, organization_id, roles) values ($1, $2, $3)", [
        userId,
        organization.id,
        roles,
      ]);
      const { rows } = await client.query("select used_at, used_by_id from invitations where token_hash = $1", [
        hashToken(token ?? ""),
      ]);
      expect(rows).toEqual([{ used_at: expect.any(Date), used_by_id: userId }]);
    });

  test("and uses it up", async () => {
    expect(await add((await createInvitation(cast.own, ["reporter", "approver"])).token, "{approver,reporter}")).toBe(
      "taken",
    );
  });

  test("and whose the address is, that was in it, is said by nobody else, nor of another address", async () => {
    const email = "chief@example.org";
    const { token } = await createInvitation(cast.own, ["reporter"], { email });
    const begin = (address: string) => {
      const userId = randomUUID();
      const values = [userId, address];
      return say(
        { userId },
        "insert into users (id, name, email, email_set_at, is_email_invited) values ($1, 'Sok', $2, now(), true)",
        values,
        token,
      );
    };
    expect(await begin(email)).toBe("1 rows");
    expect(await begin("else@example.org")).toBe(deniedBy("users"));
    const { userId } = cast.reporter;
    const kept = async (set: string, wasInvited: boolean) => {
      await db.user.update({
        where: { id: userId },
        data: { email, emailSetAt: new Date(), isEmailInvited: wasInvited },
      });
      return answerTo(client, async () => {
        await become({ userId });
        const sql = `update users set ${set} where id = $1 returning is_email_invited`;
        const { rows } = await client.query(sql, [userId]);
        expect([set, wasInvited, rows]).toEqual([
          set,
          wasInvited,
          [{ is_email_invited: wasInvited && set === "name = 'Sok'" }],
        ]);
      });
    };
    for (const wasInvited of [true, false])
      for (const set of [
        "name = 'Sok'",
        "email = 'else@example.org'",
        "is_email_invited = true, email = 'else@example.org'",
      ])
        expect(await kept(set, wasInvited)).toBe("taken");
    expect(await kept("is_email_invited = true", false)).toBe("taken");
  });

  test("as it was made: not for other roles, nor elsewhere", async () => {
    const { token } = await createInvitation(cast.own, ["reporter"]);
    expect(await add(token, "{reporter,approver}")).toBe(begins);
    expect(await add(token, "{approver}")).toBe(begins);
    expect(await add(token, "{reporter}", cast.stranger)).toBe(begins);
    expect(await add(token, "{reporter}")).toBe("taken");
  });

  test("not with none, nor one that is used, withdrawn or too old", async () => {
    const at = new Date();
    const gone = [
      await createInvitation(cast.own, ["reporter"], { usedAt: at, usedById: cast.second.userId }),
      await createInvitation(cast.own, ["reporter"], { withdrawnAt: at, withdrawnById: cast.second.userId }),
      await createInvitation(cast.own, ["reporter"], { expiresAt: new Date(at.getTime() - 1000) }),
    ];
    for (const token of [undefined, newToken(), ...gone.map((one) => one.token)])
      expect(await add(token, "{reporter}")).toBe(deniedBy("users"));
    // Not by somebody who is there already, either.
    for (const token of [undefined, ...gone.map((one) => one.token)])
      expect(
        await say(
          cast.strangersApprover,
          "insert into memberships (user_id, organization_id, roles) values ($1, $2, '{reporter}')",
          [cast.strangersApprover.userId, cast.own.id],
          token,
        ),
      ).toBe(begins);
  });

  test("and nobody accepts for somebody else", async () => {
    const { token } = await createInvitation(cast.stranger, ["reporter"]);
    const { userId } = cast.reporter;
    const sql = "insert into memberships (user_id, organization_id, roles) values ($1, $2, '{reporter}')";
    for (const acting of [cast.approver, cast.strangersApprover, cast.steward])
      expect(await say(acting, sql, [userId, cast.stranger.id], token)).toBe(begins);
    expect(await say(cast.reporter, sql, [userId, cast.stranger.id], token)).toBe("1 rows");
  });

  test("and what has ended begins again with another one only", async () => {
    const left = await createMember(cast.own, ["approver"]);
    await db.membership.updateMany({ where: { userId: left.userId }, data: { endedAt: new Date() } });
    const again = "update memberships set ended_at = null, roles = '{reporter}' where user_id = $1";
    expect(await say(left, again, [left.userId])).toBe(begins);
    expect(await say(cast.approver, again, [left.userId])).toBe(begins);
    const { token } = await createInvitation(cast.own, ["reporter"]);
    expect(await say(cast.approver, again, [left.userId], token)).toBe(begins);
    expect(await say(left, again, [left.userId], token)).toBe("1 rows");
  });
});

describe("roles and ends of memberships", () => {
  const end = (acting: Acting | undefined, of: Member, by = acting) =>
    say(acting, "update memberships set ended_at = acting_at(), ended_by_id = $2 where user_id = $1", [
      of.userId,
      by?.userId ?? null,
    ]);
  const give = (acting: Acting | undefined, of: Member, roles: string) =>
    say(acting, "update memberships set roles = $3, changed_at = acting_at(), changed_by_id = $2 where user_id = $1", [
      of.userId,
      acting?.userId ?? null,
      roles,
    ]);

  test("are changed by approvers of the organization and by the steward of the report", async () => {
    expect(await give(cast.approver, cast.reporter, "{approver}")).toBe("1 rows");
    expect(await give(cast.steward, cast.reporter, "{verifier}")).toBe("1 rows");
    expect(await end(cast.approver, cast.reporter)).toBe("1 rows");
    expect(await end(cast.steward, cast.verifier)).toBe("1 rows");
    expect(await end(cast.second, cast.second)).toBe("1 rows");
  });

  test("are not changed by anybody else", async () => {
    for (const acting of [undefined, cast.strangersApprover, cast.stewardsApprover, cast.otherSteward]) {
      expect(await give(acting, cast.reporter, "{approver}")).toBe("0 rows");
      expect(await end(acting, cast.reporter)).toBe("0 rows");
    }
    expect(await give(cast.reporter, cast.reporter, "{approver}")).toBe(notTheirs);
    expect(await give({ ...cast.reporter, organization: cast.stranger }, cast.reporter, "{approver}")).toBe(notTheirs);
  });

  test("are changed within what one may give, and so taken", async () => {
    expect(await give(cast.approver, cast.approver, "{approver,verifier}")).toBe(notTheirs);
    expect(await give(cast.approver, cast.approver, "{approver,steward}")).toBe(notTheirs);
    expect(await give(cast.approver, cast.verifier, "{reporter}")).toBe(notTheirs);
    expect(await give(cast.approver, cast.verifier, "{reporter,verifier}")).toBe("1 rows");
    expect(await end(cast.approver, cast.verifier)).toBe(notTheirs);
    expect(await end(cast.stewardsApprover, cast.steward)).toBe(notTheirs);
    expect(await end(cast.steward, cast.otherSteward)).toBe(notTheirs);
    expect(await give(cast.steward, cast.reporter, "{steward}")).toBe(notTheirs);
    expect(await give(cast.steward, cast.stewardsApprover, "{steward}")).toBe("1 rows");
  });

  test("name who made the change, and stay with their person and organization", async () => {
    expect(await end(cast.approver, cast.reporter, cast.second)).toBe("A change names who made it.");
    const move = `update memberships set user_id = '${cast.strangersApprover.userId}' where user_id = '${cast.reporter.userId}'`;
    expect(await say(cast.approver, move)).toBe("A membership stays with its person and its organization.");
  });

  test("leave an organization its last approver, unless the steward says so, and the steward's its last steward", async () => {
    const last = await createMember(await createOrganization(), ["approver", "reporter"]);
    const none = "The organization would be left without an approver.";
    expect(await end(last, last)).toBe(none);
    expect(await give(last, last, "{reporter}")).toBe(none);
    expect(await say(last, "update users set ended_at = acting_at() where id = $1", [last.userId])).toBe(none);
    expect(await give(last, last, "{approver}")).toBe("1 rows");
    await db.membership.updateMany({ where: { userId: cast.approver.userId }, data: { endedAt: new Date() } });
    expect(await end(cast.second, cast.second)).toBe(none);
    expect(await end(cast.steward, cast.second)).toBe("1 rows");
    // Whoever was removed counts for nothing.
    await db.membership.updateMany({ where: { userId: cast.approver.userId }, data: { endedAt: null } });
    await db.user.update({ where: { id: cast.approver.userId }, data: { endedAt: new Date() } });
    expect(await end(cast.second, cast.second)).toBe(none);
    cast = await createPeople();
    expect(await end(cast.secondSteward, cast.steward)).toBe("1 rows");
    await db.membership.updateMany({ where: { userId: cast.secondSteward.userId }, data: { endedAt: new Date() } });
    expect(await end(cast.steward, cast.steward)).toBe("The organization would be left without a steward.");
    cast = await createPeople();
  });

  test("of two approvers who end each other at once, one stays", async () => {
    const organization = await createOrganization();
    const two = [await createMember(organization, ["approver"]), await createMember(organization, ["approver"])];
    const ending = async (acting: Member, of: Member) => {
      const own = await connect();
      try {
        await own.query("begin");
        await own.query("set local role tamdan_app");
        await own.query("select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true)", [
          acting.userId,
          acting.organization.id,
        ]);
        await own.query("update memberships set ended_at = acting_at(), ended_by_id = $2 where user_id = $1", [
          of.userId,
          acting.userId,
        ]);
        await own.query("select pg_sleep(0.1)");
        await own.query("commit");
        return "ended";
      } catch (error) {
        return (error as Error).message;
      } finally {
        await own.end();
      }
    };
    const [one, other] = two as [Member, Member];
    const said = await Promise.all([ending(one, other), ending(other, one)]);
    expect(said.toSorted()).toEqual([notTheirs, "ended"]);
    expect(await db.membership.count({ where: { organizationId: organization.id, endedAt: null } })).toBe(1);
  });

  test("end sessions and links at once, which a new beginning does not bring back", async () => {
    const gone = await createMember(cast.own, ["reporter"]);
    await db.oneTimeLink.create({
      data: {
        ...{ tokenHash: newToken(), userId: gone.userId, organizationId: cast.own.id },
        expiresAt: new Date(Date.now() + 3_600_000),
      },
    });
    const kept = await createMember(cast.own, ["reporter"]);
    await db.membership.updateMany({ where: { userId: gone.userId }, data: { endedAt: new Date() } });
    await db.membership.updateMany({ where: { userId: gone.userId }, data: { endedAt: null } });
    const use = (token: string) =>
      say(undefined, "select from use_session($1, now(), interval '1 hour')", [hashToken(token)]);
    expect(await use(kept.sessionId)).toBe("1 rows");
    expect(await use(gone.sessionId)).toBe("0 rows");
    const link = await db.oneTimeLink.findFirstOrThrow({ where: { userId: gone.userId } });
    expect(link.expiresAt.getTime()).toBeLessThanOrEqual(Date.now());
  });
});
