import type { Day } from "#lib/dates.ts";
import type { Content } from "./content.ts";

/** What an export of a frozen day is made from. */
export type Source = { reportId: string; day: Day; content: Content };

/** Writes one format, once, when a day is frozen; named as its files end. */
export type Writer = { format: string; type: string; write: (source: Source) => AsyncIterable<string | Uint8Array> };

/** The formats of a snapshot, in the order in which they are offered. */
export const writers: readonly Writer[] = [{ format: "json", type: "application/json", write: writeJson }];

/** What is frozen, as it is. */
async function* writeJson({ content }: Source) {
  const { recommendations, ...rest } = content;
  // One recommendation at a time: a text of them all would be in memory as a whole.
  yield `${JSON.stringify(rest).slice(0, -1)},"recommendations":[`;
  for (const [index, recommendation] of recommendations.entries())
    yield `${index === 0 ? "" : ","}\n${JSON.stringify(recommendation)}`;
  yield "\n]}\n";
}
