import { formOrder } from "#lib/assignments/entry.ts";
import { asksOf, type Situation } from "#lib/assignments/kinds.ts";
import { type Field, parseEntry } from "#lib/assignments/schema.ts";
import { DelayReason, ExitReason, type UpdateKind } from "#lib/generated/enums.ts";

/** A field of a form, and under which choices it is asked for: always, where none is named. */
export type PlannedField = {
  name: Field;
  askedBy?: readonly string[];
  /** The choices under which it must be filled in, where that differs: for evidence, which can be left out otherwise. */
  demandedBy: readonly string[];
  options?: readonly string[];
};

/** The choice that decides what else an entry asks for. */
const deciding = {
  progress: "status",
  note: undefined,
  confirmation: undefined,
  response: "response",
  target: "delayReason",
  action: "delayReason",
  verification: "verification",
  reply: "stance",
  exit_decision: "exitDecision",
  reopening: "status",
  correction: undefined,
} as const satisfies Record<UpdateKind, Field | undefined>;

type Options = Partial<Record<Field, readonly string[]>>;

/**
 * The fields of a form for a kind of entry, in the order in which they are judged, drawn from what the kind asks for
 * (kinds.ts): each choice is tried, and a field that only some of them ask for says which. What is fixed is not asked.
 */
export function planFields(
  kind: UpdateKind,
  situation: Situation,
  offered: Options,
  fixed: Readonly<Record<string, string>>,
): PlannedField[] {
  const options: Options = {
    exitReason: Object.values(ExitReason),
    delayReason: Object.values(DelayReason),
    ...offered,
  };
  const choice = deciding[situation.corrected ?? kind];
  const codes = (choice && !(choice in fixed) && options[choice]) || [];
  const tried = [undefined, ...codes].map((code) => {
    const entry = parseEntry({ ...fixed, kind, ...(choice && code && { [choice]: code }) });
    return { code, ...asksOf(entry, situation) };
  });
  return formOrder.flatMap((name): PlannedField[] => {
    const asking = tried.filter(({ demanded, optional }) => [...demanded, ...optional].includes(name));
    if (name in fixed || asking.length === 0) return [];
    const codesOf = (some: typeof tried) => some.flatMap(({ code }) => code ?? []);
    return [
      {
        name,
        ...(asking.length < tried.length && name !== choice && { askedBy: codesOf(asking) }),
        demandedBy: codesOf(tried.filter(({ demanded }) => demanded.includes(name))),
        ...(options[name] && { options: options[name] }),
      },
    ];
  });
}
