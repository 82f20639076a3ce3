import type { Filters } from "./schema.ts";

type Searched = Pick<Filters, "words">;

const mostPhrases = 12;

/** Each word is a search of its own, and so is what stands in quotation marks. */
export function phrasesOf({ words }: Searched): string[] {
  const found = (words ?? "").matchAll(/["“”]([^"“”]+)["“”]|[^\s"“”]+/g);
  return [...found]
    .map(([word, phrase]) => (phrase ?? word).trim())
    .filter(Boolean)
    .slice(0, mostPhrases);
}

/**
 * Without three letters or digits in a row, such as "R1": no index finds that inside words, and what is found by reading
 * every note there is would keep the database from others. It is looked for where codes, and the words of titles, begin.
 */
export function isShort(phrase: string): boolean {
  return !/[\p{L}\p{M}\p{N}]{3}/u.test(phrase);
}
