import { db } from "./owner.ts";

// Every figure of the domain (shared/design/domain.md: four axes, the log, figures), counted by a plain loop over plain
// rows. Nothing of lib is asked but the client that reads the rows: what the two have in common is the domain's page.

type Row = Awaited<ReturnType<typeof readPlainRows>>;
type Logged = Row["assignments"][number]["updates"][number];

/** Every row that bears on the figures of a report. */
export async function readPlainRows(reportId: string) {
  const report = await db.report.findUniqueOrThrow({ where: { id: reportId } });
  const assignments = await db.assignment.findMany({
    where: { reportId },
    select: {
      id: true,
      organizationId: true,
      role: true,
      createdAt: true,
      withdrawnAt: true,
      absences: { select: { withdrawnAt: true, returnedAt: true } },
      recommendation: {
        select: {
          kind: true,
          priority: true,
          publishedAt: true,
          withdrawnAt: true,
          themes: { select: { themeId: true } },
        },
      },
      updates: {
        orderBy: { sequence: "asc" },
        select: {
          id: true,
          kind: true,
          aboutId: true,
          recordedAt: true,
          response: true,
          implementation: true,
          completedOn: true,
          targetOn: true,
          verification: true,
          exitDecision: true,
          evidence: { select: { id: true } },
        },
      },
    },
  });
  // The calendar day of an instant is asked for often and is dear.
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: report.timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const days = new Map<number, string>();
  const dayOf = (instant: Date) => {
    const known = days.get(instant.getTime());
    if (known) return known;
    const day = format.format(instant);
    days.set(instant.getTime(), day);
    return day;
  };
  return { report, assignments, dayOf };
}

/** Of which assignments; of all that count, where nothing is said. */
export type Part = {
  organizationId?: string;
  themeId?: string;
  role?: string;
  priority?: string;
  kind?: string;
};

/** What stands of an assignment, days as texts. */
type Stood = {
  createdOn: string;
  response: string;
  implementation: string;
  verification: string;
  submittedOn: string | null;
  completedOn: string | null;
  hasEvidence: boolean;
  targetOn: string | null;
  originalTargetOn: string | null;
  targets: number;
  lastEntryOn: string | null;
  decisions: number;
  overturned: number;
};

const exits = ["no_longer_applicable", "not_implemented"];
const dones = ["implemented", "implemented_differently"];

/** What stood at the end of a day of every assignment that counted then, of a part of the report or of all of it. */
export function standingOn(rows: Row, day: string, part: Part = {}): Stood[] {
  const { dayOf } = rows;
  const isGone = (at: Date | null) => at !== null && dayOf(at) <= day;
  const standing: Stood[] = [];
  for (const assignment of rows.assignments) {
    const { recommendation, absences } = assignment;
    if (recommendation.publishedAt === null || dayOf(recommendation.publishedAt) > day) continue;
    if (dayOf(assignment.createdAt) > day || isGone(assignment.withdrawnAt) || isGone(recommendation.withdrawnAt))
      continue;
    if (absences.some((gone) => dayOf(gone.withdrawnAt) <= day && dayOf(gone.returnedAt) > day)) continue;
    if (part.organizationId !== undefined && assignment.organizationId !== part.organizationId) continue;
    if (part.themeId !== undefined && !recommendation.themes.some(({ themeId }) => themeId === part.themeId)) continue;
    if (part.role !== undefined && assignment.role !== part.role) continue;
    if (part.priority !== undefined && recommendation.priority !== part.priority) continue;
    if (part.kind !== undefined && recommendation.kind !== part.kind) continue;
    const log = assignment.updates.filter(({ recordedAt }) => dayOf(recordedAt) <= day);
    standing.push({ ...replayed(log, dayOf), createdOn: dayOf(assignment.createdAt) });
  }
  return standing;
}

function replayed(log: readonly Logged[], dayOf: (instant: Date) => string): Omit<Stood, "createdOn"> {
  let response = "awaiting_response";
  let implementation = "not_started";
  let verification = "self_reported";
  let asked: string | null = null;
  let submittedOn: string | null = null;
  let completedOn: string | null = null;
  let hasEvidence = false;
  let targetOn: string | null = null;
  let originalTargetOn: string | null = null;
  let targets = 0;
  let decisions = 0;
  let overturned = 0;
  for (const entry of log) {
    if (entry.kind === "correction") continue;
    // What it says is what the newest correction of it says that was recorded by then.
    const said = log.findLast(({ kind, aboutId }) => kind === "correction" && aboutId === entry.id) ?? entry;
    const withEvidence = said.evidence.length > 0;
    if (withEvidence) hasEvidence = true;
    if (entry.kind === "response" && said.response) response = said.response;
    if (entry.kind === "target" && said.targetOn) {
      targets++;
      targetOn = textOf(said.targetOn);
      // The original target is the one that was set first, for ever.
      originalTargetOn ??= textOf(entry.targetOn);
    }
    if (entry.kind === "verification") {
      decisions++;
      if (said.verification === "partly_verified" || said.verification === "not_verified") overturned++;
      verification = said.verification ?? verification;
      if (said.verification === "partly_verified") implementation = "partially_implemented";
      if (said.verification === "not_verified") implementation = "in_progress";
      if (!dones.includes(implementation)) {
        asked = null;
        submittedOn = null;
        completedOn = null;
      }
    }
    if (
      (entry.kind === "note" || entry.kind === "reply") &&
      withEvidence &&
      verification === "more_evidence_requested"
    ) {
      verification = "submitted";
      submittedOn = dayOf(said.recordedAt);
    }
    if (entry.kind === "progress" && said.implementation && exits.includes(said.implementation)) {
      asked = said.implementation;
      continue;
    }
    const isConfirmed = entry.kind === "exit_decision" && said.exitDecision === "confirmed";
    if (entry.kind === "progress" || entry.kind === "reopening" || isConfirmed) {
      implementation = (isConfirmed ? asked : said.implementation) ?? implementation;
      const isClaim = entry.kind === "progress" && dones.includes(implementation);
      completedOn = isClaim ? textOf(said.completedOn) : null;
      verification = isClaim && withEvidence ? "submitted" : "self_reported";
      submittedOn = isClaim && withEvidence ? dayOf(said.recordedAt) : null;
      asked = null;
    }
    if (entry.kind === "exit_decision") asked = null;
  }
  const last = log.at(-1);
  const lastEntryOn = last ? dayOf(last.recordedAt) : null;
  return {
    ...{ response, implementation, verification, submittedOn, completedOn, hasEvidence },
    ...{ targetOn, originalTargetOn, targets, lastEntryOn, decisions, overturned },
  };
}

type Settings = Pick<
  Row["report"],
  "reportingInterval" | "graceDays" | "freshDays" | "verificationDays" | "outstandingMonths"
>;

/** Every figure, count, bucket and delay of what stood at the end of a day. */
export function plainFigures(rows: Row, day: string, part: Part = {}) {
  return figuresOf(standingOn(rows, day, part), day, rows.report);
}

function figuresOf(all: readonly Stood[], day: string, settings: Settings) {
  const isOpen = ({ implementation }: Stood) => !dones.includes(implementation) && !exits.includes(implementation);
  const isDone = ({ implementation }: Stood) => dones.includes(implementation);
  const isVerified = (one: Stood) => isDone(one) && one.verification === "verified";
  const isAccepting = ({ response }: Stood) => response === "accepted" || response === "partially_accepted";
  const count = (is: (one: Stood) => unknown) => {
    let n = 0;
    for (const one of all) if (is(one)) n++;
    return n;
  };
  const sum = (of: (one: Stood) => number) => {
    let n = 0;
    for (const one of all) n += of(one);
    return n;
  };
  const figure = (of: (one: Stood) => unknown, n: (one: Stood) => unknown) => ({
    n: count((one) => of(one) && n(one)),
    of: count(of),
  });
  const before = (months: number) => monthsBefore(day, months);
  const late = ({ targetOn }: Stood) => (targetOn === null ? 0 : daysFrom(targetOn, day));
  const isLate = (from: number, to: number) => (one: Stood) => isOpen(one) && late(one) >= from && late(one) <= to;
  const everything = () => true;
  const isDue = (one: Stood) => isAccepting(one) && one.implementation !== "no_longer_applicable";
  const isAnswerable = ({ response }: Stood) => response !== "not_applicable";
  const isTargeted = (one: Stood) => isOpen(one) && one.targetOn !== null;
  const hasOriginal = ({ originalTargetOn }: Stood) => originalTargetOn !== null && originalTargetOn <= day;
  const heardOn = ({ lastEntryOn, createdOn }: Stood) => lastEntryOn ?? createdOn;
  const delays: number[] = [];
  for (const one of all)
    if (isDone(one) && one.completedOn !== null && one.originalTargetOn !== null)
      delays.push(daysFrom(one.originalTargetOn, one.completedOn));
  delays.sort((one, other) => one - other);
  return {
    total: all.length,
    figures: {
      responseRate: figure(
        everything,
        ({ response }) => !["awaiting_response", "under_consideration"].includes(response),
      ),
      acceptanceRate: figure((one) => isAccepting(one) || one.response === "not_accepted", isAccepting),
      verifiedImplementation: figure(isDue, isVerified),
      reportedImplementation: figure(isDue, isDone),
      claimGap: {
        n: count((one) => isDue(one) && isDone(one)) - count((one) => isDue(one) && isVerified(one)),
        of: count(isDue),
      },
      wholeReport: figure(isAnswerable, isVerified),
      overdue: figure(isTargeted, ({ targetOn }) => (targetOn ?? day) < day),
      withoutTarget: figure(isOpen, ({ targetOn }) => targetOn === null),
      fresh: figure(
        isOpen,
        ({ lastEntryOn }) => lastEntryOn !== null && daysFrom(lastEntryOn, day) <= settings.freshDays,
      ),
      stale: figure(isOpen, (one) => daysFrom(heardOn(one), day) > settings.reportingInterval + settings.graceDays),
      evidenceCoverage: figure(isDone, ({ hasEvidence }) => hasEvidence),
      onTime: figure(
        hasOriginal,
        (one) => isDone(one) && one.completedOn !== null && one.completedOn <= (one.originalTargetOn ?? ""),
      ),
      slippage: figure(isTargeted, ({ targets }) => targets > 2),
      exits: figure(everything, ({ implementation }) => exits.includes(implementation)),
      verificationBacklog: figure(
        ({ verification }) => verification === "submitted",
        ({ submittedOn }) => submittedOn !== null && daysFrom(submittedOn, day) > settings.verificationDays,
      ),
      overturned: { n: sum(({ overturned }) => overturned), of: sum(({ decisions }) => decisions) },
    },
    implementation: tallied(all, ({ implementation }) => implementation),
    response: tallied(all, ({ response }) => response),
    verification: tallied(all, ({ verification }) => verification),
    bars: tallied(all, (one) => `${one.implementation}${isVerified(one) ? " verified" : ""}`),
    overdue: [isLate(1, 30), isLate(31, 90), isLate(91, 180), isLate(181, Number.POSITIVE_INFINITY)].map(count),
    open: [
      count((one) => isOpen(one) && one.createdOn >= before(6)),
      count((one) => isOpen(one) && one.createdOn < before(6) && one.createdOn >= before(18)),
      count((one) => isOpen(one) && one.createdOn < before(18) && one.createdOn >= before(60)),
      count((one) => isOpen(one) && one.createdOn < before(60)),
    ],
    longOutstanding: count((one) => isOpen(one) && one.createdOn < before(settings.outstandingMonths)),
    delay: { n: delays.length, of: count(isDone), median: nearest(delays, 50), ninetieth: nearest(delays, 90) },
  };
}

export type PlainFigures = ReturnType<typeof plainFigures>;

/** What stood at the end of each month from the first at whose end anything counted, and on the day itself. */
export function plainMovement(rows: Row, day: string, part: Part = {}) {
  const moments: { on: string; total: number; bars: Record<string, number> }[] = [];
  const [first] = rows.assignments.map(({ createdAt }) => rows.dayOf(createdAt)).sort();
  for (let month = first?.slice(0, 7) ?? "9999"; month <= day.slice(0, 7); month = monthAfter(month)) {
    const last = `${month}-${String(daysOf(month)).padStart(2, "0")}`;
    const on = last < day ? last : day;
    const { total, bars } = plainFigures(rows, on, part);
    if (total > 0 || moments.length > 0) moments.push({ on, total, bars });
  }
  return moments;
}

/** How many there are of each; nothing of what there is none. */
function tallied(all: readonly Stood[], by: (one: Stood) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[by(one)] = (counts[by(one)] ?? 0) + 1;
  return counts;
}

/** The smallest value that at least so many in a hundred do not exceed. */
function nearest(sorted: readonly number[], percent: number): number | null {
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? null;
}

function textOf(date: Date | null): string | null {
  return date === null ? null : date.toISOString().slice(0, 10);
}

const dayNumbers = new Map<string, number>();

function numberOf(day: string): number {
  const known = dayNumbers.get(day);
  if (known !== undefined) return known;
  const number = Date.parse(day) / 86_400_000;
  dayNumbers.set(day, number);
  return number;
}

function daysFrom(from: string, to: string): number {
  return numberOf(to) - numberOf(from);
}

function daysOf(month: string): number {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

function monthAfter(month: string): string {
  return new Date(Date.parse(`${month}-01`) + 32 * 86_400_000).toISOString().slice(0, 7);
}

/** The same day of an earlier month, or the last that it has. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const at = year * 12 + month - 1 - months;
  const earlier = `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
  return `${earlier}-${String(Math.min(date, daysOf(earlier))).padStart(2, "0")}`;
}
