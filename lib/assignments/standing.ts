import { type DatedDay, type Day, isSamePeriod } from "#lib/dates.ts";
import type {
  ActionState,
  DelayReason,
  Implementation,
  Response,
  Stance,
  UpdateKind,
  Verification,
} from "#lib/generated/enums.ts";
import { isExit, isImplemented } from "./status.ts";

// What stands of a log, beside the state: who said what of it last, and how its dates moved.

/** The sorts of entries of which the newest stands. A correction is of the sort of what it corrects. */
export type StandingPart = "answer" | "claim" | "exit" | "target" | "verification" | "exit_decision" | "reopening";

export type Standing<Entry> = Partial<Record<StandingPart, Entry>> & {
  targets: readonly Target[];
  actions: readonly KeyAction[];
};

/** What of an entry tells how dates and key actions moved. */
export type Planned = {
  id: string;
  kind: UpdateKind;
  aboutId: string | null;
  recordedAt: Date;
  targetOn: DatedDay | null;
  delayReason: DelayReason | null;
  justification: string | null;
  actionId: string | null;
  actionWhat: string | null;
  actionState: ActionState | null;
  responsibleUnit: string | null;
  noTargetReason: string | null;
};

/** A target that was set for an assignment, and why it was moved there. */
export type Target = Pick<Planned, "id" | "recordedAt" | "delayReason" | "justification"> & { on: DatedDay };

/** Every target date of an assignment in the order in which they were set, each as it was corrected last. */
export function targetsOf(log: readonly Planned[]): Target[] {
  const corrections = new Map(log.filter(({ kind }) => kind === "correction").map((entry) => [entry.aboutId, entry]));
  return log
    .filter(({ kind }) => kind === "target")
    .map((entry) => corrections.get(entry.id) ?? entry)
    .flatMap(({ id, recordedAt, targetOn, delayReason, justification }) =>
      targetOn ? [{ id, recordedAt, on: targetOn, delayReason, justification }] : [],
    );
}

/** A key action as it is now, with its first target and how often that was moved. */
export type KeyAction = {
  id: string;
  latest: Planned;
  originalTargetOn: DatedDay | null;
  targetChanges: number;
};

/** The key actions of an assignment, in the order in which they were added; each entry states its action in full. */
export function actionsOf(log: readonly Planned[]): KeyAction[] {
  const byAction = Map.groupBy(
    log.filter(({ actionId }) => actionId !== null),
    ({ actionId }) => actionId ?? "",
  );
  return [...byAction].flatMap(([id, entries]) => {
    const latest = entries.at(-1);
    if (!latest) return [];
    const targetChanges = entries.filter((entry, index) =>
      isMoved(entries[index - 1]?.targetOn, entry.targetOn),
    ).length;
    return [
      {
        id,
        latest,
        originalTargetOn: entries.find(({ targetOn }) => targetOn !== null)?.targetOn ?? null,
        targetChanges,
      },
    ];
  });
}

/** Whether a date that there was is another now, or none. */
export function isMoved(from: DatedDay | null | undefined, to: DatedDay | null): boolean {
  return Boolean(from) && !isSamePeriod(from, to);
}

type Said = { implementation: Implementation | null };
type Stood = { implementation: Implementation; exitRequested: Implementation | null };

/** The entry that says what the present status rests on: not one that a finding, a reopening or a refusal has passed over. */
export function basisOf<Entry extends Said>(
  { claim, exit }: Partial<Record<StandingPart, Entry>>,
  { implementation }: Pick<Stood, "implementation">,
): Entry | undefined {
  const entry = isExit(implementation) ? exit : claim;
  return entry?.implementation === implementation ? entry : undefined;
}

type Taken = { stance: Stance | null };

/** What the organization says last of an entry that another made for it. `aboutThis` is newest first. */
export function stanceOn<Reply extends Taken>(entry: { aboutThis: readonly Reply[] } | undefined): Reply | undefined {
  return entry?.aboutThis.find(({ stance }) => stance !== null);
}

/** Work goes on although the organization has not accepted the recommendation. */
export function isProgressingUnaccepted(state: { response: Response; implementation: Implementation }): boolean {
  const isRefused = state.response === "not_accepted" || state.response === "not_applicable";
  return isRefused && state.implementation !== "not_started" && !isExit(state.implementation);
}

/** What an assignment waits for. A need that is added does not compile until it has words. */
export type Need = "returned" | "exit_requested" | "contested" | "awaiting_response" | "decision_late";

type Needing = Stood & { response: Response; decideBy: Day | null; verification: Verification; isContested: boolean };

/** What has to be done next about an assignment, the most urgent first; late and silent are told by their own marks. */
export function needsOf(state: Needing, today: Day): Need[] {
  const needs: Record<Need, boolean> = {
    returned: isImplemented(state.implementation) && state.verification === "more_evidence_requested",
    exit_requested: state.exitRequested !== null,
    contested: state.isContested,
    awaiting_response: state.response === "awaiting_response",
    decision_late: state.response === "under_consideration" && state.decideBy !== null && state.decideBy < today,
  };
  return (Object.keys(needs) as Need[]).filter((need) => needs[need]);
}
