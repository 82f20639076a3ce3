import { randomUUID } from "node:crypto";
import type pg from "pg";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { parseDatedDay, toDatabaseDay } from "#lib/dates.ts";
import type { Organization } from "#lib/generated/client.ts";
import type { Implementation, Role } from "#lib/generated/enums.ts";
import { complete, completeKinds, entryOf, type Typed } from "./entry.ts";
import { type Columns, insertEntry, type RawEntry } from "./log.ts";
import { db } from "./owner.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "./report.ts";

// Everybody who may or may not write into the log of one report, and both ways of trying: the command, and SQL as the
// role of the application.

/** When tests write. Later than anything that happened, and no later than the database's clock. */
export const now = new Date(Date.now() - 3_600_000);

export type Cast = Awaited<ReturnType<typeof createCast>>;
export type ActorName = keyof Cast["actors"];
/** Whose the assignment is: an organization's, one's that has ended, one's that the steward succeeds, or the steward's. */
export type Whose = "own" | "ended" | "inherited" | "stewards";

/** A report with an organization, one that has ended and its heir, and somebody in every role of each, and of others. */
export async function createCast() {
  const report = await createReport();
  const own = await createOrganization();
  const heir = await createOrganization();
  const gone = { existsUntil: toDatabaseDay("2002-12-31"), existsUntilPrecision: "year" } as const;
  const ended = await createOrganization({ ...gone, successorId: heir.id });
  const inherited = await createOrganization({ ...gone, successorId: report.steward.id });
  const stranger = await createOrganization();
  const auditor = await createOrganization();
  const other = await createReport();
  const as = (organization: Organization, ...roles: Role[]) => createMember(organization, roles);

  const left = await as(own, "approver");
  await db.membership.updateMany({ where: { userId: left.userId }, data: { endedAt: now } });
  const removed = await as(own, "approver");
  await db.user.update({ where: { id: removed.userId }, data: { endedAt: now } });
  const approver = await as(own, "approver");
  const strangersApprover = await as(stranger, "approver");
  const partial = await as(auditor, "verifier");
  await db.membership.create({ data: { userId: partial.userId, organizationId: own.id, roles: ["reporter"] } });

  const actors = {
    public: publicViewer as Viewer,
    reporter: await as(own, "reporter"),
    approver,
    ownSteward: await as(own, "steward"),
    ownVerifier: await as(own, "verifier"),
    left,
    removed,
    /** Says to act for an organization that they are no member of. */
    pretender: { ...strangersApprover, organization: approver.organization } as Member,
    strangersReporter: await as(stranger, "reporter"),
    strangersApprover,
    heirsReporter: await as(heir, "reporter"),
    heirsApprover: await as(heir, "approver"),
    heirsVerifier: await as(heir, "verifier"),
    endedApprover: await as(ended, "approver"),
    steward: await as(report.steward, "steward"),
    stewardsApprover: await as(report.steward, "approver"),
    stewardsVerifier: await as(report.steward, "verifier"),
    otherSteward: await as(other.steward, "steward"),
    verifier: await as(auditor, "verifier"),
    /** Verifies for one organization and reports for the one assigned. */
    partialVerifier: partial,
  };
  return { report, organizations: { own, ended, inherited, stewards: report.steward }, actors };
}

/** What stands in a log before somebody tries: one entry after the other, and by whom. */
export type Step = readonly [ActorName, Typed];

/** A new assignment with this log. */
export async function stage(cast: Cast, whose: Whose, steps: readonly Step[]): Promise<string> {
  const { assignments } = await createRecommendation(cast.report, [cast.organizations[whose]]);
  const assignmentId = assignments[0]?.id ?? "";
  for (const [name, typed] of steps) {
    const said = await tryCommand(cast, assignmentId, name, typed);
    if (said !== "done") throw new Error(`${name}, ${JSON.stringify(typed)}: ${said}`);
  }
  return assignmentId;
}

/** Who writes what leads to a status. */
export function stepsTo(status: Implementation, whose: Whose): Step[] {
  if (status === "not_started") return [];
  const asked: Step = [whose === "own" ? "approver" : "heirsApprover", complete[status]];
  const isExit = status === "no_longer_applicable" || status === "not_implemented";
  return isExit ? [asked, ["steward", completeKinds.exit_decision]] : [asked];
}

/** What the command answers: "done", why not, or every problem as "field code". */
export async function tryCommand(cast: Cast, assignmentId: string, name: ActorName, typed: Typed): Promise<string> {
  const { logLength } = await db.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
  const about = typed.aboutId && (await entryAt(assignmentId, typed.aboutId));
  const result = await logEntry(
    cast.actors[name],
    { assignmentId, submissionId: randomUUID(), seen: logLength },
    entryOf({
      ...typed,
      ...(about && { aboutId: about }),
      ...(typed.actionId && { actionId: await actionOf(assignmentId) }),
    }),
    now,
  );
  if (result.ok) return "done";
  return result.detail?.map(({ field, code }) => `${field} ${code}`).join(", ") ?? result.refusal;
}

/** Steps name the entry that they are about by its number in the log. */
async function entryAt(assignmentId: string, sequence: string) {
  const entry = await db.update.findFirst({ where: { assignmentId, sequence: Number(sequence) } });
  return entry?.id ?? randomUUID();
}

async function actionOf(assignmentId: string) {
  const entry = await db.update.findFirst({ where: { assignmentId, kind: "action" } });
  return entry?.actionId ?? randomUUID();
}

/**
 * What Postgres says to the same as the role of the application, with every column that the command would write; nothing
 * stays. Of who is not signed in, it is what somebody else could write who says nothing of who acts.
 */
export async function trySql(
  client: pg.Client,
  cast: Cast,
  assignmentId: string,
  name: ActorName,
  typed: Typed,
  changed: { entry?: Columns; state?: Columns } = {},
): Promise<string> {
  const viewer = cast.actors[name];
  const actor = viewer.kind === "public" ? (cast.actors.approver as Member) : viewer;
  await client.query("begin");
  try {
    await client.query("set local role tamdan_app");
    if (viewer.kind === "member")
      await client.query("select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true)", [
        viewer.userId,
        viewer.organization.id,
      ]);
    const raw = await rawOf(client, assignmentId, actor, typed);
    await insertEntry(client, {
      ...raw,
      entry: { ...raw.entry, ...changed.entry },
      ...(changed.state && { state: changed.state }),
    });
    await client.query("set constraints all immediate");
    return "done";
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.query("rollback");
  }
}

const decisions = ["verification", "exit_decision", "reopening"];
const correctable = ["progress", "response", "target"];

/** What was typed as columns, without the code that does so. */
async function rawOf(client: pg.Client, assignmentId: string, actor: Member, typed: Typed): Promise<RawEntry> {
  const { rows: assignments } = await client.query("select * from assignments where id = $1", [assignmentId]);
  const { rows: log } = await client.query("select * from updates where assignment_id = $1 order by sequence", [
    assignmentId,
  ]);
  const [assignment] = assignments;
  const kind = typed.status === "note" ? "note" : (typed.kind ?? "progress");
  const latest = (kinds: string[]) => log.findLast((one) => kinds.includes(one.kind));
  const named = typed.aboutId ? (log[Number(typed.aboutId) - 1]?.id ?? randomUUID()) : undefined;
  const about =
    kind === "correction"
      ? (named ?? latest(correctable)?.id)
      : kind === "reply"
        ? (named ?? latest(decisions)?.id)
        : undefined;
  let before = assignment;
  if (kind === "correction" && about) {
    const sequence = log.find(({ id }) => id === about)?.sequence ?? 0;
    before = (await client.query("select * from state_before($1, $2)", [assignmentId, sequence])).rows[0];
  }
  const isOffice = decisions.includes(kind);
  const status = typed.status && typed.status !== "note" ? typed.status : null;
  const implementation = kind === "exit_decision" ? (before.exit_requested ?? "not_implemented") : status;
  const day = (name: string, text: string | undefined): Columns => {
    const read = parseDatedDay(text ?? "");
    return { [`${name}_on`]: read?.on ?? null, [`${name}_precision`]: read?.precision ?? null };
  };
  const text = (words: string | undefined) => words || null;
  const corrected = log.find(({ id }) => id === about)?.kind;
  const isDated = ["progress", "note", "response"].includes(kind === "correction" ? corrected : kind);
  return {
    assignmentId,
    actorId: actor.userId,
    organizationId: actor.organization.id,
    entry: {
      kind,
      about_id: about ?? null,
      on_behalf_of_id:
        isOffice || actor.organization.id === assignment.organization_id ? null : assignment.organization_id,
      source: text(typed.source),
      implementation,
      previous_implementation: implementation && before.implementation,
      ...(isDated
        ? day("occurred", typed.occurredOn)
        : { occurred_on: now.toISOString().slice(0, 10), occurred_precision: "day" }),
      ...day("completed", typed.completedOn),
      ...day("target", typed.targetOn),
      decide_by: parseDatedDay(typed.decideBy ?? "")?.on ?? null,
      response: text(typed.response),
      verification: text(typed.verification),
      exit_decision: text(typed.exitDecision),
      stance: text(typed.stance),
      note: text(typed.note),
      what_remains: text(typed.whatRemains),
      how_intent_met: text(typed.howIntentMet),
      done_instead: text(typed.doneInstead),
      exit_reason: text(typed.exitReason),
      delay_reason: text(typed.delayReason),
      justification: text(typed.justification),
      correction_reason: text(typed.correctionReason),
      parts_not_accepted: text(typed.partsNotAccepted),
      who_should_answer: text(typed.whoShouldAnswer),
      verification_basis: text(typed.verificationBasis),
      action_id:
        kind === "action"
          ? typed.actionId
            ? log.find((one) => one.kind === "action")?.action_id
            : randomUUID()
          : null,
      action_state: text(typed.actionState),
      action_what: text(typed.actionWhat),
      responsible_unit: text(typed.responsibleUnit),
      no_target_reason: text(typed.noTargetReason),
    },
    evidence: typed["evidence.0.title"] ? [{ title: typed["evidence.0.title"], url: typed["evidence.0.url"] }] : [],
  };
}

/** Each problem of the command, and what Postgres may say to the same. */
const wordings: [RegExp, RegExp][] = [
  [
    /^not-yours$/,
    /row-level security|Only the steward|Only a verifier|Only an approver|Nobody verifies|belongs to another organization|no member|role does not log|takes no stance|Nobody confirms or contests/,
  ],
  [
    /^not-found$/,
    /about one of another log|A reply is about|Only an entry on behalf|Only the latest|Nobody confirms or contests|updates_kind_check|updates_reply_check|corrected entry should have said/,
  ],
  [/^status no-such-move/, /^There is no move from/],
  [/^status approver-only/, /^Only an approver sets/],
  [/^status asked-already/, /^This exit was asked for already/],
  [/^verification not-implemented/, /^Only what is implemented is verified/],
  [/^exitDecision no-exit-requested/, /^No such exit was asked for/],
  [/^targetOn unchanged/, /^The target is that day already/],
  [/ in-the-past/, /passed already/],
  [/ in-the-future/, /has not happened yet/],
  [/^targetOn missing/, /updates_kind_check|updates_action_check|corrected entry should have said/],
  [/^source missing/, /names its source/],
  [/^delayReason missing/, /A target is moved for a reason/],
  [/^occurredOn missing/, /null value in column "occurred_on"/],
  [/^evidence\.\d\.\w+ missing/, /demands evidence|assignments_implemented_check/],
  [/^\w+ (missing|choose-status)/, /violates check constraint "updates_|corrected entry should have said/],
];

/** Whether Postgres says for one of the same reasons what the command says; both of them "done", or both of them not. */
export function agrees(command: string, sql: string): boolean {
  if (command === "done" || sql === "done") return command === sql;
  return command.split(", ").some((problem) => wordings.some(([said, meant]) => said.test(problem) && meant.test(sql)));
}

/**
 * Everything that a refused attempt leaves as it was, as one word: how many rows there are of what only grows, and which
 * versions of the rows that change.
 */
export async function everything(client: pg.Client): Promise<string> {
  const grown = ["updates", "evidence", "evidence_parts", "assignment_states", "register_changes"];
  const changed = ["assignments", "recommendations", "recommendation_states"];
  const { rows } = await client.query(`select concat_ws(' ',
    ${grown.map((table) => `(select count(*) from ${table})`)},
    ${changed.map((table) => `(select sum(hashtext(ctid::text)) from ${table})`)}) as word`);
  return rows[0].word;
}
