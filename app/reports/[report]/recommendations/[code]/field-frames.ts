import type { Problem } from "#lib/assignments/entry.ts";
import type { Redrawn } from "./form-state.ts";
import type { Offer, Place } from "./offers.ts";
import { fieldId, useProblemWords } from "./refusal.tsx";

/** What every field of a form is drawn from. */
export type FormProps = {
  offer: Offer;
  formId: string;
  place: Place;
  problems: readonly Problem[];
  redrawn: Redrawn | undefined;
};

/** Shown while one of these is chosen: globals.css has the rule. A browser that cannot tell shows it. */
export function askedBy(codes: readonly string[] | undefined): string {
  return codes ? `asked ${codes.map((code) => `asked-${code}`).join(" ")}` : "";
}

/** Label, hint, problem and what was typed, for each field of a form by its name. */
export function useFrames({ offer, formId, place, problems, redrawn }: FormProps) {
  const wordProblem = useProblemWords(place.published, offer.words);
  return {
    frameOf: (name: string, label: string, hint?: string, className?: string) => {
      const problem = problems.find(({ field }) => field === name);
      return { name, label, hint, className, id: fieldId(formId, name), problem: problem && wordProblem(problem) };
    },
    /** Drawn anew, a form holds what was typed, and not what it was first filled with. */
    typedOf: (name: string) => ({ defaultValue: (redrawn ? redrawn.typed[name] : offer.defaults[name]) ?? "" }),
  };
}
