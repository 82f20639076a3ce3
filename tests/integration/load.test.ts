import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import type { Member } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import { lockReport } from "#lib/recommendations/commands.ts";
import { type Loaded, loadRegister, wordLoaded } from "#lib/reports/load.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization } from "../support/report.ts";

// Register files are loaded by whoever keeps the database.
vi.hoisted(() => {
  process.env.DATABASE_ROLE = "owner";
});

const file = readFileSync(new URL("../../prisma/reports/cmb-97-021.json", import.meta.url), "utf8");

/** A register, loosely typed: what the tests do to it is what a person with an editor may do. */
// biome-ignore lint/suspicious/noExplicitAny: the loader judges it.
type Loose = any;

let copies = 0;

/** The real register as another report of other organizations, so that no test sees the rows of another. */
function copyOfRegister(): Loose {
  const mark = `copy-${process.pid}-${Date.now() % 100_000}-${copies++}`;
  const register = JSON.parse(file);
  register.report.slug = mark;
  const rename = (slug: string) => `${slug}-${mark}`;
  for (const organization of register.organizations) organization.slug = rename(organization.slug);
  for (const key of ["author", "funder"]) register.report[key] = rename(register.report[key]);
  for (const { assignments } of register.recommendations)
    for (const assignment of assignments) assignment.organization = rename(assignment.organization);
  return register;
}

async function load(register: Loose, options?: { onlyIfNew?: boolean }): Promise<Loaded> {
  const loaded = await loadRegister(JSON.stringify(register), new Date(), options);
  if (!loaded.ok) throw new Error(loaded.detail.join("\n"));
  return loaded.value;
}

function lastLine(loaded: Loaded): string | undefined {
  return wordLoaded(loaded).at(-1);
}

/** Every row that a load may write, with the transaction that wrote it last. */
async function versions(): Promise<string[]> {
  const tables = [
    "reports",
    "organizations",
    "participations",
    "themes",
    "recommendations",
    "recommendation_themes",
    "assignments",
    "updates",
    "evidence",
  ];
  const rows = await Promise.all(
    tables.map((table) =>
      db.$queryRawUnsafe<{ version: string }[]>(
        `select '${table} ' || ctid || ' ' || xmin || ' ' || t::text as version from ${table} t order by ctid`,
      ),
    ),
  );
  expect(rows.flat().length).toBeGreaterThan(0);
  return rows.flat().map(({ version }) => version);
}

function recommendationOf(register: Loose, code: string) {
  return db.recommendation.findFirstOrThrow({
    where: { code, report: { slug: register.report.slug } },
    include: {
      parent: true,
      themes: { include: { theme: true } },
      assignments: { include: { organization: true }, orderBy: { createdAt: "asc" } },
    },
  });
}

/** An approver of an organization, as somebody signed in. */
async function approverOf(slug: string): Promise<Member> {
  const organization = await db.organization.findUniqueOrThrow({
    where: { slug },
    select: { id: true, slug: true, name: true, acronym: true },
  });
  const user = await db.user.create({
    data: { name: "Approver", memberships: { create: { organizationId: organization.id, roles: ["approver"] } } },
  });
  return {
    kind: "member",
    sessionId: "",
    shownAt: new Date(),
    userId: user.id,
    name: user.name,
    organization,
    roles: ["approver"],
    organizations: [organization],
  };
}

async function report(register: Loose, code: string, slug: string, status: string) {
  const assignment = await db.assignment.findFirstOrThrow({
    where: { recommendation: { code, report: { slug: register.report.slug } }, organization: { slug } },
  });
  const entry = parseEntry({
    ...(status === "confirmation" ? { kind: status } : { status }),
    note: "It was done.",
    occurredOn: "2001",
    whatRemains: "The rest.",
    completedOn: "2001",
    howIntentMet: "As was meant.",
    "evidence.0.title": "Minutes",
    "evidence.0.url": "https://example.org/minutes",
  });
  const submission = { assignmentId: assignment.id, submissionId: randomUUID(), seen: assignment.logLength };
  const member = await approverOf(slug);
  const logged = await logEntry(member, submission, entry, new Date());
  expect(logged).toMatchObject({ ok: true });
}

/** The log and the states that it gives. */
function logOf(register: Loose) {
  return db.assignment.findMany({
    where: { logLength: { gt: 0 }, recommendation: { report: { slug: register.report.slug } } },
    include: { updates: { include: { evidence: true }, orderBy: { sequence: "asc" } } },
    orderBy: { id: "asc" },
  });
}

describe("a first load", () => {
  test("writes what the file says, in its order, and says so", async () => {
    const register = copyOfRegister();
    const loaded = await load(register);
    expect(wordLoaded(loaded)).toEqual([
      "5 organizations: 5 new, 0 changed, 0 unchanged",
      "13 themes: 13 new, 0 changed, 0 unchanged",
      "37 assignments: 37 new, 0 changed, 0 unchanged",
      "17 recommendations: 17 new, 0 changed, 0 unchanged",
    ]);
    const kept = await db.report.findUniqueOrThrow({
      where: { slug: register.report.slug },
      include: {
        author: true,
        funder: true,
        participations: { include: { organization: true }, orderBy: { position: "asc" } },
        themes: { orderBy: { position: "asc" } },
        recommendations: {
          include: {
            parent: true,
            themes: { include: { theme: true } },
            assignments: { include: { organization: true } },
          },
          orderBy: { position: "asc" },
        },
      },
    });
    const { coverage, author, funder, publishedOn, ...plain } = register.report;
    expect(kept).toMatchObject({
      ...plain,
      publishedOn: new Date("2000-08-31T00:00:00Z"),
      publishedPrecision: "month",
      coverageHeld: coverage.held,
      coverageNotHeld: coverage.notHeld,
      coverageNote: coverage.note,
      author: { slug: author },
      funder: { slug: funder },
    });
    expect(
      kept.participations.map(
        ({ function: what, part, organization: { slug, name, acronym, kind, iatiIdentifier } }) => ({
          slug,
          name,
          acronym,
          kind: kind.replace("_", "-"),
          ...(iatiIdentifier && { iatiIdentifier }),
          function: what,
          part,
        }),
      ),
    ).toEqual(register.organizations);
    expect(kept.themes.map(({ slug, name }) => [slug, name])).toEqual(Object.entries(register.themes));
    expect(
      kept.recommendations.map((row) => ({
        code: row.code,
        ...(row.parent && { parent: row.parent.code }),
        kind: row.kind,
        section: row.section,
        locator: row.locator,
        title: row.title,
        statement: row.statement,
        ...(row.editorialNote && { editorialNote: row.editorialNote }),
        themes: row.themes.map(({ theme }) => theme.slug).sort(),
        textComplete: row.textComplete,
        sourceUrl: row.sourceUrl,
        assignments: row.assignments
          .map(({ organization, role, basis }) => ({ organization: organization.slug, role, basis }))
          .sort(byOrganization),
      })),
    ).toEqual(
      register.recommendations.map((entry: Loose) => ({
        ...entry,
        themes: entry.themes.toSorted(),
        assignments: entry.assignments.toSorted(byOrganization),
      })),
    );
    for (const row of kept.recommendations) {
      expect(row).toMatchObject({
        priority: "not_stated",
        prioritySource: null,
        implementation: "not_started",
        lastEntryAt: null,
        withdrawnAt: null,
      });
      expect(row.publishedAt).not.toBeNull();
    }
    for (const row of kept.recommendations.flatMap(({ assignments }) => assignments))
      expect(row).toMatchObject({
        response: "awaiting_response",
        implementation: "not_started",
        verification: "self_reported",
        logLength: 0,
      });
  });

  test("takes parts that stand before their parent, and parts of parts", async () => {
    const register = copyOfRegister();
    register.recommendations.reverse();
    register.recommendations.find(({ code }: Loose) => code === "R3").parent = "R1";
    expect(lastLine(await load(register))).toBe("17 recommendations: 17 new, 0 changed, 0 unchanged");
    expect((await recommendationOf(register, "R3.2")).parent?.code).toBe("R3");
    expect((await recommendationOf(register, "R3")).parent?.code).toBe("R1");
    expect((await recommendationOf(register, "F4")).position).toBe(0);
  });

  test("keeps what a file may add: priority, dates of existence, successors", async () => {
    const register = copyOfRegister();
    const [first, second] = register.organizations;
    Object.assign(first, { existsFrom: "1966", existsUntil: "2030-02", successor: second.slug });
    Object.assign(register.recommendations[1], { priority: "high", prioritySource: "the report, page 3" });
    await load(register);
    expect(
      await db.organization.findUnique({ where: { slug: first.slug }, include: { successor: true } }),
    ).toMatchObject({
      existsFrom: new Date("1966-01-01T00:00:00Z"),
      existsUntil: new Date("2030-02-28T00:00:00Z"),
      successor: { slug: second.slug },
    });
    expect(await recommendationOf(register, "R1.1")).toMatchObject({
      priority: "high",
      prioritySource: "the report, page 3",
    });
    const before = await versions();
    await load(register);
    expect(await versions()).toEqual(before);
  });
});

describe("the same file again", () => {
  test("changes nothing, not one version of one row", async () => {
    const register = copyOfRegister();
    await load(register);
    await report(register, "R1.2", register.organizations[2].slug, "in_progress");
    const before = await versions();
    const loaded = await load(register);
    expect(wordLoaded(loaded)).toEqual([
      "5 organizations: 0 new, 0 changed, 5 unchanged",
      "13 themes: 0 new, 0 changed, 13 unchanged",
      "37 assignments: 0 new, 0 changed, 37 unchanged",
      "17 recommendations: 0 new, 0 changed, 17 unchanged",
    ]);
    expect(await versions()).toEqual(before);
  });

  test("is skipped where only a new file is wanted, and a new one is not", async () => {
    const register = copyOfRegister();
    expect((await load(register, { onlyIfNew: true })).skipped).toBe(false);
    // What the steward edited since stays: the file would take it back.
    const where = { slug: register.report.slug };
    await db.report.update({ where, data: { title: "Edited since" } });
    const loaded = await load(register, { onlyIfNew: true });
    expect(loaded.skipped).toBe(true);
    expect(wordLoaded(loaded)[0]).toBe(`${register.report.slug}: this file is loaded already`);
    expect(lastLine(loaded)).toBe("17 recommendations: 0 new, 0 changed, 17 unchanged");
    expect(await db.report.findUnique({ where })).toMatchObject({ title: "Edited since" });

    register.report.subtitle = "Corrected";
    expect((await load(register, { onlyIfNew: true })).skipped).toBe(false);
    expect(await db.report.findUnique({ where })).toMatchObject({
      title: register.report.title,
      subtitle: "Corrected",
    });
  });

  test("is skipped, too, when a correction was loaded after it: a restart does not undo that", async () => {
    const register = copyOfRegister();
    await load(register, { onlyIfNew: true });
    const where = { slug: register.report.slug };
    await load({ ...register, report: { ...register.report, title: "Corrected" } });
    expect((await load(register, { onlyIfNew: true })).skipped).toBe(true);
    expect(await db.report.findUnique({ where })).toMatchObject({ title: "Corrected" });
    expect((await load(register)).skipped).toBe(false);
    expect(await db.report.findUnique({ where })).toMatchObject({ title: register.report.title });
  });
});

describe("a corrected file", () => {
  test("updates the register and leaves the log and every state as they were", async () => {
    const register = copyOfRegister();
    const [undp, ministry, acleda] = register.organizations.map(({ slug }: Loose) => slug);
    await load(register);
    await report(register, "R1.2", acleda, "implemented");
    await report(register, "R1.2", acleda, "confirmation");
    await report(register, "R1.2", undp, "in_progress");
    const log = await logOf(register);
    expect(log.map(({ updates }) => updates.length).sort()).toEqual([1, 2]);

    const [, , second] = register.recommendations;
    register.report.title = "Another title";
    register.themes.women = "Women who found enterprises";
    register.organizations[1].name = "Ministry of Industry";
    delete register.organizations[0].iatiIdentifier;
    register.organizations[2].part = "took part";
    second.title = "Corrected title";
    second.assignments[0].role = "support";
    second.assignments[0].basis = "stated";
    const rethemed = register.recommendations[3];
    rethemed.themes = ["women", "technology"];
    const loaded = await load(register);
    expect(wordLoaded(loaded)).toEqual([
      "5 organizations: 0 new, 3 changed, 2 unchanged",
      "13 themes: 0 new, 1 changed, 12 unchanged",
      "37 assignments: 0 new, 1 changed, 36 unchanged",
      "17 recommendations: 0 new, 2 changed, 15 unchanged",
    ]);

    expect(await db.report.findUnique({ where: { slug: register.report.slug } })).toMatchObject({
      title: "Another title",
    });
    expect(await db.organization.findUnique({ where: { slug: ministry } })).toMatchObject({
      name: "Ministry of Industry",
    });
    expect(await db.organization.findUnique({ where: { slug: undp } })).toMatchObject({ iatiIdentifier: null });
    const corrected = await recommendationOf(register, "R1.2");
    expect(corrected).toMatchObject({ title: "Corrected title", implementation: "partially_implemented" });
    expect(corrected.assignments.find(({ organization }) => organization.slug === acleda)).toMatchObject({
      role: "support",
      basis: "stated",
      implementation: "implemented",
    });
    expect((await recommendationOf(register, rethemed.code)).themes.map(({ theme }) => theme.slug).sort()).toEqual([
      "technology",
      "women",
    ]);
    const without = (rows: typeof log) => rows.map(({ role, basis, ...state }) => state);
    expect(without(await logOf(register))).toEqual(without(log));
  });

  test("may put the entries in another order", async () => {
    const register = copyOfRegister();
    await load(register);
    register.recommendations.push(register.recommendations.shift());
    register.organizations.reverse();
    register.themes = Object.fromEntries(Object.entries(register.themes).reverse());
    await load(register);
    const kept = await db.report.findUniqueOrThrow({
      where: { slug: register.report.slug },
      include: {
        themes: { orderBy: { position: "asc" } },
        recommendations: { orderBy: { position: "asc" } },
        participations: { orderBy: { position: "asc" }, include: { organization: true } },
      },
    });
    expect(kept.recommendations.map(({ code }) => code)).toEqual(
      register.recommendations.map(({ code }: Loose) => code),
    );
    expect(kept.participations.map(({ organization }) => organization.slug)).toEqual(
      register.organizations.map(({ slug }: Loose) => slug),
    );
    expect(kept.themes.map(({ slug }) => slug)).toEqual(Object.keys(register.themes));
  });

  test("what it does not name any more is told and stays", async () => {
    const register = copyOfRegister();
    await load(register);
    const gone = register.recommendations.pop();
    const unassigned = register.recommendations[1].assignments.pop();
    delete register.themes.veterans;
    for (const recommendation of register.recommendations)
      recommendation.themes = recommendation.themes.filter((slug: string) => slug !== "veterans");
    const left = register.organizations.splice(3, 1)[0];
    for (const recommendation of register.recommendations)
      recommendation.assignments = recommendation.assignments.filter(
        ({ organization }: Loose) => organization !== left.slug,
      );

    const loaded = await load(register);
    expect(loaded.vanished).toEqual([
      `${left.slug} is not among the organizations of this file; it stays`,
      "veterans is not among the themes of this file; it stays",
      "F4 is not among the recommendations of this file; it stays",
      expect.stringMatching(`^${unassigned.organization} is not assigned to R1.1 in this file; the assignment stays$`),
      ...["R3.1", "R3.2", "F2"].map((code) =>
        expect.stringMatching(`^${left.slug} is not assigned to ${code} in this file; the assignment stays$`),
      ),
    ]);
    expect(wordLoaded(loaded).slice(0, 7)).toEqual(loaded.vanished);
    expect(lastLine(loaded)).toMatch(/^16 recommendations: 0 new, /);
    expect(await recommendationOf(register, gone.code)).toMatchObject({
      title: gone.title,
      withdrawnAt: null,
      assignments: [{}, {}],
    });
    expect((await recommendationOf(register, "R1.1")).assignments).toHaveLength(3);
    expect(await db.theme.count({ where: { slug: "veterans", report: { slug: register.report.slug } } })).toBe(1);
    expect(await db.participation.count({ where: { organization: { slug: left.slug } } })).toBe(1);
    // The recommendation itself was corrected: it is about that theme no more.
    expect((await recommendationOf(register, "F2")).themes).toHaveLength(register.recommendations[14].themes.length);
  });

  test("a new assignment counts in the roll-ups above it at once", async () => {
    const register = copyOfRegister();
    const acleda = register.organizations[2].slug;
    const r3 = register.recommendations.filter(({ code }: Loose) => !code.startsWith("R3."));
    register.recommendations = [
      ...r3,
      { ...register.recommendations[7], assignments: register.recommendations[7].assignments.slice(0, 1) },
    ];
    await load(register);
    await report(register, "R3.1", acleda, "implemented");
    expect(await recommendationOf(register, "R3")).toMatchObject({ implementation: "implemented" });

    register.recommendations
      .at(-1)
      .assignments.push({ organization: register.organizations[1].slug, role: "support", basis: "proposed" });
    expect((await load(register)).assignments.new).toBe(1);
    expect(await recommendationOf(register, "R3.1")).toMatchObject({ implementation: "partially_implemented" });
    expect(await recommendationOf(register, "R3")).toMatchObject({ implementation: "partially_implemented" });
  });

  test("a part that is new, or moves to another parent, counts there and no more where it was", async () => {
    const register = copyOfRegister();
    const [r11, r31] = [register.recommendations[1], register.recommendations[7]];
    register.recommendations = [register.recommendations[0], r11, register.recommendations[6], r31];
    for (const part of [r11, r31]) part.assignments = part.assignments.slice(0, 1);
    await load(register);
    await report(register, "R1.1", r11.assignments[0].organization, "implemented");
    expect(await recommendationOf(register, "R1")).toMatchObject({ implementation: "implemented" });

    register.recommendations.push({ ...r11, code: "R1.9", assignments: [] });
    await load(register);
    expect(await recommendationOf(register, "R1")).toMatchObject({ implementation: "partially_implemented" });

    r11.parent = "R3";
    await load(register);
    expect(await recommendationOf(register, "R1")).toMatchObject({ implementation: "not_started", lastEntryAt: null });
    expect(await recommendationOf(register, "R3")).toMatchObject({ implementation: "partially_implemented" });
  });
});

describe("a parent with parts has no assignments of its own", () => {
  const divide = (register: Loose) => {
    const at = register.recommendations.findIndex(({ code }: Loose) => code === "R2");
    const whole = register.recommendations[at];
    register.recommendations[at] = { ...whole, assignments: [] };
    register.recommendations.push({ ...whole, code: "R2.1", parent: "R2" });
    return at;
  };

  test("one that is divided before anything was logged: its assignments are withdrawn, and told", async () => {
    const register = copyOfRegister();
    await load(register);
    divide(register);
    const loaded = await load(register);
    expect(loaded.vanished.toSorted()).toEqual(
      [1, 0, 2]
        .map(
          (at) =>
            `${register.organizations[at].slug} is not assigned to R2 in this file, which has parts now; the assignment is withdrawn`,
        )
        .sort(),
    );
    const whole = await recommendationOf(register, "R2");
    expect(whole.assignments).toHaveLength(3);
    for (const assignment of whole.assignments)
      expect(assignment).toMatchObject({
        withdrawnFor: "The recommendation was divided into parts.",
        withdrawnAt: expect.any(Date),
      });
    expect((await load(register)).vanished).toEqual([]);
  });

  test("one whose parts went elsewhere and that is assigned again is followed again", async () => {
    const register = copyOfRegister();
    await load(register);
    const { assignments } = register.recommendations.find(({ code }: Loose) => code === "R2");
    const at = divide(register);
    await load(register);
    register.recommendations[at].assignments = assignments;
    register.recommendations.at(-1).parent = "R3";
    expect((await load(register)).assignments).toMatchObject({ changed: 3 });
    for (const assignment of (await recommendationOf(register, "R2")).assignments)
      expect(assignment).toMatchObject({ withdrawnFor: null, withdrawnAt: null });
  });

  test("one that has a log is not divided", async () => {
    const register = copyOfRegister();
    await load(register);
    const ministry = register.organizations[1].slug;
    await report(register, "R2", ministry, "in_progress");
    const before = await versions();
    const at = divide(register);
    expect(await loadRegister(JSON.stringify(register), new Date())).toEqual({
      ok: false,
      refusal: "conflicting-register",
      detail: [
        `recommendations[${at}]: R2 cannot get parts, because ${ministry} logged progress on it; leave it whole, with its assignments`,
      ],
    });
    expect(await versions()).toEqual(before);
  });

  test("one whose parts the file leaves out is not assigned", async () => {
    const register = copyOfRegister();
    await load(register);
    register.recommendations = register.recommendations.filter(({ code }: Loose) => !code.startsWith("R3."));
    const at = register.recommendations.findIndex(({ code }: Loose) => code === "R3");
    register.recommendations[at].assignments = [
      { organization: register.organizations[1].slug, role: "lead", basis: "stated" },
    ];
    const before = await versions();
    const refused = await loadRegister(JSON.stringify(register), new Date());
    expect(refused).toMatchObject({ ok: false, refusal: "conflicting-register" });
    expect(!refused.ok && refused.detail).toEqual([
      `recommendations[${at}].assignments: R3 keeps parts that this file does not name (R3.1, R3.2, R3.3, R3.4, R3.5), and so no assignments of its own; name and assign its parts`,
    ]);
    expect(await versions()).toEqual(before);
  });
});

describe("organizations", () => {
  test("of two reports are one row, and what one file leaves out, the other may have said", async () => {
    const first = copyOfRegister();
    Object.assign(first.organizations[1], { existsUntil: "2013", successor: first.organizations[0].slug });
    await load(first);
    const second = structuredClone(first);
    second.report.slug = `${first.report.slug}-second`;
    delete second.organizations[0].iatiIdentifier;
    delete second.organizations[1].existsUntil;
    delete second.organizations[1].successor;
    second.organizations[0].function = "steward";
    second.organizations[4].function = "stakeholder";
    second.organizations[2].name = "ACLEDA Bank";
    const loaded = await load(second);
    expect(loaded.organizations).toEqual({ new: 5, changed: 0, unchanged: 0 });
    const kept = await db.organization.findMany({
      where: { slug: { in: first.organizations.map(({ slug }: Loose) => slug) } },
      include: { participations: { include: { report: true } } },
    });
    const bySlug = new Map(kept.map((row) => [row.slug, row]));
    expect(kept).toHaveLength(5);
    expect(bySlug.get(first.organizations[0].slug)).toMatchObject({ iatiIdentifier: "XM-DAC-41114" });
    expect(bySlug.get(first.organizations[1].slug)).toMatchObject({
      existsUntil: new Date("2013-12-31T00:00:00Z"),
      successorId: expect.any(String),
    });
    expect(bySlug.get(first.organizations[2].slug)).toMatchObject({ name: "ACLEDA Bank" });
    const functions = bySlug
      .get(first.organizations[0].slug)
      ?.participations.map((one) => [one.report.slug, one.function]);
    expect(functions?.sort()).toEqual(
      [
        [first.report.slug, "stakeholder"],
        [second.report.slug, "steward"],
      ].sort(),
    );
  });

  test("the stewardship passes to another, but not silently", async () => {
    const register = copyOfRegister();
    await load(register);
    const [undp, , , , ilo] = register.organizations;
    undp.function = "steward";
    ilo.function = "stakeholder";
    expect((await load(register)).organizations.changed).toBe(2);

    register.organizations.splice(0, 1);
    ilo.function = "steward";
    for (const recommendation of register.recommendations)
      recommendation.assignments = recommendation.assignments.filter(
        ({ organization }: Loose) => organization !== undp.slug,
      );
    delete register.report.funder;
    expect(await loadRegister(JSON.stringify(register), new Date())).toMatchObject({
      refusal: "conflicting-register",
      detail: [
        `organizations: ${undp.slug} is the steward and missing here; name it, as a stakeholder if another is the steward now`,
      ],
    });
  });
});

test("of two loads of one file at once, one writes it and the other finds it written", async () => {
  const register = copyOfRegister();
  const loads = await Promise.all([load(register), load(register), load(register)]);
  expect(loads.map(lastLine).sort()).toEqual([
    "17 recommendations: 0 new, 0 changed, 17 unchanged",
    "17 recommendations: 0 new, 0 changed, 17 unchanged",
    "17 recommendations: 17 new, 0 changed, 0 unchanged",
  ]);
  expect(await db.recommendation.count({ where: { report: { slug: register.report.slug } } })).toBe(17);
});

test("a load waits for whoever is writing in the log of the report", async () => {
  const register = copyOfRegister();
  await load(register);
  const { id: reportId } = await db.report.findUniqueOrThrow({ where: { slug: register.report.slug } });
  const actorId = (await createMember(await createOrganization(), ["steward"])).userId;
  const recordedAt = new Date(Date.now() + 60_000);
  const order: string[] = [];
  let loading: Promise<unknown> | undefined;
  register.recommendations.push({ ...register.recommendations[16], code: "R99" });
  await db.$transaction(async (tx) => {
    await lockReport(tx, reportId, new Date());
    loading = load(register).then(() => order.push("loaded"));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await tx.registerChange.create({
      data: { reportId, actorId, recordedAt, tableName: "themes", rowId: reportId, kind: "changed" },
    });
    order.push("written");
  });
  await loading;
  expect(order).toEqual(["written", "loaded"]);
  // What it brings is of an instant after what it waited for.
  const after = new Date(recordedAt.getTime() + 1);
  const brought = await db.recommendation.findFirst({
    where: { reportId, code: "R99" },
    include: { assignments: true },
  });
  expect(brought).toMatchObject({ publishedAt: after, createdAt: after });
  expect(brought?.assignments.map(({ createdAt }) => createdAt)).toEqual([after, after]);
});

test("a file with one fault leaves no trace, whatever else it says", async () => {
  const register = copyOfRegister();
  await load(copyOfRegister());
  const before = await versions();
  register.recommendations[16].assignments[0].organization = "nobody";
  const refused = await loadRegister(JSON.stringify(register), new Date());
  expect(refused).toMatchObject({ ok: false, refusal: "invalid-register" });
  expect(!refused.ok && refused.detail).toHaveLength(1);
  expect(await versions()).toEqual(before);
});

test("a load that breaks off half-way leaves no trace", async () => {
  const register = copyOfRegister();
  await load(copyOfRegister());
  const before = await versions();
  await db.$executeRawUnsafe(
    "create function fail() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$",
  );
  await db.$executeRawUnsafe("create trigger fail before insert on assignments for each row execute function fail()");
  try {
    await expect(load(register)).rejects.toThrow();
  } finally {
    await db.$executeRawUnsafe("drop function fail() cascade");
  }
  expect(await versions()).toEqual(before);
  expect(lastLine(await load(register))).toBe("17 recommendations: 17 new, 0 changed, 0 unchanged");
});

test("a register of 5,000 recommendations is loaded, found unchanged, and corrected in full", {
  timeout: 120_000,
}, async () => {
  const register = copyOfRegister();
  const [parent, part] = register.recommendations;
  register.recommendations = Array.from({ length: 5000 }, (_, at) =>
    at % 10 === 0 ? { ...parent, code: `L${at}` } : { ...part, code: `L${at}`, parent: `L${at - (at % 10)}` },
  );
  expect(lastLine(await load(register))).toBe("5000 recommendations: 5000 new, 0 changed, 0 unchanged");
  expect(lastLine(await load(register))).toBe("5000 recommendations: 0 new, 0 changed, 5000 unchanged");
  register.recommendations.reverse();
  expect(lastLine(await load(register))).toBe("5000 recommendations: 0 new, 5000 changed, 0 unchanged");
});

function byOrganization(one: Loose, other: Loose): number {
  return one.organization < other.organization ? -1 : 1;
}
