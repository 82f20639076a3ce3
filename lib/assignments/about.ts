import type { LogRow } from "./projection.ts";
import { logEntryOf } from "./projection.ts";
import type { Entry } from "./schema.ts";
import { isCorrectable, isDecision, isExit } from "./status.ts";

// Which earlier entries of its log an entry is about.

/** The entry that this one is about: what it names, or what its kind is always about. */
export function findAbout(entry: Entry, log: readonly LogRow[]): LogRow | undefined {
  switch (entry.kind) {
    case "correction":
      return findCorrectable(log);
    case "verification":
      return log.findLast(({ kind }) => kind === "progress");
    case "exit_decision":
      return log.findLast((row) => {
        const { implementation } = latestOf(row, log);
        return row.kind === "progress" && implementation && isExit(implementation);
      });
    case "reply":
      return entry.aboutId ? log.find(({ id }) => id === entry.aboutId) : log.findLast(({ kind }) => isDecision(kind));
    default:
      return;
  }
}

type Place = Pick<LogRow, "kind" | "verification">;

/**
 * The entry that can be corrected now: the latest progress, response or target entry. What somebody else has decided on
 * stands as it was decided on; a return for more evidence is no decision yet.
 */
export function findCorrectable<Row extends Place>(log: readonly Row[]): Row | undefined {
  const at = log.findLastIndex(({ kind }) => isCorrectable(kind));
  const isDecided = log
    .slice(at + 1)
    .some(({ kind, verification }) => isDecision(kind) && verification !== "more_evidence_requested");
  return log[at]?.kind === "progress" && isDecided ? undefined : log[at];
}

/** A reply is to a decision, a stance is taken on what another entered, and a correction is of the entry that was seen. */
export function isAboutSomething(
  entry: Entry,
  about: LogRow | undefined,
  log: readonly LogRow[],
  writer: { id: string },
): boolean {
  if (entry.kind === "correction") return about !== undefined && (entry.aboutId === null || entry.aboutId === about.id);
  if (entry.kind === "action")
    return entry.actionId === null || log.some(({ actionId }) => actionId === entry.actionId);
  if (entry.kind !== "reply") return true;
  if (!about) return false;
  return entry.stance
    ? about.onBehalfOfId !== null && about.actingOrganizationId !== writer.id
    : isDecision(about.kind);
}

export function findAction({ kind, actionId }: Entry, log: readonly LogRow[]) {
  if (kind !== "action") return null;
  const earlier = log.findLast((row) => row.actionId !== null && row.actionId === actionId);
  return { targetOn: earlier ? logEntryOf(earlier).targetOn : null };
}

/** A log row with what corrected it last, if anything did. */
export function latestOf<Row extends Pick<LogRow, "id" | "kind" | "aboutId">>(row: Row, log: readonly Row[]): Row {
  return log.findLast(({ kind, aboutId }) => kind === "correction" && aboutId === row.id) ?? row;
}
