/** In characters, as people count them. */
export const shortest = 12;
export const longest = 128;

export type PasswordProblem = "missing" | "too-short" | "too-long" | "common" | "about-you";

type Known = {
  /** Those that were found in what others have lost, in small letters. */
  common: ReadonlySet<string>;
  /** What others know of this person: their name, their address, their organizations. */
  about: readonly string[];
};

/** What keeps a password from being a good one. Which characters it is made of does not matter, nor how often it is changed. */
export function judgePassword(password: string, { common, about }: Known): PasswordProblem | undefined {
  const { length } = [...password];
  if (length === 0) return "missing";
  if (length < shortest) return "too-short";
  if (length > longest) return "too-long";
  if (common.has(password.toLowerCase())) return "common";
  if (leftOver(password, about) < shortest / 2) return "about-you";
}

/** How many characters are left without the words that others know: those of the site, and of the person. */
function leftOver(password: string, about: readonly string[]): number {
  const known = ["tamdan", "password", ...about]
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter(({ length }) => length >= 3)
    .toSorted((one, other) => other.length - one.length);
  const left = known.reduce((rest, word) => rest.replaceAll(word, ""), password.toLowerCase());
  return [...left].length;
}
