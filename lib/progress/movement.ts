import type { Day } from "#lib/dates.ts";
import type { Moment } from "./queries.ts";
import { countOf, implementedOf, type Stage, stretches, verifiedOf } from "./segments.ts";

/** What of a movement there is to say: nothing yet, how it stands, that it did not move, or from where to where it did. */
type MovementSaid =
  | { kind: "nothing" }
  | { kind: "standing"; now: Standing }
  | { kind: "still" | "moving"; before: Standing; now: Standing };
export type Standing = { on: Day; verified: number; reported: number; total: number };

/** A stage with how many were in it at each moment. */
export type StageCounts = Stage & { counts: number[] };

/** Stages that ever occurred, from most to least done, over the moments since there was something to count. */
export function prepareMovement(movement: readonly Moment[]): {
  said: MovementSaid;
  moments: readonly Moment[];
  stages: StageCounts[];
} {
  const begun = movement.findIndex(({ total }) => total > 0);
  const moments = begun < 0 ? [] : movement.slice(begun);
  const counted = stretches.map((stage) => ({
    ...stage,
    counts: moments.map((moment) => countOf(moment.segments, stage.measure)),
  }));
  const occurring = counted.filter(({ counts }) => counts.some((count) => count > 0));
  return { said: sayMovement(moments, occurring), moments, stages: occurring };
}

function sayMovement(moments: readonly Moment[], counted: readonly StageCounts[]): MovementSaid {
  const [first, last] = [moments[0], moments.at(-1)];
  if (!first || !last) return { kind: "nothing" };
  if (first === last) return { kind: "standing", now: standingOf(last) };
  const isStill = counted.every(({ counts }) => counts.every((count) => count === counts[0]));
  return { kind: isStill ? "still" : "moving", before: standingOf(first), now: standingOf(last) };
}

function standingOf({ on, segments, total }: Moment): Standing {
  return { on, verified: verifiedOf(segments), reported: implementedOf(segments), total };
}
