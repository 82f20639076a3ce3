/** Why a file is not taken; each has its sentence. */
export type FileProblem =
  /** It has no bytes. */
  | "empty"
  | "too-large"
  /** Its name ends as none of the kinds that are taken. */
  | "unknown-kind"
  /** Its content is not of the kind that its name says. */
  | "not-what-it-claims"
  /** Text in an encoding that nobody can tell: it has to be saved as UTF-8. */
  | "not-unicode"
  /** It was sent without a name. */
  | "no-name";

/** A file that came with a form: on disk until the form is dealt with, or refused and kept nowhere. */
export type StagedFile =
  | { isSound: true; fileName: string; path: string; size: number; sha256: string; type: string }
  | { isSound: false; fileName: string; problem: FileProblem };
