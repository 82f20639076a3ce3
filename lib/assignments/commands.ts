import "server-only";
import { isDeepStrictEqual } from "node:util";
import { v7 as uuid } from "uuid";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { type DatedDay, type Day, datedDay, dayAt, fromDatabaseDay, toDatabaseDay } from "#lib/dates.ts";
import { type Database, db } from "#lib/db.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { keepRollUp, lockReport } from "#lib/recommendations/commands.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { isDated, isUsed, judge, type Problem } from "./entry.ts";
import { hashEntry } from "./hash.ts";
import { canApprove, canLogProgress } from "./policy.ts";
import type { ProgressEntry, Submission } from "./schema.ts";
import { apply, type LogEntry, type State } from "./state.ts";
import type { EntryField } from "./status.ts";

/** Why nothing was written. */
export type LogRefusal = "not-found" | "not-yours" | "changed-meanwhile" | "invalid";
type LogResult = Result<{ updateId: string }, LogRefusal, Problem[] | undefined>;

/** Adds a progress entry or a note to the log of an assignment of the viewer's organization. */
export function logProgress(
  viewer: Viewer,
  submission: Submission,
  entry: ProgressEntry,
  now: Date,
): Promise<LogResult> {
  return write(viewer, submission, now, {
    problems: (assignment, member, today) =>
      judge(entry, {
        implementation: assignment.implementation,
        mayApprove: canApprove(member, assignment),
        today,
        publishedOn: publishedOn(assignment),
      }),
    content: () => contentOf(entry),
  });
}

/** Signs and dates that the state of an assignment is still correct. */
export function confirmNoChange(viewer: Viewer, submission: Submission, now: Date): Promise<LogResult> {
  return write(viewer, submission, now, {
    problems: () => [],
    content: (today) => ({ kind: "confirmation", occurred: { on: today, precision: "day" } }),
  });
}

/** What an entry says, apart from who wrote it, when and after what. */
type Content = {
  kind: LogEntry["kind"];
  occurred: DatedDay;
  completed?: DatedDay;
  evidence?: { title: string; url: string }[];
} & Partial<Pick<Prisma.UpdateUncheckedCreateInput, (typeof said)[number]>>;

const said = [
  "note",
  "implementation",
  "whatRemains",
  "howIntentMet",
  "doneInstead",
  "exitReason",
  "justification",
] as const;

type Draft = {
  problems: (assignment: AssignmentRow, member: Member, today: Day) => Problem[];
  /** Nothing when the entry is too incomplete to say anything: then it has problems. */
  content: (today: Day) => Content | undefined;
};

function contentOf(entry: ProgressEntry): Content | undefined {
  const { status, note, occurredOn, completedOn } = entry;
  const used = <Value>(field: EntryField, value: Value) => (isUsed(status, field) && value ? value : undefined);
  if (status === null || !isDated(occurredOn)) return;
  const common = {
    occurred: occurredOn,
    note: note || undefined,
    evidence: entry.evidenceUrl ? [{ title: entry.evidenceTitle, url: entry.evidenceUrl }] : [],
  };
  if (status === "note") return { kind: "note", ...common };
  return {
    kind: "progress",
    ...common,
    implementation: status,
    completed: isDated(completedOn) ? used("completedOn", completedOn) : undefined,
    whatRemains: used("whatRemains", entry.whatRemains),
    howIntentMet: used("howIntentMet", entry.howIntentMet),
    doneInstead: used("doneInstead", entry.doneInstead),
    exitReason: used("exitReason", entry.exitReason),
    justification: used("justification", entry.justification),
  };
}

/**
 * One entry, the state after it and the roll-ups above it, in one transaction. The writer must have seen the head of the
 * log; the same submission sent again answers with the entry that it made.
 */
async function write(viewer: Viewer, submission: Submission, now: Date, draft: Draft): Promise<LogResult> {
  const asked = await findAssignment(db, submission.assignmentId);
  if (!asked) return refused("not-found");
  if (viewer.kind === "public" || !canLogProgress(viewer, asked)) return refused("not-yours");
  const { timeZone } = asked.recommendation.report;

  return db.$transaction(async (tx) => {
    await lockReport(tx, asked.reportId);
    const member = await findMember(tx, viewer);
    if (!member || !canLogProgress(member, asked)) return refused("not-yours");
    const earlier = await tx.update.findUnique({
      where: { submissionId: submission.submissionId },
      include: { evidence: { orderBy: { position: "asc" } } },
    });
    if (earlier) {
      const isSame =
        earlier.assignmentId === asked.id &&
        earlier.actorId === viewer.userId &&
        isRepeated(draft.content(dayAt(earlier.recordedAt, timeZone)), earlier);
      return isSame ? done({ updateId: earlier.id }) : refused("changed-meanwhile");
    }
    const assignment = await findAssignment(tx, submission.assignmentId);
    if (!assignment) return refused("not-found");
    if (assignment.logLength !== submission.seen) return refused("changed-meanwhile");
    const recordedAt = await nextInstant(tx, assignment.reportId, now);
    const today = dayAt(recordedAt, timeZone);
    const problems = draft.problems(assignment, member, today);
    const content = draft.content(today);
    if (problems.length > 0 || !content) return refused("invalid", problems);
    return done({ updateId: await append(tx, assignment, member, submission.submissionId, content, recordedAt) });
  });
}

async function append(
  tx: Database,
  assignment: AssignmentRow,
  member: Member,
  submissionId: string,
  content: Content,
  recordedAt: Date,
) {
  const { occurred, completed, evidence = [], ...words } = content;
  const entry = {
    ...words,
    previousImplementation: words.implementation && assignment.implementation,
    id: uuid(),
    reportId: assignment.reportId,
    assignmentId: assignment.id,
    sequence: assignment.logLength + 1,
    submissionId,
    actorId: member.userId,
    actingOrganizationId: member.organization.id,
    occurredOn: toDatabaseDay(occurred.on),
    occurredPrecision: occurred.precision,
    completedOn: completed && toDatabaseDay(completed.on),
    completedPrecision: completed?.precision,
    recordedAt,
    previousHash: assignment.headHash,
  };
  const rows = evidence.map((one, position) => ({
    id: uuid(),
    position,
    kind: "link" as const,
    restricted: false,
    ...one,
  }));
  const hash = hashEntry({ ...entry, evidence: rows });
  await tx.update.create({ data: { ...entry, hash, evidence: { createMany: { data: rows } } } });

  const next = apply(stateOf(assignment), {
    kind: words.kind,
    implementation: words.implementation ?? null,
    completedOn: completed ?? null,
    evidence,
    recordedAt,
  });
  const { completedOn, ...columns } = next;
  await tx.assignment.update({
    where: { id: assignment.id, logLength: assignment.logLength },
    data: {
      ...columns,
      completedOn: completedOn && toDatabaseDay(completedOn.on),
      completedPrecision: completedOn?.precision ?? null,
      logLength: entry.sequence,
      headHash: hash,
    },
  });
  await keepRollUp(tx, [assignment.recommendationId]);
  return entry.id;
}

/** The same form again says the same; another text under an old name is not to be swallowed. */
function isRepeated(
  content: Content | undefined,
  earlier: Prisma.UpdateGetPayload<{ include: { evidence: true } }>,
): boolean {
  if (!content) return false;
  const links = (evidence: { title: string; url: string | null }[]) =>
    evidence.map(({ title, url }) => ({ title, url }));
  const words = (row: Partial<Record<(typeof said)[number], unknown>>) => said.map((field) => row[field] ?? null);
  const completed = datedDay(earlier.completedOn, earlier.completedPrecision);
  const occurred = datedDay(earlier.occurredOn, earlier.occurredPrecision);
  return isDeepStrictEqual(
    [content.kind, content.occurred, content.completed, words(content), links(content.evidence ?? [])],
    [earlier.kind, occurred, completed, words(earlier), links(earlier.evidence)],
  );
}

/** The viewer with the roles that they have now: who was removed a moment ago writes nothing. */
async function findMember(tx: Database, viewer: Member): Promise<Member | undefined> {
  const membership = await tx.membership.findFirst({
    where: { userId: viewer.userId, organizationId: viewer.organization.id, endedAt: null, user: { endedAt: null } },
    select: { roles: true },
  });
  return membership ? { ...viewer, roles: membership.roles } : undefined;
}

/** Now, or just after the newest entry of the report where clocks disagree or somebody had to wait: who reads on from an entry misses none. */
async function nextInstant(tx: Database, reportId: string, now: Date): Promise<Date> {
  const newest = await tx.update.findFirst({
    where: { reportId },
    orderBy: [{ recordedAt: "desc" }, { id: "desc" }],
    select: { recordedAt: true },
  });
  return newest && newest.recordedAt >= now ? new Date(newest.recordedAt.getTime() + 1) : now;
}

type AssignmentRow = NonNullable<Awaited<ReturnType<typeof findAssignment>>>;

function findAssignment(client: Database, id: string) {
  return client.assignment.findFirst({
    where: { id, withdrawnAt: null, recommendation: { withdrawnAt: null, publishedAt: { not: null } } },
    include: {
      recommendation: {
        select: { report: { select: { timeZone: true, publishedOn: true, publishedPrecision: true } } },
      },
    },
  });
}

function publishedOn({ recommendation: { report } }: AssignmentRow): DatedDay {
  return { on: fromDatabaseDay(report.publishedOn), precision: report.publishedPrecision };
}

function stateOf(row: AssignmentRow): State {
  return {
    response: row.response,
    implementation: row.implementation,
    exitRequested: row.exitRequested,
    verification: row.verification,
    submittedAt: row.submittedAt,
    completedOn: datedDay(row.completedOn, row.completedPrecision) ?? null,
    hasEvidence: row.hasEvidence,
    lastEntryAt: row.lastEntryAt,
  };
}
