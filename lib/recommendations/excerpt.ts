/** A phrase in a text, with some of what stands around it. */
export type Excerpt = { before: string; hit: string; after: string };

const around = 60;

/** The first of these phrases in a text, in its context: whole words where there are any, and dots where the text goes on. */
export function excerptOf(text: string, phrases: readonly string[]): Excerpt | undefined {
  const found = firstOf(text, phrases);
  if (!found) return;
  const { at, hit } = found;
  const end = at + hit.length;
  return { before: tailOf(oneLine(text.slice(0, at))), hit: oneLine(hit), after: headOf(oneLine(text.slice(end))) };
}

/** A text in pieces: those that are one of the phrases, and those between them. */
export function piecesOf(text: string, phrases: readonly string[]): { text: string; isHit: boolean }[] {
  const pieces: { text: string; isHit: boolean }[] = [];
  let rest = text;
  for (let found = firstOf(rest, phrases); found; found = firstOf(rest, phrases)) {
    if (found.at > 0) pieces.push({ text: rest.slice(0, found.at), isHit: false });
    pieces.push({ text: found.hit, isHit: true });
    rest = rest.slice(found.at + found.hit.length);
  }
  return rest ? [...pieces, { text: rest, isHit: false }] : pieces;
}

/** Capital or small, as the search itself has it. */
function firstOf(text: string, phrases: readonly string[]) {
  const escaped = phrases.map((phrase) => phrase.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  if (escaped.length === 0) return;
  const match = new RegExp(escaped.join("|"), "iu").exec(text);
  return match && match[0] !== "" ? { at: match.index, hit: match[0] } : undefined;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const split = (text: string) => [...letters.segment(text)].map(({ segment }) => segment);

/** The end of a text, and dots before it when there was more. Text without spaces is cut between two letters. */
function tailOf(text: string): string {
  const all = split(text.slice(-10 * around));
  if (all.length <= around) return text;
  const end = all.slice(-around).join("");
  const space = end.indexOf(" ");
  return `…${space >= 0 && space < around / 2 ? end.slice(space + 1) : end}`;
}

function headOf(text: string): string {
  const all = split(text.slice(0, 10 * around));
  if (all.length <= around) return text;
  const start = all.slice(0, around).join("");
  const space = start.lastIndexOf(" ");
  return `${space > start.length / 2 ? start.slice(0, space) : start}…`;
}
