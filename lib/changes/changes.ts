import { initialState, type State } from "#lib/assignments/state.ts";
import { type DatedDay, isSamePeriod } from "#lib/dates.ts";
import type { Implementation, Response, Verification } from "#lib/generated/enums.ts";

/** What became of an assignment between two instants, one thing at a time. */
export type Change =
  | { what: "added" }
  | { what: "removed" }
  | { what: "implementation"; from: Implementation; to: Implementation }
  | { what: "exitRequested"; to: Implementation }
  /** It was refused, or the organization took it back. */
  | { what: "exitDropped"; to: Implementation }
  | { what: "response"; to: Response }
  | { what: "verification"; to: Verification }
  | { what: "firstTarget"; to: DatedDay }
  | { what: "target"; from: DatedDay; to: DatedDay }
  | { what: "targetDropped"; from: DatedDay };

/** What is compared, in the order in which it is told. */
const comparisons: ((before: State, after: State) => Change | undefined)[] = [
  ({ implementation: from }, { implementation: to }) =>
    from === to ? undefined : { what: "implementation", from, to },
  ({ exitRequested: from }, { exitRequested: to, implementation }) => {
    if (from === to) return;
    if (to) return { what: "exitRequested", to };
    return from && from !== implementation ? { what: "exitDropped", to: from } : undefined;
  },
  ({ response: from }, { response: to }) => (from === to ? undefined : { what: "response", to }),
  ({ verification: from }, { verification: to }) => (from === to ? undefined : { what: "verification", to }),
  ({ targetOn: from }, { targetOn: to }) => {
    if (isSamePeriod(from, to)) return;
    if (!to) return from ? { what: "targetDropped", from } : undefined;
    return from ? { what: "target", from, to } : { what: "firstTarget", to };
  },
];

/** What is another between two states of an assignment; `null` where it did not count. */
export function changesBetween(before: State | null, after: State | null): Change[] {
  if (!after) return before ? [{ what: "removed" }] : [];
  const changes = comparisons.flatMap((compare) => compare(before ?? initialState, after) ?? []);
  return before ? changes : [{ what: "added" }, ...changes];
}

export type ChangeOf<What extends Change["what"]> = Extract<Change, { what: What }>;
