import "server-only";
import { v7 as uuid } from "uuid";
import { rereadMember } from "#lib/accounts/membership.ts";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import { type DatedDay, type Day, dayAt, fromDatabaseDay } from "#lib/dates.ts";
import { type Database, db } from "#lib/db.ts";
import { copyFile, saveFile } from "#lib/evidence/storage.ts";
import { Prisma } from "#lib/generated/client.ts";
import type { UpdateKind } from "#lib/generated/enums.ts";
import { withSuccessors } from "#lib/organizations/successors.ts";
import { keepRollUp, lockReport } from "#lib/recommendations/commands.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { findAbout, findAction, isAboutSomething, latestOf } from "./about.ts";
import { assignedColumns, assignedOf } from "./assigned.ts";
import { type Content, contentOf, isRepeated, type Supplied } from "./content.ts";
import { type Circumstances, judge, type Problem, situationOf } from "./entry.ts";
import { followed } from "./followed.ts";
import { hashEntry } from "./hash.ts";
import { type Capacity, canApprove, capacityFor } from "./policy.ts";
import { columnsOf, entryColumns, type LogRow, logEntryOf } from "./projection.ts";
import type { Entry, Submission } from "./schema.ts";
import { apply, replay, type State, stateBefore } from "./state.ts";
import { isSetByApprover } from "./status.ts";

/** Why nothing was written. */
export type LogRefusal = "not-found" | "not-yours" | "changed-meanwhile" | "invalid" | "busy";
type LogResult = Result<{ updateId: string }, LogRefusal, Problem[] | undefined>;

/**
 * Adds an entry of any kind to the log of an assignment: one transaction for the entry, the state after it and the
 * roll-ups above it. The writer must have seen the head of the log; the same submission sent again answers with the entry
 * that it made. Files of the entry are read from where they were staged, and left there.
 */
export async function logEntry(viewer: Viewer, submission: Submission, entry: Entry, now: Date): Promise<LogResult> {
  const asked = await findAssignment(db, submission.assignmentId);
  if (!asked) return refused("not-found");
  if (viewer.kind === "public") return refused("not-yours");

  const filed = entry.evidence.some(({ file }) => file !== null) || entry.keptEvidence.length > 0;
  return actingAs(
    viewer,
    now,
    async (tx) => {
      const recordedAt = await lockReport(tx, asked.reportId, now);
      return write(tx, viewer, submission, entry, recordedAt);
    },
    filed ? fileTimeout : undefined,
  ).catch((error: unknown) => {
    if (isTimeout(error)) return refused("busy");
    throw error;
  });
}

/** The log was somebody else's for too long: large files are being written. Nothing of this transaction stands. */
function isTimeout(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2028";
}

/** With the report's log to itself: may they, is the head still the one they saw, may the entry stand, and then all of it. */
async function write(
  tx: Database,
  viewer: Member,
  submission: Submission,
  entry: Entry,
  recordedAt: Date,
): Promise<LogResult> {
  const assignment = await findAssignment(tx, submission.assignmentId);
  if (!assignment) return refused("not-found");
  const member = await rereadMember(tx, viewer);
  if (!member) return refused("not-yours");
  const { timeZone } = assignment.recommendation.report;
  const today = dayAt(recordedAt, timeZone);
  const log = await listLog(tx, assignment.id);
  const about = findAbout(entry, log);
  // Who may correct an entry is who may write it.
  const kind: UpdateKind = entry.kind === "correction" && about ? about.kind : entry.kind;
  const capacity = capacityFor(member, assignedOf(assignment, today), kind);
  if (!capacity || (capacity === "on-behalf" && entry.stance)) return refused("not-yours");
  if (
    entry.kind === "correction" &&
    about &&
    isSetByApprover(latestOf(about, log).implementation) &&
    !canApprove(member, capacity)
  )
    return refused("not-yours");
  const writing = { assignment, member, capacity };

  const earlier = await findSubmitted(tx, submission.submissionId);
  if (earlier) {
    const before = log.slice(0, earlier.sequence - 1);
    const { content } = weigh(entry, before, { ...writing, today: dayAt(earlier.recordedAt, timeZone) });
    const isOwn = earlier.assignmentId === assignment.id && earlier.actorId === member.userId;
    return isOwn && isRepeated(content, earlier) ? done({ updateId: earlier.id }) : refused("changed-meanwhile");
  }
  if (assignment.logLength !== submission.seen) return refused("changed-meanwhile");
  if (!isAboutSomething(entry, about, log, member.organization)) return refused("not-found");
  const { problems, state, content } = weigh(entry, log, { ...writing, today });
  if (problems.length > 0) return refused("invalid", problems);
  return done({ updateId: await append(tx, { ...writing, submission, recordedAt }, log, state, content, about) });
}

/** Milliseconds: a hundred megabytes take longer to write than a sentence. */
const fileTimeout = 120_000;

type Writing = { assignment: AssignmentRow; member: Member; capacity: Capacity; today: Day };

/** What an entry says, of which state, and what is wrong with it, on a log as it stood. */
function weigh(entry: Entry, log: readonly LogRow[], { assignment, member, capacity, today }: Writing) {
  const about = findAbout(entry, log);
  const corrected = entry.kind === "correction" ? about : undefined;
  const entries = log.map(logEntryOf);
  const state = corrected ? stateBefore(entries, corrected.id) : replay(entries);
  const circumstances: Circumstances = {
    state,
    mayApprove: canApprove(member, capacity),
    isOnBehalf: capacity === "on-behalf",
    today,
    publishedOn: publishedOn(assignment),
    corrected: corrected?.kind ?? null,
    action: findAction(entry, log),
  };
  // Whatever a form says: only what the corrected entry has can be kept.
  const kept = (corrected ? latestOf(corrected, log).evidence : []).filter(({ id }) => entry.keptEvidence.includes(id));
  return {
    problems: judge({ ...entry, keptEvidence: kept.map(({ id }) => id) }, circumstances),
    state,
    content: contentOf(entry, situationOf(circumstances), { today, exitRequested: state.exitRequested, kept }),
  };
}

async function append(
  tx: Database,
  {
    assignment,
    member,
    capacity,
    submission,
    recordedAt,
  }: Omit<Writing, "today"> & { submission: Submission; recordedAt: Date },
  log: readonly LogRow[],
  state: State,
  { columns, evidence }: Content,
  about: LogRow | undefined,
) {
  const isForAnother = capacity === "on-behalf" || capacity === "successor";
  const entry = {
    ...columns,
    ...(columns.kind === "action" && { actionId: columns.actionId ?? uuid() }),
    previousImplementation: columns.implementation && state.implementation,
    id: uuid(),
    reportId: assignment.reportId,
    assignmentId: assignment.id,
    sequence: assignment.logLength + 1,
    submissionId: submission.submissionId,
    actorId: member.userId,
    actingOrganizationId: member.organization.id,
    onBehalfOfId: isForAnother ? assignment.organizationId : undefined,
    aboutId: about?.id,
    recordedAt,
    previousHash: assignment.headHash,
  };
  const pieces = evidence.map((piece, position) => ({ ...piece, row: { ...piece.row, id: uuid(), position } }));
  const rows = pieces.map(({ row }) => row);
  const hash = hashEntry({ ...entry, evidence: rows });
  await tx.update.create({ data: { ...entry, hash } });
  await tx.evidence.createMany({ data: rows.map((row) => ({ ...row, updateId: entry.id })) });
  for (const { row, from } of pieces) await store(tx, row.id, from);

  const written = logEntryOf({ ...entry, evidence: rows });
  const next = columns.kind === "correction" ? replay([...log.map(logEntryOf), written]) : apply(state, written);
  await tx.assignment.update({
    where: { id: assignment.id, logLength: assignment.logLength },
    data: { ...columnsOf(next), logLength: entry.sequence, headHash: hash },
  });
  await keepRollUp(tx, [assignment.recommendationId]);
  return entry.id;
}

async function store(tx: Database, evidenceId: string, from: Supplied["from"]) {
  if (!from) return;
  if ("path" in from) await saveFile(tx, evidenceId, from.path);
  else await copyFile(tx, from.evidenceId, evidenceId);
}

function findSubmitted(tx: Database, submissionId: string) {
  return tx.update.findUnique({
    where: { submissionId },
    include: { evidence: { orderBy: { position: "asc" } } },
  });
}

/** The whole log of an assignment, oldest first. */
function listLog(tx: Database, assignmentId: string): Promise<LogRow[]> {
  return tx.update.findMany({ where: { assignmentId }, orderBy: { sequence: "asc" }, select: entryColumns });
}

type AssignmentRow = NonNullable<Awaited<ReturnType<typeof findAssignment>>>;

async function findAssignment(client: Database, id: string) {
  const row = await client.assignment.findFirst({
    where: { id, ...followed },
    select: {
      ...assignedColumns,
      id: true,
      reportId: true,
      recommendationId: true,
      logLength: true,
      headHash: true,
      recommendation: {
        select: {
          report: {
            select: {
              ...assignedColumns.recommendation.select.report.select,
              timeZone: true,
              publishedOn: true,
              publishedPrecision: true,
            },
          },
        },
      },
    },
  });
  const [assignment] = await withSuccessors(client, row ? [row] : []);
  return assignment;
}

function publishedOn({ recommendation: { report } }: AssignmentRow): DatedDay {
  return { on: fromDatabaseDay(report.publishedOn), precision: report.publishedPrecision };
}
