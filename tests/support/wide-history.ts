import { randomUUID } from "node:crypto";
import type { Member } from "#lib/accounts/viewer.ts";
import { addDays, type Day, dayAt, startOfDay } from "#lib/dates.ts";
import { type Organization, Prisma, type Report } from "#lib/generated/client.ts";
import { type Columns, newHash, stateColumns } from "./log.ts";
import { db } from "./owner.ts";
import { randomFrom } from "./random.ts";
import { createMember, createOrganization, createReport } from "./report.ts";
import { drawOf, type Row } from "./wide-entries.ts";

// A wide history: a report with very many assignments, written a round at a time past the commands, but with every trigger
// of the database in place; between the rounds the register changes in every way that it can.

type Random = ReturnType<typeof randomFrom>;
type World = {
  random: Random;
  report: Report;
  approvers: Map<string, Member>;
  steward: Member;
  verifier: Member;
};

const years = 7;
const rounds = 4;

type Asked = {
  seed: number;
  timeZone: string;
  size: number;
  now: Date;
  /** Who answers; five of its own, where none are named. */
  answering?: Organization[];
  /** Counted at once at the end, and not with each entry, which takes several times as long. */
  isCountedLater?: boolean;
};

/** Writes a history of these many recommendations, with two and a half assignments each, up to now. */
export async function writeWideHistory({ isCountedLater = false, ...asked }: Asked) {
  if (!isCountedLater) return write(asked);
  const triggers = await db.$queryRaw<{ off: string; on: string }[]>(counting);
  for (const { off } of triggers) await db.$executeRawUnsafe(off);
  const history = await write(asked);
  for (const { on } of triggers) await db.$executeRawUnsafe(on);
  await db.$executeRaw`select recount_report(${history.report.id}::uuid)`;
  return history;
}

/** How each trigger that keeps counts is switched off, and on again as it was. */
const counting = Prisma.sql`
  select
    format('alter table %s disable trigger %I', tgrelid::regclass, tgname) as off,
    format('alter table %s enable always trigger %I', tgrelid::regclass, tgname) as on
  from pg_trigger join pg_proc on pg_proc.oid = tgfoid
  where proname in ('count_entry', 'count_register_change', 'count_theme_link', 'count_assigned') and tgenabled = 'A'`;

async function write({ seed, timeZone, size, now, answering }: Omit<Asked, "isCountedLater">) {
  const random = randomFrom(seed);
  const from = addDays(dayAt(now, timeZone), -365 * years);
  const report = await createReport({ timeZone, createdAt: startOfDay(from, timeZone) });
  const organizations = answering ?? (await Promise.all(Array.from({ length: 5 }, () => createOrganization())));
  const approvers = new Map<string, Member>();
  for (const organization of organizations)
    approvers.set(organization.id, await createMember(organization, ["approver"]));
  const world: World = {
    random,
    report,
    approvers,
    steward: await createMember(report.steward, ["steward"]),
    verifier: await createMember(await createOrganization(), ["verifier"]),
  };
  await db.participation.createMany({
    data: organizations.map(({ id }, position) => ({
      reportId: report.id,
      organizationId: id,
      function: "stakeholder",
      position: position + 1,
    })),
  });
  const themes = await db.theme.createManyAndReturn({
    data: ["lending", "training", "law", "savings"].map((slug, position) => ({
      reportId: report.id,
      slug,
      name: slug,
      position,
    })),
  });
  const themeIds = themes.map(({ id }) => id);
  const until = dayAt(now, timeZone);
  const days = spanOf(from, until);
  const anyInstant = () => new Date(Math.min(instantOn(random, random.pick(days), timeZone), now.getTime() - 60_000));
  await createRegister(world, {
    size,
    themeIds,
    organizationIds: organizations.map(({ id }) => id),
    first: startOfDay(from, timeZone),
    anyInstant,
  });
  for (let round = 0; round < rounds; round++) {
    const part = days.slice(
      Math.floor((days.length * round) / rounds),
      Math.floor((days.length * (round + 1)) / rounds) - 2,
    );
    const lastDay = part.at(-1) ?? from;
    await writeRound(world, part, 0.5);
    // Some have a second entry on the last day.
    await writeRound(world, [lastDay], 0.05, { isAfter: true });
    await changeRegister(world, themeIds, startOfDay(addDays(lastDay, 1), timeZone), anyInstant);
  }
  return { report, organizations, from, until };
}

function spanOf(from: Day, until: Day): Day[] {
  const days = [from];
  for (let day = from; day < until; ) {
    day = addDays(day, 1);
    days.push(day);
  }
  return days;
}

/** An instant of a day, often at its very beginning or end. */
function instantOn(random: Random, day: Day, timeZone: string): number {
  const [begins, ends] = [startOfDay(day, timeZone).getTime(), startOfDay(addDays(day, 1), timeZone).getTime()];
  return random.pick([begins, ends - 1, begins + random.below(ends - begins), begins + random.below(ends - begins)]);
}

const some = <Value>(random: Random, values: readonly Value[], share: number) =>
  values.filter(() => random.chance(share));

async function createRegister(
  { random, report }: World,
  given: { size: number; themeIds: string[]; organizationIds: string[]; first: Date; anyInstant: () => Date },
) {
  const recommendations = Array.from({ length: given.size }, (_, position) => {
    const priority = random.pick(["high", "medium", "low", "not_stated"] as const);
    return {
      id: randomUUID(),
      reportId: report.id,
      code: `W${position + 1}`,
      position,
      kind: random.pick(["recommendation", "recommendation", "need", "intention"] as const),
      priority,
      prioritySource: priority === "not_stated" ? null : "Annex",
      ...{
        section: "Recommendations",
        locator: "page 1",
        title: "Lend",
        statement: "Banks should lend.",
        textComplete: true,
      },
      sourceUrl: "https://example.org/report",
      publishedAt: random.chance(0.8) ? given.first : random.chance(0.5) ? given.anyInstant() : null,
    };
  });
  await db.recommendation.createMany({ data: recommendations });
  const assignments = recommendations.flatMap(({ id }) =>
    random
      .shuffled(given.organizationIds)
      .slice(0, 1 + random.below(4))
      .map((organizationId) => ({
        reportId: report.id,
        recommendationId: id,
        organizationId,
        role: random.pick(["lead", "support"] as const),
        basis: "stated" as const,
        createdAt: random.chance(0.5) ? given.first : given.anyInstant(),
      })),
  );
  // Links before and after there is anything to count.
  const links = recommendations.flatMap(({ id }) =>
    some(random, given.themeIds, 0.3).map((themeId) => ({ recommendationId: id, themeId })),
  );
  await db.recommendationTheme.createMany({ data: links.slice(0, links.length / 2) });
  await db.assignment.createMany({ data: assignments });
  await db.recommendationTheme.createMany({ data: links.slice(links.length / 2) });
}

// The log.

type Drawn = { entry: Columns; by: Member; evidence: boolean };

/** For a share of what is followed one entry each, recorded one after the other. */
async function writeRound(world: World, days: readonly Day[], share: number, { isAfter = false } = {}) {
  const { random, report } = world;
  const rows = await db.assignment.findMany({
    where: {
      reportId: report.id,
      withdrawnAt: null,
      recommendation: { publishedAt: { not: null }, withdrawnAt: null },
      // After all others of the day, and of those that have one already.
      ...(isAfter && { lastEntryAt: { gte: startOfDay(days[0] ?? "", report.timeZone) } }),
    },
    include: { updates: { orderBy: { sequence: "desc" }, take: 1 } },
    orderBy: { id: "asc" },
  });
  const newest = await db.update.findFirst({ where: { reportId: report.id }, orderBy: { recordedAt: "desc" } });
  const chosen = isAfter ? rows : some(random, rows, share);
  const ends = startOfDay(addDays(days.at(-1) ?? "", 1), report.timeZone).getTime() - 1;
  const instants = chosen
    // One in ten on the last day, so that there are some to go on with.
    .map(() => instantOn(random, random.chance(0.1) ? (days.at(-1) ?? "") : random.pick(days), report.timeZone))
    .sort((one, other) => one - other);
  let last = newest?.recordedAt.getTime() ?? 0;
  const drawn = chosen.map((row, index) => {
    last = Math.min(Math.max(isAfter ? 0 : (instants[index] ?? 0), last + 1), Math.max(ends, last + 1));
    const recordedAt = new Date(last);
    return entryOf(world, row, recordedAt);
  });
  const entries = drawn.map(({ entry }) => entry);
  const evidence = drawn.flatMap(({ entry, evidence }) =>
    evidence
      ? [
          {
            id: randomUUID(),
            update_id: entry.id,
            position: 0,
            kind: "link",
            title: "Report",
            url: "https://example.org/",
            restricted: false,
          },
        ]
      : [],
  );
  const state = stateColumns.map((name) => Prisma.raw(`${name} = (said.state).${name}`));
  await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`insert into updates select * from jsonb_populate_recordset(null::updates, ${JSON.stringify(entries)}::jsonb)`;
      await tx.$executeRaw`insert into evidence select * from jsonb_populate_recordset(null::evidence, ${JSON.stringify(evidence)}::jsonb)`;
      await tx.$executeRaw`
        update assignments a set log_length = said.sequence, head_hash = said.hash, last_entry_at = said.recorded_at, ${Prisma.join(state)}
        from (
          select u.*, case u.kind when 'correction' then state_before(b.id, u.sequence)
              else state_after(b, u, exists (select 1 from evidence e where e.update_id = u.id)) end as state
            from updates u join assignments b on b.id = u.assignment_id
            where u.id = any(${entries.map(({ id }) => String(id))}::uuid[])) as said
        where a.id = said.assignment_id`;
    },
    { timeout: 300_000 },
  );
}

function entryOf(world: World, row: Row, recordedAt: Date): Drawn {
  const { random, report, approvers, steward, verifier } = world;
  const today = dayAt(recordedAt, report.timeZone);
  const { kind, ...said } = drawOf(random, row, today);
  const own = approvers.get(row.organizationId);
  const by = kind === "verification" ? verifier : kind === "exit_decision" || kind === "reopening" ? steward : own;
  if (!by) throw new Error("An assignment of nobody.");
  const asks = ["partially_implemented", "implemented", "implemented_differently"].includes(
    String(said.implementation),
  );
  const evidence = (asks && kind !== "reopening") || ((kind === "note" || kind === "reply") && random.chance(0.5));
  return {
    by,
    evidence,
    entry: {
      id: randomUUID(),
      report_id: report.id,
      assignment_id: row.id,
      sequence: row.logLength + 1,
      submission_id: randomUUID(),
      kind,
      actor_id: by.userId,
      acting_organization_id: by.organization.id,
      occurred_on: "2001-12-31",
      occurred_precision: "year",
      recorded_at: recordedAt.toISOString(),
      previous_hash: row.headHash,
      hash: newHash(),
      ...said,
    },
  };
}

// The register.

async function changeRegister(
  { random, report, approvers }: World,
  themeIds: string[],
  at: Date,
  anyInstant: () => Date,
) {
  const ofReport = { reportId: report.id };
  const [assignments, recommendations, links] = await Promise.all([
    db.assignment.findMany({ where: ofReport, orderBy: { id: "asc" } }),
    db.recommendation.findMany({ where: ofReport, orderBy: { position: "asc" } }),
    db.recommendationTheme.findMany({
      where: { recommendation: ofReport },
      orderBy: [{ recommendationId: "asc" }, { themeId: "asc" }],
    }),
  ]);
  const idsOf = (rows: readonly { id: string }[]) => ({ id: { in: rows.map(({ id }) => id) } });
  const gone = assignments.filter(({ withdrawnAt }) => withdrawnAt !== null);
  const here = assignments.filter(({ withdrawnAt }) => withdrawnAt === null);
  const drafts = recommendations.filter(({ publishedAt }) => publishedAt === null);
  const unlinked = recommendations.flatMap(({ id }) => themeIds.map((themeId) => ({ recommendationId: id, themeId })));
  await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`select set_config('tamdan.at', ${at.toISOString()}, true)`;
      await tx.assignment.updateMany({
        where: idsOf(some(random, gone, 0.5)),
        data: { withdrawnAt: null, withdrawnFor: null },
      });
      await tx.assignment.updateMany({
        where: idsOf(some(random, here, 0.04)),
        data: { withdrawnAt: at, withdrawnFor: "A mistake." },
      });
      await tx.recommendation.updateMany({
        where: idsOf(some(random, recommendations, 0.01)),
        data: { withdrawnAt: at, withdrawnFor: "A mistake." },
      });
      await tx.recommendation.updateMany({ where: idsOf(some(random, drafts, 0.3)), data: { publishedAt: at } });
      await tx.recommendation.updateMany({ where: idsOf(some(random, recommendations, 0.02)), data: { kind: "need" } });
      await tx.recommendation.updateMany({
        where: idsOf(some(random, recommendations, 0.02)),
        data: { priority: "high", prioritySource: "Annex" },
      });
      await tx.assignment.updateMany({ where: idsOf(some(random, assignments, 0.02)), data: { role: "support" } });
      await tx.assignment.updateMany({
        where: idsOf(some(random, assignments, 0.005)),
        data: { createdAt: anyInstant() },
      });
      await tx.recommendationTheme.deleteMany({ where: { OR: some(random, links, 0.04) } });
      await tx.recommendationTheme.createMany({ data: some(random, unlinked, 0.02), skipDuplicates: true });
      // An assignment that comes later, of a body that did not answer for it yet.
      for (const { id } of some(random, recommendations, 0.02)) {
        const others = [...approvers.keys()].filter(
          (organizationId) =>
            !assignments.some((one) => one.recommendationId === id && one.organizationId === organizationId),
        );
        const [organizationId] = others;
        if (organizationId)
          await tx.assignment.create({
            data: { ...ofReport, recommendationId: id, organizationId, role: "lead", basis: "proposed", createdAt: at },
          });
      }
    },
    { timeout: 300_000 },
  );
}
