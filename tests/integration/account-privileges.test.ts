import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import type { Organization } from "#lib/generated/client.ts";
import type { Role } from "#lib/generated/enums.ts";
import { answerTo, connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization, createReport } from "../support/report.ts";

// What the role of the application may do with people and with what they sign in with, whatever the code asks: SQL past
// every command, as somebody would send it who had found a hole in one.

const client = await connect();
afterAll(() => client.end());

type Cast = Awaited<ReturnType<typeof createCast>>;
let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
});

/** A report with an organization, and people of it, of its steward, of a stranger and of another report's steward. */
async function createCast() {
  const [report, other] = [await createReport(), await createReport()];
  const [own, stranger] = [await createOrganization(), await createOrganization()];
  const takesPart = (reportId: string, organizationId: string, position: number) =>
    db.participation.create({ data: { reportId, organizationId, function: "stakeholder", position } });
  await takesPart(report.id, own.id, 1);
  // The steward of the other report answers in this one.
  await takesPart(report.id, other.steward.id, 2);
  await takesPart(other.id, stranger.id, 1);
  return {
    own,
    stranger,
    ilo: report.steward,
    otherIlo: other.steward,
    approver: await createMember(own, ["approver"]),
    second: await createMember(own, ["approver", "reporter"]),
    reporter: await createMember(own, ["reporter"]),
    verifier: await createMember(own, ["verifier"]),
    steward: await createMember(report.steward, ["steward", "verifier"]),
    secondSteward: await createMember(report.steward, ["steward"]),
    stewardsApprover: await createMember(report.steward, ["approver"]),
    otherSteward: await createMember(other.steward, ["steward"]),
    strangersApprover: await createMember(stranger, ["approver"]),
  };
}

type Acting = Pick<Member, "userId"> & Partial<Pick<Member, "organization">>;

/** What Postgres answers to SQL of the application in which this person acts, and presents this token. */
async function say(acting: Acting | undefined, sql: string, values: unknown[] = [], token?: string): Promise<string> {
  let rows: number | null = 0;
  const said = await answerTo(client, async () => {
    await become(acting, token);
    rows = (await client.query(sql, values)).rowCount;
  });
  return said === "taken" ? `${rows} rows` : said;
}

async function become(acting: Acting | undefined, token?: string) {
  await client.query("set local role tamdan_app");
  await client.query(
    "select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true), set_config('tamdan.token', $3, true)",
    [acting?.userId ?? "", acting?.organization?.id ?? "", token ? hashToken(token) : ""],
  );
}

const policy = (table: string) => `new row violates row-level security policy for table "${table}"`;
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

  test.each<[keyof Cast, keyof Cast, string]>([
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

  test.each<[keyof Cast | undefined, keyof Cast, string]>([
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
    expect(await invite(who && (cast[who] as Member), cast[where] as Organization, roles)).toBe(policy("invitations"));
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
    expect(await add(second.userId, "acting_at()")).toBe(policy("invitations"));
    expect(await add(approver.userId, "acting_at() - interval '1 day'")).toBe(policy("invitations"));
    expect(await add(approver.userId, "acting_at()", `acting_at(), '${approver.userId}'`)).toBe(policy("invitations"));
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
    expect(await begin("else@example.org")).toBe(policy("users"));
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
      expect(await add(token, "{reporter}")).toBe(policy("users"));
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
    cast = await createCast();
    expect(await end(cast.secondSteward, cast.steward)).toBe("1 rows");
    await db.membership.updateMany({ where: { userId: cast.secondSteward.userId }, data: { endedAt: new Date() } });
    expect(await end(cast.steward, cast.steward)).toBe("The organization would be left without a steward.");
    cast = await createCast();
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

describe("an account", () => {
  test("is its person's: nobody else changes it", async () => {
    const rename = "update users set name = 'Other' where id = $1";
    const { userId } = cast.reporter;
    expect(await say(cast.reporter, rename, [userId])).toBe("1 rows");
    expect(await say({ userId }, rename, [userId])).toBe("1 rows");
    for (const acting of [undefined, cast.approver, cast.strangersApprover])
      expect(await say(acting, rename, [userId])).toBe("0 rows");
    expect(await say(cast.steward, rename, [userId])).toBe("An account is changed by its person.");
  });

  test("is removed by its person, or by the steward of all that they belong to; for ever", async () => {
    const remove = "update users set ended_at = acting_at(), name = 'Former member', email = null where id = $1";
    const person = await createMember(cast.own, ["reporter"]);
    for (const acting of [cast.approver, cast.strangersApprover, cast.otherSteward, cast.stewardsApprover])
      expect(await say(acting, remove, [person.userId])).toBe("0 rows");
    expect(await say(cast.steward, remove, [person.userId])).toBe("1 rows");
    expect(await say(person, remove, [person.userId])).toBe("1 rows");
    await db.membership.create({
      data: { userId: person.userId, organizationId: cast.stranger.id, roles: ["reporter"] },
    });
    expect(await say(cast.steward, remove, [person.userId])).toBe("0 rows");
    expect(await say(cast.steward, remove, [cast.otherSteward.userId])).toBe("0 rows");
    await db.user.update({ where: { id: person.userId }, data: { endedAt: new Date() } });
    expect(await say(person, "update users set ended_at = null where id = $1", [person.userId])).toBe(
      "Who was removed stays removed.",
    );
  });

  test("takes along all that signs in, when it is removed", async () => {
    const { userId, sessionId } = await createMember(cast.own, ["reporter"]);
    const at = new Date();
    await db.password.create({ data: { userId, hash: "h", setAt: at } });
    await db.passkey.create({
      data: {
        userId,
        credentialId: randomUUID(),
        publicKey: Buffer.from("k"),
        counter: 0,
        name: "Phone",
        createdAt: at,
      },
    });
    await db.totpSecret.create({ data: { userId, secret: Buffer.from("s"), createdAt: at } });
    await db.recoveryCode.create({ data: { userId, codeHash: "h", createdAt: at } });
    await db.linkedIdentity.create({ data: { userId, issuer: "https://example.org", subject: userId, createdAt: at } });
    await db.user.update({ where: { id: userId }, data: { endedAt: at } });
    for (const table of ["passwords", "passkeys", "totp_secrets", "recovery_codes", "linked_identities"]) {
      const { rows } = await client.query(`select from ${table} where user_id = $1`, [userId]);
      expect([table, rows.length]).toEqual([table, 0]);
    }
    expect(await db.session.findUnique({ where: { id: sessionId } })).toBeNull();
  });

  test("has an address in lower case, which is one person's once it is confirmed", async () => {
    const [one, other] = [cast.reporter, cast.verifier];
    const set = (acting: Member, email: string, isVerified: boolean) =>
      say(acting, "update users set email = $2, email_set_at = now(), email_verified_at = $3 where id = $1", [
        acting.userId,
        email,
        isVerified ? new Date() : null,
      ]);
    expect(await set(one, "Sok@example.org", false)).toMatch(/users_email_check/);
    expect(await set(one, "sok", false)).toMatch(/users_email_check/);
    expect(await set(one, "so k@example.org", false)).toMatch(/users_email_check/);
    await db.user.update({
      where: { id: other.userId },
      data: { email: "sok@example.org", emailSetAt: new Date(), emailVerifiedAt: new Date() },
    });
    expect(await set(one, "sok@example.org", false)).toBe("1 rows");
    expect(await set(one, "sok@example.org", true)).toMatch(/users_email_verified_key/);
    await expect(db.user.update({ where: { id: other.userId }, data: { endedAt: new Date() } })).rejects.toThrow(
      /users_ended_check/,
    );
  });
});

describe("what somebody signs in with", () => {
  const own = ["passwords", "passkeys", "totp_secrets", "recovery_codes", "linked_identities"];
  beforeAll(async () => {
    const { userId } = cast.reporter;
    const at = new Date();
    await db.password.create({ data: { userId, hash: "h", setAt: at } });
    await db.passkey.create({
      data: { userId, credentialId: "c", publicKey: Buffer.from("k"), counter: 0, name: "Phone", createdAt: at },
    });
    await db.totpSecret.create({ data: { userId, secret: Buffer.from("s"), createdAt: at, lastStep: 7 } });
    await db.recoveryCode.create({ data: { userId, codeHash: "h", createdAt: at, usedAt: at } });
    await db.linkedIdentity.create({ data: { userId, issuer: "https://example.org", subject: "s", createdAt: at } });
  });

  test.each([...own, "sessions"])("is read by its person alone: %s", async (table) => {
    expect(await say(cast.reporter, `select from ${table}`)).toBe("1 rows");
    expect(await say({ userId: cast.reporter.userId }, `select from ${table}`)).toBe("1 rows");
    const read = `select from ${table} where user_id = $1`;
    for (const acting of [undefined, cast.approver, cast.steward, cast.strangersApprover])
      expect(await say(acting, read, [cast.reporter.userId])).toBe("0 rows");
  });

  test.each(own)("is added and deleted by its person alone: %s", async (table) => {
    const { userId } = cast.reporter;
    for (const acting of [undefined, cast.approver, cast.steward]) {
      expect(await say(acting, `delete from ${table} where user_id = $1`, [userId])).toBe("0 rows");
      const copy = `insert into ${table} select (json_populate_record(null::${table}, $1)).*`;
      const { rows } = await client.query(`select to_json(t) as row from ${table} t where user_id = $1`, [userId]);
      expect(await say(acting, copy, [JSON.stringify(rows[0].row)])).toBe(policy(table));
    }
    expect(await say(cast.reporter, `delete from ${table} where user_id = $1`, [userId])).toBe("1 rows");
  });

  test("a code works once", async () => {
    const { userId } = cast.reporter;
    const step = (to: string) => say(cast.reporter, `update totp_secrets set last_step = ${to}`);
    expect(await step("6")).toBe("A code works once.");
    expect(await step("null")).toBe("A code works once.");
    expect(await step("8")).toBe("1 rows");
    expect(await say({ userId }, "update recovery_codes set used_at = null")).toBe("A recovery code is used once.");
  });

  test("an identity leads to its person, and its person to nobody else", async () => {
    const ask = async (subject: string) => {
      const { rows } = await client.query("select user_of_identity('https://example.org', $1) as id", [subject]);
      return rows[0].id;
    };
    expect(await ask("s")).toBe(cast.reporter.userId);
    expect(await ask("t")).toBeNull();
  });
});

describe("sessions, links and challenges", () => {
  const open = (
    acting: Acting | undefined,
    of: Member,
    organization = of.organization.id,
    at = "acting_at()",
    shownAt = "null",
  ) =>
    say(
      acting,
      `insert into sessions (id, token_hash, way, user_id, organization_id, created_at, shown_at, expires_at)
       values (gen_random_uuid(), gen_random_uuid(), 'link', $1, $2, ${at}, ${shownAt}, acting_at() + interval '1 day')`,
      [of.userId, organization],
    );

  test("a session is opened by its person, for an organization of theirs, now", async () => {
    const { reporter, approver, stranger } = cast;
    expect(await open({ userId: reporter.userId }, reporter)).toBe("1 rows");
    for (const acting of [undefined, approver, cast.steward])
      expect(await open(acting, reporter)).toBe(policy("sessions"));
    expect(await open(reporter, reporter, stranger.id)).toBe(policy("sessions"));
    expect(await open(reporter, reporter, undefined, "acting_at() - interval '1 hour'")).toBe(policy("sessions"));
    expect(await open(reporter, reporter, undefined, undefined, "acting_at()")).toBe("1 rows");
    const later = "acting_at() + interval '1 millisecond'";
    expect(await open(reporter, reporter, undefined, undefined, later)).toBe(policy("sessions"));
    const left = await createMember(cast.own, ["reporter"]);
    await db.membership.updateMany({ where: { userId: left.userId }, data: { endedAt: new Date() } });
    expect(await open(left, left)).toBe(policy("sessions"));
  });

  test("a session ends once, by its person, and never becomes another", async () => {
    const member = await createMember(cast.own, ["reporter"]);
    const change = (set: string, acting: Acting = member) =>
      say(acting, `update sessions set ${set} where id = '${member.sessionId}'`);
    expect(await change("ended_at = now()", cast.approver)).toBe("0 rows");
    expect(await change("ended_at = now()")).toBe("1 rows");
    const never = "A session ends once, and never becomes another.";
    for (const set of [
      "expires_at = now() + interval '1 year'",
      "created_at = now() + interval '1 second'",
      "way = 'passkey'",
      "second_factor = 'totp'",
      "shown_at = now() + interval '1 second'",
      "token_hash = 'mine'",
      `user_id = '${cast.approver.userId}'`,
    ])
      expect([set, await change(set)]).toEqual([set, never]);
    expect(await change(`organization_id = '${cast.stranger.id}'`)).toBe(policy("sessions"));
    await db.session.update({ where: { id: member.sessionId }, data: { endedAt: new Date() } });
    expect(await change("ended_at = null")).toBe(never);
  });

  test("a link is read by whoever has it or whose it is, made by its person for its address, and used once", async () => {
    const token = newToken();
    const { userId } = cast.reporter;
    const { id } = await db.oneTimeLink.create({
      data: {
        ...{ tokenHash: hashToken(token), userId, organizationId: cast.own.id },
        expiresAt: new Date(Date.now() + 3_600_000),
      },
    });
    const read = (acting?: Member, presented?: string) =>
      say(acting, "select from one_time_links where id = $1", [id], presented);
    expect(await read(undefined, token)).toBe("1 rows");
    expect(await read(cast.reporter)).toBe("1 rows");
    for (const acting of [undefined, cast.approver, cast.steward])
      expect(await read(acting, newToken())).toBe("0 rows");
    const make = (acting: Acting, purpose: string) =>
      say(
        acting,
        `insert into one_time_links (id, token_hash, user_id, organization_id, expires_at, purpose, email)
         values (gen_random_uuid(), gen_random_uuid(), $1, $2, now() + interval '1 hour', '${purpose}', 'sok@example.org')`,
        [userId, cast.own.id],
      );
    expect(await make({ userId }, "email_sign_in")).toBe("1 rows");
    expect(await make({ userId }, "sign_in")).toBe(policy("one_time_links"));
    expect(await make(cast.steward, "email_sign_in")).toBe(policy("one_time_links"));
    const change = (set: string) =>
      say(undefined, `update one_time_links set ${set} where id = '${id}'`, undefined, token);
    const once = "A link is used once, and never becomes another.";
    expect(await change(`user_id = '${cast.approver.userId}'`)).toBe(once);
    expect(await change("expires_at = now() + interval '1 year'")).toBe(once);
    expect(await change("used_at = now()")).toBe("1 rows");
    await db.oneTimeLink.update({ where: { id }, data: { usedAt: new Date() } });
    expect(await change("used_at = null")).toBe(once);
  });

  test("a challenge is seen with its token alone, and forgotten when it is too old", async () => {
    const [token, old] = [newToken(), newToken()];
    const add = (hash: string, presented: string, from: string) =>
      client.query(
        `select set_config('tamdan.token', '${presented}', false);
         insert into challenges (id, token_hash, purpose, content, created_at, expires_at) values (gen_random_uuid(), '${hash}', 'identity', '{}', now() - interval '1 hour', now() + interval '${from}')`,
      );
    const said = await answerTo(client, async () => {
      await client.query("set local role tamdan_app");
      await add(hashToken(token), hashToken(token), "5 minutes");
      await add(hashToken(old), hashToken(old), "-5 minutes");
      for (const [presented, rows] of [
        [token, 1],
        [old, 0],
        [newToken(), 0],
      ] as const) {
        await client.query("select set_config('tamdan.token', $1, true)", [hashToken(presented)]);
        expect((await client.query("select from challenges")).rowCount).toBe(rows);
      }
      await add(hashToken(newToken()), hashToken(token), "5 minutes");
    });
    expect(said).toBe(policy("challenges"));
  });

  test("whether an organization demands a second factor is the steward's", async () => {
    const demand = (acting: Member, by = acting) =>
      say(acting, "insert into second_factor_demands (organization_id, set_at, set_by_id) values ($1, now(), $2)", [
        cast.own.id,
        by.userId,
      ]);
    expect(await demand(cast.steward)).toBe("1 rows");
    for (const acting of [cast.approver, cast.stewardsApprover, cast.otherSteward])
      expect(await demand(acting)).toBe(policy("second_factor_demands"));
    expect(await demand(cast.steward, cast.approver)).toBe(policy("second_factor_demands"));
    await db.secondFactorDemand.create({
      data: { organizationId: cast.own.id, setAt: new Date(), setById: cast.steward.userId },
    });
    const drop = "delete from second_factor_demands where organization_id = $1";
    expect(await say(cast.approver, drop, [cast.own.id])).toBe("0 rows");
    expect(await say(cast.steward, drop, [cast.own.id])).toBe("1 rows");
  });
});

describe("the access log", () => {
  const add = (acting: Acting | undefined, actorId: string | null, at = "acting_at()") =>
    say(
      acting,
      `insert into access_entries (recorded_at, kind, actor_id, organization_id) values (${at}, 'signed_in', $1, $2)`,
      [actorId, cast.own.id],
    );

  test("takes what somebody did in their own name or in nobody's, and when it was", async () => {
    const { userId } = cast.reporter;
    expect(await add({ userId }, userId)).toBe("1 rows");
    expect(await add(undefined, null)).toBe("1 rows");
    for (const acting of [undefined, cast.approver, cast.steward])
      expect(await add(acting, userId)).toBe(policy("access_entries"));
    expect(await add({ userId }, userId, "acting_at() - interval '1 day'")).toBe(policy("access_entries"));
  });

  test("is read by the steward of the report, by approvers of the organization, and by each person of themselves", async () => {
    const { userId } = cast.reporter;
    const of = { recordedAt: new Date(), address: "192.0.2.1" };
    await db.accessEntry.createMany({
      data: [
        { ...of, kind: "signed_in", actorId: userId, organizationId: cast.own.id },
        { ...of, kind: "sign_in_failed" },
        { ...of, kind: "signed_in", actorId: cast.strangersApprover.userId, organizationId: cast.stranger.id },
      ],
    });
    const read = (acting: Acting | undefined) => say(acting, "select from access_entries where address = '192.0.2.1'");
    expect(await read(cast.steward)).toBe("2 rows");
    expect(await read(cast.otherSteward)).toBe("2 rows");
    expect(await read(cast.reporter)).toBe("1 rows");
    expect(await read(cast.approver)).toBe("1 rows");
    for (const acting of [undefined, cast.verifier, cast.stewardsApprover]) expect(await read(acting)).toBe("0 rows");
  });

  test("is changed by nobody, not even by the owner", async () => {
    expect(await answerTo(client, () => client.query("update access_entries set address = 'x'"))).toMatch(
      /append-only/,
    );
    expect(await answerTo(client, () => client.query("delete from access_entries"))).toMatch(/append-only/);
    expect(await answerTo(client, () => client.query("truncate access_entries"))).toMatch(/append-only/);
  });
});
