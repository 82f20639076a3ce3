export type FileProblem = "empty" | "too-large" | "unknown-kind" | "not-what-it-claims" | "no-name";

/** A file that was sent with a form and lies in a temporary place, read through once; or why it is refused. */
export type StagedFile =
  | { isSound: true; fileName: string; path: string; size: number; sha256: string; type: string }
  | { isSound: false; fileName: string; problem: FileProblem };
