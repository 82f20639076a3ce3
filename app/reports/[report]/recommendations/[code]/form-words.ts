import type { Messages } from "next-intl";
import { historyWords } from "#components/updates/history.tsx";

/** The words of the forms, which draw themselves again in the browser. */
const formWords = [
  "forms",
  "fields",
  "choices",
  "evidenceForm",
  "entryForm",
  "refusal",
  "problem",
  "implementationTitle",
  "implementationMeans",
  "implementationNeeds",
  // Of what came between.
  ...historyWords,
] as const satisfies (keyof Messages)[];

export function wordsOf(messages: Messages) {
  return Object.fromEntries(formWords.map((name) => [name, messages[name]]));
}
