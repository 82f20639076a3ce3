import { hashEntry } from "#lib/assignments/hash.ts";
import { columnsOf, logEntryOf } from "#lib/assignments/projection.ts";
import { apply, initialState, type State } from "#lib/assignments/state.ts";
import { isDecision } from "#lib/assignments/status.ts";
import { withConnection } from "#lib/database/connection.ts";
import { addDays, addMonths, dayAt, startOfDay, toDatabaseDay } from "#lib/dates.ts";
import { rollUp } from "#lib/recommendations/rollup.ts";
import { chanceOf } from "./chance.ts";
import { courses } from "./courses.ts";
import { Rows } from "./rows.ts";
import { frequentWord, placeOf, sentence } from "./words.ts";

export const reportSlug = "benchmark";
export const timeZone = "Asia/Phnom_Penh";
const organizationCount = 20;
/** So many lead all recommendations between them, and the others support: a page of what is theirs is full at every size. */
export const leadCount = 3;
const themeCount = 10;
const months = 24;
const recordingDays = 100;
const entriesEach = 5;
/** How many assignments ten recommendations have: 2.2 each. */
const assignmentPattern = [2, 2, 3, 1, 2, 3, 2, 4, 1, 2];
/** Every fifth recommendation came later than the report, in its first year. */
const laterEvery = 5;
const batch = 250;

/**
 * Fills an empty, migrated database with one report of `size` recommendations, their assignments and logs. The rows are
 * written past the triggers, as whoever owns the tables can; what stands after each entry, what is rolled up and the chain
 * of hashes come from the functions of the product, so that all of it is as if it had been logged.
 */
export async function fill(url: string, size: number, now: Date): Promise<void> {
  await withConnection(url, async (client) => {
    const rows = new Rows(client);
    await client.query("begin");
    const { rows: triggers } = await client.query<{ off: string; on: string }>(ourTriggers);
    for (const { off } of triggers) await client.query(off);
    const { rows: searches } = await client.query<{ off: string; on: string }>(searchIndexes);
    for (const { off } of searches) await client.query(off);
    const plan = planOf(now);
    const place = await writeFrame(rows, plan);
    for (let number = 1; number <= size; number++) {
      writeRecommendation(rows, plan, place, number);
      if (number % batch === 0) await rows.flush();
    }
    await rows.flush();
    await rows.settle();
    for (const statement of registerChanges) await client.query(statement);
    await client.query("set local maintenance_work_mem = '1GB'");
    for (const { on } of [...searches, ...triggers]) await client.query(on);
    await client.query("select recount_report(id) from reports where slug = $1", [reportSlug]);
    await client.query("commit");
    await client.query("vacuum analyze");
  });
}

/** Whether nothing was filled into a database yet: all of it is, or none. */
export async function isEmpty(url: string): Promise<boolean> {
  return withConnection(url, async (client) => (await client.query("select from reports")).rowCount === 0);
}

type Plan = ReturnType<typeof planOf>;

function planOf(now: Date) {
  const chance = chanceOf(2026);
  const today = dayAt(now, timeZone);
  const first = addMonths(today, -months);
  const length = Math.floor(
    (startOfDay(today, timeZone).getTime() - startOfDay(first, timeZone).getTime()) / dayLength,
  );
  const days = Array.from({ length: recordingDays }, (_, index) =>
    addDays(first, 1 + Math.floor((index * (length - 1)) / recordingDays)),
  );
  return { chance, days, publishedAt: startOfDay(first, timeZone) };
}

const dayLength = 86_400_000;

type Frame = { reportId: string; organizations: Body[]; steward: Body; themes: string[] };
type Body = { id: string; userId: string };

/** The report, its organizations with one account each, and its themes. */
async function writeFrame(rows: Rows, { chance, publishedAt }: Plan): Promise<Frame> {
  const createdAt = publishedAt;
  const newId = () => chance.idAt(publishedAt);
  const bodies = Array.from({ length: organizationCount + 1 }, () => ({ id: newId(), userId: newId() }));
  const [steward, ...organizations] = bodies;
  if (!steward) throw new Error("There is no steward.");
  const reportId = newId();
  for (const [number, { id, userId }] of bodies.entries()) {
    const isSteward = id === steward.id;
    const slug = isSteward ? "steward" : `organization-${number}`;
    const name = isSteward ? "Office of the Steward" : `Organization for ${placeOf(number)}`;
    rows.add("organizations", {
      id,
      slug,
      name,
      acronym: isSteward ? "STW" : `ORG${number}`,
      kind: "other",
      createdAt,
    });
    rows.add("users", { id: userId, name: `Person of ${name}`, createdAt });
    const roles = isSteward ? ["steward", "verifier"] : ["approver"];
    rows.add("memberships", { userId, organizationId: id, roles, createdAt });
  }
  rows.add("reports", {
    id: reportId,
    slug: reportSlug,
    title: "Report of the benchmark",
    timeZone,
    publishedOn: toDatabaseDay(addDays(dayAt(publishedAt, timeZone), -30)),
    publishedPrecision: "day",
    language: "en",
    sourceUrl: "https://example.org/report",
    coverageHeld: ["All of it"],
    coverageNotHeld: [],
    registerHashes: [],
    createdAt,
    authorId: steward.id,
  });
  for (const [position, { id }] of [...organizations, steward].entries())
    rows.add("participations", {
      reportId,
      organizationId: id,
      function: id === steward.id ? "steward" : "stakeholder",
      position,
    });
  const themes = Array.from({ length: themeCount }, () => newId());
  for (const [position, id] of themes.entries())
    rows.add("themes", { id, reportId, slug: `theme-${position + 1}`, name: `Theme ${position + 1}`, position });
  await rows.flush();
  return { reportId, organizations, steward, themes };
}

function writeRecommendation(rows: Rows, plan: Plan, frame: Frame, number: number) {
  const { chance, days, publishedAt } = plan;
  const { reportId } = frame;
  const isLater = number % laterEvery === 0;
  const begins = isLater ? chance.between(1, recordingDays / 2) : 0;
  const createdAt = isLater ? startOfDay(days[begins] ?? "", timeZone) : publishedAt;
  const id = chance.idAt(createdAt);
  const about = placeOf(number);
  const statement = sentence(chance, chance.between(25, 45), about);
  for (const themeId of chance.some(frame.themes, chance.between(1, 2)))
    rows.add("recommendation_themes", { recommendationId: id, themeId });

  const count = assignmentPattern[number % assignmentPattern.length] ?? 1;
  const lead = chance.pick(frame.organizations.slice(0, leadCount));
  const support = chance.some(frame.organizations.slice(leadCount), count - 1);
  const assigned = [lead, ...support].map((organization) => {
    const left = days.slice(begins);
    const at = chance.some(left, entriesEach).map((on) => ({ on, recordedAt: instantOn(on, plan) }));
    const assignment = {
      id: chance.idAt(createdAt),
      reportId,
      recommendationId: id,
      organizationId: organization.id,
      role: organization === lead ? "lead" : "support",
      basis: "stated",
      createdAt,
    };
    return writeLog(rows, plan, frame, { assignment, organization, at, about });
  });
  const { implementation, lastEntryAt } = writeRollUps(rows, { recommendationId: id, reportId }, assigned);
  rows.add("recommendations", {
    id,
    reportId,
    code: `R${number}`,
    position: number * 100,
    kind: chance.weighted(kinds).kind,
    section: "recommendations",
    locator: `item ${number}`,
    title: sentence(chance, chance.between(4, 8), about).slice(0, -1),
    statement: number % 10 === 3 ? `${statement} For the ${frequentWord}.` : statement,
    textComplete: true,
    sourceUrl: "https://example.org/report",
    priority: "not_stated",
    publishedAt: createdAt,
    createdAt,
    implementation,
    lastEntryAt,
  });
}

const kinds = [
  { kind: "recommendation", weight: 8 },
  { kind: "need", weight: 1 },
  { kind: "intention", weight: 1 },
];

/** In office hours. */
function instantOn(on: string, { chance }: Plan): Date {
  return new Date(startOfDay(on, timeZone).getTime() + chance.between(8 * 3_600_000, 17 * 3_600_000));
}

type Assigned = {
  assignment: { id: string; reportId: string; recommendationId: string; organizationId: string } & Record<
    string,
    unknown
  >;
  organization: Body;
  at: { on: string; recordedAt: Date }[];
  about: string;
};

/** The log of an assignment with the state after each entry; answers with these states. */
function writeLog(rows: Rows, { chance }: Plan, { steward }: Frame, { assignment, organization, at, about }: Assigned) {
  const { steps } = chance.weighted(courses);
  const states: State[] = [];
  let previousHash: string | null = null;
  let claimId: string | undefined;
  for (const [index, { on, recordedAt }] of at.entries()) {
    const before = states.at(-1) ?? initialState;
    const step = steps[index];
    if (!step) break;
    const { withEvidence, ...said } = step({ on, text: sentence(chance, 14, about) });
    const isDecided = isDecision(said.kind);
    const actor = isDecided ? steward : organization;
    const entry = {
      ...said,
      id: chance.idAt(recordedAt),
      reportId: assignment.reportId,
      assignmentId: assignment.id,
      sequence: index + 1,
      submissionId: chance.idAt(recordedAt),
      actorId: actor.userId,
      actingOrganizationId: actor.id,
      occurredOn: toDatabaseDay(addDays(on, isDecided ? 0 : -chance.between(0, 20))),
      occurredPrecision: "day",
      recordedAt,
      previousHash,
      ...(said.implementation && { previousImplementation: before.implementation }),
      ...(isDecided && { aboutId: claimId }),
    };
    const evidence = withEvidence ? [evidenceOf(chance.idAt(recordedAt), sentence(chance, 6, about))] : [];
    previousHash = hashEntry({ ...entry, evidence });
    if (entry.kind === "progress") claimId = entry.id;
    states.push(apply(before, logEntryOf({ ...entry, evidence })));
    rows.add("updates", { ...entry, hash: previousHash });
    for (const one of evidence) rows.add("evidence", { ...one, updateId: entry.id });
    const { lastEntryAt, ...kept } = columnsOf(states.at(-1) ?? before);
    const { id: assignmentId, reportId } = assignment;
    rows.add("assignment_states", { assignmentId, sequence: index + 1, reportId, recordedAt, ...kept });
  }
  const state = states.at(-1) ?? initialState;
  rows.add("assignments", { ...assignment, ...columnsOf(state), logLength: states.length, headHash: previousHash });
  return states;
}

function evidenceOf(id: string, title: string) {
  const path = title.slice(0, -1).replaceAll(" ", "-").toLowerCase();
  return { id, position: 0, kind: "link", title, url: `https://example.org/${path}.pdf`, restricted: false };
}

/** What a recommendation is after each entry of any of its assignments; answers with what it is now. */
function writeRollUps(rows: Rows, of: { recommendationId: string; reportId: string }, assigned: State[][]) {
  const present = assigned.map(() => initialState);
  const steps = assigned
    .flatMap((states, place) => states.map((state) => ({ place, state })))
    .sort((one, other) => instantOf(one.state) - instantOf(other.state));
  let kept = {
    implementation: rollUp(present.map(({ implementation }) => implementation)),
    lastEntryAt: null as Date | null,
  };
  for (const [index, { place, state }] of steps.entries()) {
    present[place] = state;
    kept = {
      implementation: rollUp(present.map(({ implementation }) => implementation)),
      lastEntryAt: state.lastEntryAt,
    };
    const supersededAt = steps[index + 1]?.state.lastEntryAt ?? "infinity";
    rows.add("recommendation_states", { ...of, recordedAt: state.lastEntryAt, supersededAt, ...kept });
  }
  return kept;
}

function instantOf({ lastEntryAt }: State): number {
  return lastEntryAt?.getTime() ?? 0;
}

/** How each trigger of the product is switched off, and on again as it was: they all fire always. */
const ourTriggers = `
  select
    format('alter table %s disable trigger %I', tgrelid::regclass, tgname) as off,
    format('alter table %s enable always trigger %I', tgrelid::regclass, tgname) as on
  from pg_trigger where not tgisinternal and tgenabled = 'A'`;

/** Indexes for words are made once all words are there, which takes a fraction of the time. */
const searchIndexes = `
  select format('drop index %I', indexname) as off, indexdef as on from pg_indexes
  where schemaname = 'public' and indexdef like '% USING gin %'`;

/** What the triggers would have kept of the register: that each of its rows was added. */
const registerChanges = [
  "insert into register_changes (recorded_at, report_id, table_name, row_id, kind, new) select created_at, report_id, 'recommendations', id, 'added', register_part('recommendations', to_jsonb(r)) from recommendations r",
  "insert into register_changes (recorded_at, report_id, table_name, row_id, kind, new) select created_at, report_id, 'assignments', id, 'added', register_part('assignments', to_jsonb(a)) from assignments a",
  "insert into register_changes (recorded_at, report_id, table_name, row_id, kind, new) select r.created_at, r.report_id, 'recommendation_themes', r.id, 'added', to_jsonb(l) from recommendation_themes l join recommendations r on r.id = l.recommendation_id",
];
