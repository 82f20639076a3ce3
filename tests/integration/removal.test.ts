import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { findViewer } from "#lib/accounts/queries.ts";
import { hashToken } from "#lib/accounts/tokens.ts";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { auditLog } from "#lib/assignments/audit.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { keepDraft } from "#lib/drafts/commands.ts";
import type { Organization } from "#lib/generated/client.ts";
import type { Role } from "#lib/generated/enums.ts";
import { exportPerson } from "#lib/people/personal-data.ts";
import { readPerson } from "#lib/people/place.ts";
import { canRemovePerson } from "#lib/people/policy.ts";
import { getManaged, getRemovable, listFormer } from "#lib/people/queries.ts";
import { removePerson } from "#lib/people/removal.ts";
import { listUpdates } from "#lib/updates/log.ts";
import { complete, entryOf, type Typed } from "../support/entry.ts";
import { connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "../support/report.ts";

const caller = { address: "192.0.2.7", browser: "Firefox on Windows" };

type Cast = Awaited<ReturnType<typeof createCast>>;
let cast: Cast;
beforeEach(async () => {
  cast = await createCast();
});

/** A report with an organization that has an assignment, and people of it, of its steward and of others. */
async function createCast() {
  const [report, other] = [await createReport(), await createReport()];
  const [own, stranger] = [await createOrganization(), await createOrganization()];
  const recommendation = await createRecommendation(report, [own]);
  const takesPart = (reportId: string, organizationId: string) =>
    db.participation.create({ data: { reportId, organizationId, function: "stakeholder", position: 9 } });
  await takesPart(report.id, other.steward.id);
  await takesPart(other.id, stranger.id);
  return {
    ...{ report, own, ilo: report.steward, recommendation, assignmentId: recommendation.assignments[0]?.id ?? "" },
    approver: await createMember(own, ["approver"]),
    second: await createMember(own, ["approver"]),
    reporter: await createMember(own, ["reporter"]),
    steward: await createMember(report.steward, ["steward", "verifier"]),
    secondSteward: await createMember(report.steward, ["steward"]),
    stewardsApprover: await createMember(report.steward, ["approver"]),
    otherSteward: await createMember(other.steward, ["steward"]),
    strangersApprover: await createMember(stranger, ["approver"]),
  };
}

const remove = async (viewer: Viewer, { userId }: { userId: string | null }, now = new Date()) => {
  const result = await removePerson(viewer, userId, now, caller);
  return result.ok ? "done" : result.refusal;
};

const log = async (member: Member, typed: Typed) => {
  const { logLength } = await db.assignment.findUniqueOrThrow({ where: { id: cast.assignmentId } });
  const place = { assignmentId: cast.assignmentId, submissionId: randomUUID(), seen: logLength };
  expect(await logEntry(member, place, entryOf(typed), new Date())).toMatchObject({ ok: true });
};

const join = (member: Member, organization: Organization, roles: Role[], more = {}) =>
  db.membership.create({ data: { userId: member.userId, organizationId: organization.id, roles, ...more } });

const secret = "a-secret-that-nobody-is-to-read";

/** Everything that may be stored of somebody, with a name and an address that stand nowhere else. */
async function furnish({ userId, organization, ...member }: Member) {
  const [name, email] = [`Name ${randomUUID()}`, `${randomUUID()}@example.org`];
  const at = new Date();
  const later = new Date(at.getTime() + 3_600_000);
  const hash = () => `${secret} ${randomUUID()}`;
  await db.user.update({ where: { id: userId }, data: { name, email, emailSetAt: at, emailVerifiedAt: at } });
  await db.password.create({ data: { userId, hash: secret, setAt: at } });
  await db.passkey.create({
    data: {
      ...{ userId, credentialId: hash(), publicKey: Buffer.from(secret), counter: 7n, transports: ["usb"] },
      ...{ name: `Key of ${name}`, createdAt: at },
    },
  });
  await db.totpSecret.create({ data: { userId, secret: Buffer.from(secret), createdAt: at, confirmedAt: at } });
  await db.recoveryCode.create({ data: { userId, codeHash: secret, createdAt: at } });
  await db.linkedIdentity.create({ data: { userId, issuer: "https://id.example", subject: name, createdAt: at } });
  await db.oneTimeLink.create({
    data: {
      ...{ tokenHash: hash(), purpose: "email_sign_in", email, userId },
      ...{ organizationId: organization.id, expiresAt: later },
    },
  });
  await db.challenge.create({
    data: { tokenHash: hash(), purpose: "second_factor", userId, content: { name }, createdAt: at, expiresAt: later },
  });
  const invitation = { organizationId: organization.id, roles: ["reporter" as const], createdAt: at, expiresAt: later };
  await db.invitation.create({
    data: { ...invitation, tokenHash: hash(), email, invitedById: cast.steward.userId, usedAt: at, usedById: userId },
  });
  await db.invitation.create({ data: { ...invitation, tokenHash: hash(), invitedById: userId } });
  await db.visit.create({ data: { userId, reportId: cast.report.id, readAt: at } });
  await keepDraft(
    { ...member, userId, organization, name },
    { refusal: "invalid", problems: [], typed: { note: `Written by ${name}, ${email}` }, files: {} },
    at,
  );
  return { name, email };
}

/** In which columns of which tables a text stands. */
async function findText(text: string): Promise<string[]> {
  const client = await connect();
  const { rows: columns } = await client.query(
    `select table_name as t, column_name as c from information_schema.columns
     where table_schema = 'public' and data_type in ('text', 'jsonb', 'character varying', 'ARRAY', 'bytea')`,
  );
  expect(columns.length).toBeGreaterThan(50);
  const found: string[] = [];
  for (const { t, c } of columns) {
    const cell = `encode(convert_to("${c}"::text, 'UTF8'), 'escape')`;
    const { rows } = await client.query(`select count(*)::int as n from "${t}" where position($1 in ${cell}) > 0`, [
      text,
    ]);
    if (rows[0].n > 0) found.push(`${t}.${c}`);
  }
  await client.end();
  return found;
}

test("who removes themselves is gone at once: sessions, memberships, what they sign in with, name, address, drafts", async () => {
  const { approver, own } = cast;
  const { name, email } = await furnish(approver);
  expect(await findText(name)).toContain("users.name");
  expect(await findText(email)).toEqual(
    expect.arrayContaining(["users.email", "form_drafts.content", "invitations.email"]),
  );
  expect(await remove(approver, approver)).toBe("done");

  expect(await findText(name)).toEqual([]);
  expect(await findText(email)).toEqual([]);
  expect(await findViewer(approver.sessionId, new Date())).toEqual(publicViewer);
  const { userId } = approver;
  expect(await db.user.findUnique({ where: { id: userId } })).toMatchObject({
    name: `Former member of ${own.acronym}`,
  });
  expect(await db.membership.count({ where: { userId, endedAt: null } })).toBe(0);
  for (const count of [
    db.session.count({ where: { userId } }),
    db.oneTimeLink.count({ where: { userId, OR: [{ email: { not: null } }, { expiresAt: { gt: new Date() } }] } }),
    db.password.count({ where: { userId } }),
    db.passkey.count({ where: { userId } }),
    db.totpSecret.count({ where: { userId } }),
    db.recoveryCode.count({ where: { userId } }),
    db.linkedIdentity.count({ where: { userId } }),
    db.challenge.count({ where: { userId } }),
    db.formDraft.count({ where: { userId } }),
    db.visit.count({ where: { userId } }),
    db.invitation.count({ where: { invitedById: userId, withdrawnAt: null } }),
  ])
    expect(await count).toBe(0);
  expect(await db.accessEntry.findMany({ where: { actorId: userId, kind: "account_removed" } })).toMatchObject([
    { organizationId: own.id, aboutId: null, address: caller.address },
  ]);
  expect(await remove(approver, approver)).toBe("not-yours");
});

test("what they logged stays, with the organization and a pseudonym, and every chain is intact", async () => {
  const { approver, second, report, own } = cast;
  await log(approver, complete.in_progress);
  await log(approver, complete.partially_implemented);
  await log(second, complete.implemented);
  const before = await db.update.findMany({ where: { assignmentId: cast.assignmentId }, orderBy: { sequence: "asc" } });
  expect(await auditLog(db)).toMatchObject({ broken: null });
  expect(await remove(approver, approver)).toBe("done");
  const audited = await auditLog(db);
  expect(audited).toMatchObject({ broken: null });
  expect(audited.entries).toBeGreaterThanOrEqual(3);
  expect(
    await db.update.findMany({ where: { assignmentId: cast.assignmentId }, orderBy: { sequence: "asc" } }),
  ).toEqual(before);
  const shown = await listUpdates(publicViewer, report.id, undefined, 10);
  expect(shown.map(({ actor, actingOrganization }) => [actor.name, actingOrganization.acronym])).toEqual([
    [`Former member of ${own.acronym}`, own.acronym],
    [`Former member of ${own.acronym}`, own.acronym],
    [second.name, own.acronym],
  ]);
});

test("the pseudonym names one organization: what they belong to, or belonged to last", async () => {
  const { reporter, own, ilo, stewardsApprover, steward } = cast;
  await join(reporter, ilo, ["reporter"], { createdAt: new Date(Date.now() + 1000) });
  expect(await remove(reporter, reporter)).toBe("done");
  expect(await db.user.findUnique({ where: { id: reporter.userId } })).toMatchObject({
    name: `Former member of ${own.acronym}`,
  });
  await db.membership.updateMany({ where: { userId: stewardsApprover.userId }, data: { endedAt: new Date() } });
  expect(await remove(steward, stewardsApprover)).toBe("done");
  expect(await db.user.findUnique({ where: { id: stewardsApprover.userId } })).toMatchObject({
    name: `Former member of ${ilo.acronym}`,
  });
});

describe("who may remove whom", () => {
  test.each<[string, keyof Cast, keyof Cast, string]>([
    ["the steward a person of the report", "steward", "reporter", "done"],
    ["the steward an approver", "steward", "approver", "done"],
    ["the steward another steward", "steward", "secondSteward", "done"],
    ["an approver a colleague", "approver", "reporter", "not-yours"],
    ["a reporter an approver", "reporter", "approver", "not-yours"],
    ["the steward somebody of another report", "steward", "strangersApprover", "not-yours"],
    ["the steward of another report", "otherSteward", "reporter", "not-yours"],
    ["the steward's approver", "stewardsApprover", "reporter", "not-yours"],
    // The other steward's organization answers in this report too; its stewards are made by the steward of theirs.
    ["the steward the steward of another report", "steward", "otherSteward", "not-yours"],
  ])("%s: %s removes %s: %s", async (_, who, whom, said) => {
    expect(await remove(cast[who] as Member, cast[whom] as Member)).toBe(said);
  });

  test("nobody who is not signed in, and nobody who is not there", async () => {
    expect(await remove(publicViewer, cast.reporter)).toBe("not-yours");
    expect(await remove(cast.steward, { userId: randomUUID() })).toBe("not-found");
    expect(await remove(cast.steward, { userId: null })).toBe("not-found");
  });

  test("the steward nobody who also belongs where they are not the steward", async () => {
    const stranger = await createOrganization();
    await join(cast.reporter, stranger, ["reporter"]);
    expect(await remove(cast.steward, cast.reporter)).toBe("not-yours");
    await db.membership.updateMany({ where: { organizationId: stranger.id }, data: { endedAt: new Date() } });
    expect(await remove(cast.steward, cast.reporter)).toBe("done");
  });

  test("TypeScript and SQL agree, whoever acts and whoever is removed", async () => {
    const people = Object.entries(cast).filter((one): one is [string, Member] =>
      Object.hasOwn(Object(one[1]), "userId"),
    );
    expect(people).toHaveLength(8);
    const client = await connect();
    let allowed = 0;
    for (const [who, acting] of people)
      for (const [whom, { userId }] of people) {
        await client.query("begin");
        await client.query("select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true)", [
          acting.userId,
          acting.organization.id,
        ]);
        const { rows } = await client.query("select may_remove_person($1) as may", [userId]);
        await client.query("rollback");
        const person = await readPerson(db, userId);
        expect([who, whom, canRemovePerson(acting, person?.memberships ?? [])]).toEqual([who, whom, rows[0].may]);
        allowed += Number(rows[0].may);
      }
    await client.end();
    expect(allowed).toBeGreaterThan(5);
  });

  test("the page of it is the steward's, of those who belong or belonged to the organization, and not of themselves", async () => {
    const { steward, approver, reporter, own, ilo } = cast;
    expect(await getRemovable(steward, own.slug, reporter.userId)).toMatchObject({ formerOf: own.acronym });
    expect(await getRemovable(approver, own.slug, reporter.userId)).toBeUndefined();
    expect(await getRemovable(publicViewer, own.slug, reporter.userId)).toBeUndefined();
    expect(await getRemovable(steward, ilo.slug, reporter.userId)).toBeUndefined();
    expect(await getRemovable(steward, ilo.slug, steward.userId)).toBeUndefined();
    expect(await getRemovable(steward, own.slug, "nobody")).toBeUndefined();
    await db.membership.updateMany({ where: { userId: reporter.userId }, data: { endedAt: new Date() } });
    const managed = await getManaged({ ...steward }, own.slug);
    expect(managed && (await listFormer(steward, managed))).toMatchObject([{ id: reporter.userId }]);
    expect(await getRemovable({ ...steward }, own.slug, reporter.userId)).toMatchObject({ id: reporter.userId });
    // However many others have left for somewhere else, whose names come first.
    const elsewhere = await createOrganization();
    const users = Array.from({ length: 101 }, () => ({ id: randomUUID(), name: "A" }));
    await db.user.createMany({ data: users });
    const memberOf = (organizationId: string, endedAt: Date | null) =>
      users.map(({ id: userId }) => ({ userId, organizationId, roles: ["reporter" as const], endedAt }));
    await db.membership.createMany({ data: [...memberOf(own.id, new Date()), ...memberOf(elsewhere.id, null)] });
    expect(managed && (await listFormer(steward, managed))).toMatchObject([{ id: reporter.userId }]);
  });
});

describe("nobody is removed", () => {
  test("by themselves, who have not just shown that it is them", async () => {
    expect(await remove(cast.reporter, cast.reporter, new Date(Date.now() + 16 * 60_000))).toBe("not-recent");
    expect(await remove(cast.reporter, cast.reporter)).toBe("done");
  });

  test("by a steward who has not just shown that it is them, and who may not is told that first", async () => {
    const later = new Date(Date.now() + 16 * 60_000);
    expect(await remove(cast.steward, cast.reporter, later)).toBe("not-recent");
    expect(await remove(cast.approver, cast.reporter, later)).toBe("not-yours");
    expect(await remove(cast.steward, cast.reporter)).toBe("done");
  });

  test("as the last approver but by the steward, and as the last steward by nobody", async () => {
    const { approver, second, steward, secondSteward } = cast;
    expect(await remove(approver, approver)).toBe("done");
    expect(await remove(second, second)).toBe("last-approver");
    expect(await remove(steward, second)).toBe("done");
    expect(await remove(steward, secondSteward)).toBe("done");
    expect(await remove(steward, steward)).toBe("last-steward");
  });

  test("where two last approvers remove themselves at once, one is told", async () => {
    const { approver, second } = cast;
    const said = await Promise.all([remove(approver, approver), remove(second, second)]);
    expect(said.toSorted()).toEqual(["done", "last-approver"]);
  });
});

describe("past the command, Postgres", () => {
  const end = "update users set ended_at = now(), email = null, email_set_at = null, email_verified_at = null";
  async function say({ userId, organization }: Member, sql: string, values: unknown[]) {
    const client = await connect();
    try {
      await client.query("begin");
      await client.query("set local role tamdan_app");
      await client.query("select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true)", [
        userId,
        organization.id,
      ]);
      return `${(await client.query(sql, values)).rowCount} rows`;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await client.end();
    }
  }

  test("removes nobody who keeps their name", async () => {
    const { steward, reporter } = cast;
    const unnamed = "Who is removed is known by a pseudonym.";
    expect(await say(steward, `${end} where id = $1`, [reporter.userId])).toBe(unnamed);
    expect(await say(reporter, `${end} where id = $1`, [reporter.userId])).toBe(unnamed);
    expect(await say(reporter, `${end}, name = 'Nobody' where id = $1`, [reporter.userId])).toBe("1 rows");
  });

  test("removes nobody for somebody who may not, nor a last approver", async () => {
    const { approver, second, reporter, otherSteward } = cast;
    for (const acting of [approver, otherSteward])
      expect(await say(acting, `${end}, name = 'Nobody' where id = $1`, [reporter.userId])).toBe("0 rows");
    expect(await remove(approver, approver)).toBe("done");
    expect(await say(second, `${end}, name = 'Nobody' where id = $1`, [second.userId])).toMatch(/without an approver/);
  });

  test("brings nobody back", async () => {
    const { steward, reporter } = cast;
    await remove(steward, reporter);
    expect(await say(steward, "update users set ended_at = null where id = $1", [reporter.userId])).toMatch(
      /stays removed|violates/,
    );
  });
});

describe("what has long been over is forgotten when the next of its kind begins", () => {
  const days = (count: number) => new Date(Date.now() + count * 24 * 3_600_000);

  test("sessions, links, and to whom an invitation was sent", async () => {
    const { reporter, own, steward } = cast;
    const place = { userId: reporter.userId, organizationId: own.id };
    const session = (id: string, expiresAt: Date) =>
      db.session.create({
        data: { ...place, id, way: "link", tokenHash: hashToken(id), createdAt: days(-50), expiresAt },
      });
    const link = (id: string, expiresAt: Date) =>
      db.oneTimeLink.create({ data: { ...place, id, tokenHash: hashToken(id), createdAt: days(-50), expiresAt } });
    const invitation = (id: string, expiresAt: Date) =>
      db.invitation.create({
        data: {
          ...{ id, tokenHash: hashToken(id), organizationId: own.id, roles: ["reporter"], email: "ann@example.org" },
          ...{ invitedById: steward.userId, createdAt: days(-50), expiresAt },
        },
      });
    const left = async (
      make: (id: string, expiresAt: Date) => Promise<unknown>,
      find: (id: string) => Promise<unknown>,
    ) => {
      const [old, recent, next] = [randomUUID(), randomUUID(), randomUUID()];
      await make(old, days(-31));
      await make(recent, days(-29));
      await make(next, days(1));
      return Promise.all([old, recent, next].map(async (id) => Boolean(await find(id))));
    };
    expect(await left(session, (id) => db.session.findUnique({ where: { id } }))).toEqual([false, true, true]);
    expect(await left(link, (id) => db.oneTimeLink.findUnique({ where: { id } }))).toEqual([false, true, true]);
    expect(
      await left(invitation, async (id) => (await db.invitation.findUniqueOrThrow({ where: { id } })).email),
    ).toEqual([false, true, true]);
  });
});

describe("what is stored of somebody, for themselves", () => {
  const read = async (member: Member) =>
    (await Array.fromAsync(await exportPerson(member, new Date(), caller))).join("");

  test("is all of it, and of what they sign in with that it is there and never what it is", async () => {
    const { approver, own } = cast;
    const { name, email } = await furnish(approver);
    await log(approver, complete.partially_implemented);
    const text = await read(approver);
    const data = JSON.parse(text);
    expect(data).toMatchObject({
      ...{ id: approver.userId, name, email, memberships: [{ organization: { slug: own.slug }, roles: ["approver"] }] },
      ...{ sessions: [{ way: "link" }], password: { setAt: expect.any(String) }, totpSecret: {}, recoveryCodes: [{}] },
      passkeys: [{ name: `Key of ${name}`, transports: ["usb"] }],
      linkedIdentities: [{ issuer: "https://id.example", subject: name }],
      ...{
        links: [{ email }],
        visits: [{ report: { slug: cast.report.slug } }],
        invitationsMade: [{ roles: ["reporter"] }],
      },
      drafts: [{ content: { typed: { note: `Written by ${name}, ${email}` } } }],
      entries: [
        {
          ...{ kind: "progress", occurredOn: "2001-03-05", note: complete.partially_implemented.note },
          evidence: [{ title: "Annual report" }],
        },
      ],
      accessEntries: [{ kind: "personal_data_exported", isOwn: true, address: caller.address }],
    });
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString("base64"));
    expect(text).not.toMatch(/tokenHash|publicKey|codeHash|credentialId/);
  });

  test("is nobody else's: not from where others acted, nor whom one invited", async () => {
    const { reporter, steward, own } = cast;
    await db.accessEntry.create({
      data: {
        ...{ recordedAt: new Date(), kind: "membership_changed", actorId: steward.userId, aboutId: reporter.userId },
        ...{ organizationId: own.id, address: "203.0.113.77", details: { browser: "Theirs" } },
      },
    });
    await log(cast.approver, complete.in_progress);
    const data = JSON.parse(await read(reporter));
    expect(data.entries).toEqual([]);
    expect(data.accessEntries).toMatchObject([{ kind: "membership_changed", isOwn: false }, { isOwn: true }]);
    expect(JSON.stringify(data)).not.toMatch(/203\.0\.113\.77|Theirs/);
    const invited = `${randomUUID()}@example.org`;
    await db.invitation.create({
      data: {
        ...{ tokenHash: randomUUID(), organizationId: own.id, roles: ["reporter"], email: invited },
        ...{ invitedById: steward.userId, createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) },
      },
    });
    const text = await read(steward);
    expect(JSON.parse(text).invitationsMade).toHaveLength(1);
    expect(text).not.toContain(invited);
  });

  test("is read in batches, and none is left out or told twice", async () => {
    const { reporter } = cast;
    await db.accessEntry.createMany({
      data: Array.from({ length: 1100 }, () => ({
        ...{ recordedAt: new Date(), kind: "signed_in" as const, actorId: reporter.userId },
      })),
    });
    const { accessEntries } = JSON.parse(await read(reporter));
    expect(accessEntries).toHaveLength(1101);
    expect(new Set(accessEntries.map(({ id }: { id: string }) => id)).size).toBe(1101);
  });
});
