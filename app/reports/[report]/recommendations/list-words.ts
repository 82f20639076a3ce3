import type { Unit } from "#lib/recommendations/schema.ts";

/** The words that differ with what the list is of. */
export const words = {
  recommendation: { title: "title", found: "found", empty: "empty", shared: "ofRecommendations" },
  assignment: {
    title: "titleAssignments",
    found: "foundAssignments",
    empty: "emptyAssignments",
    shared: "ofAssignments",
  },
} as const satisfies Record<Unit, object>;
