import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { answerTo } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { createMember } from "../support/report.ts";
import { type Acting, connectAsApplication, createPeople, deniedBy, type People } from "../support/said-sql.ts";

// What the role of the application may do with people and with what they sign in with, whatever the code asks.

const { client, say } = await connectAsApplication();
afterAll(() => client.end());

let cast: People;
beforeAll(async () => {
  cast = await createPeople();
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
      expect(await say(acting, copy, [JSON.stringify(rows[0].row)])).toBe(deniedBy(table));
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
      expect(await open(acting, reporter)).toBe(deniedBy("sessions"));
    expect(await open(reporter, reporter, stranger.id)).toBe(deniedBy("sessions"));
    expect(await open(reporter, reporter, undefined, "acting_at() - interval '1 hour'")).toBe(deniedBy("sessions"));
    expect(await open(reporter, reporter, undefined, undefined, "acting_at()")).toBe("1 rows");
    const later = "acting_at() + interval '1 millisecond'";
    expect(await open(reporter, reporter, undefined, undefined, later)).toBe(deniedBy("sessions"));
    const left = await createMember(cast.own, ["reporter"]);
    await db.membership.updateMany({ where: { userId: left.userId }, data: { endedAt: new Date() } });
    expect(await open(left, left)).toBe(deniedBy("sessions"));
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
    expect(await change(`organization_id = '${cast.stranger.id}'`)).toBe(deniedBy("sessions"));
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
    expect(await make({ userId }, "sign_in")).toBe(deniedBy("one_time_links"));
    expect(await make(cast.steward, "email_sign_in")).toBe(deniedBy("one_time_links"));
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
    expect(said).toBe(deniedBy("challenges"));
  });

  test("whether an organization demands a second factor is the steward's", async () => {
    const demand = (acting: Member, by = acting) =>
      say(acting, "insert into second_factor_demands (organization_id, set_at, set_by_id) values ($1, now(), $2)", [
        cast.own.id,
        by.userId,
      ]);
    expect(await demand(cast.steward)).toBe("1 rows");
    for (const acting of [cast.approver, cast.stewardsApprover, cast.otherSteward])
      expect(await demand(acting)).toBe(deniedBy("second_factor_demands"));
    expect(await demand(cast.steward, cast.approver)).toBe(deniedBy("second_factor_demands"));
    await db.secondFactorDemand.create({
      data: { organizationId: cast.own.id, setAt: new Date(), setById: cast.steward.userId },
    });
    const drop = "delete from second_factor_demands where organization_id = $1";
    expect(await say(cast.approver, drop, [cast.own.id])).toBe("0 rows");
    expect(await say(cast.steward, drop, [cast.own.id])).toBe("1 rows");
  });
});
