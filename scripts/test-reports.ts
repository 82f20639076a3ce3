import { basename } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** What is read of a report of Vitest or of Playwright, in JSON. */
export type TestReport = {
  numPassedTests?: number;
  testResults?: TestFile[];
  stats?: { expected?: number; flaky?: number };
  suites?: Suite[];
  errors?: Fault[];
};

type TestFile = {
  name: string;
  status: string;
  message?: string;
  assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
};
/** A file, or a group in it. */
type Suite = { title: string; suites?: Suite[]; specs?: Spec[] };
type Spec = { ok: boolean; title: string; tests: { results: { errors?: Fault[] }[] }[] };
type Fault = { message?: string };

/** As long as fits where only the end of a long output is kept. */
const longest = 400;

/** What failed, a line for each test, file that could not be loaded, and fault of the runner: its name and why. */
export function failuresOf({ testResults = [], suites = [], errors = [] }: TestReport): string[] {
  return [
    ...testResults.flatMap(inFile),
    ...suites.flatMap((suite) => inSuite(suite)),
    ...errors.map(({ message }) => lineOf(message)),
  ];
}

function inFile({ name, status, message, assertionResults }: TestFile): string[] {
  const file = basename(name);
  const failed = assertionResults.filter((test) => test.status === "failed");
  // A file that could not be loaded has failed without a test that says so.
  if (status === "failed" && failed.length === 0) return [lineOf(file, message)];
  return failed.map(({ fullName, failureMessages = [] }) => lineOf(`${file} › ${fullName}`, failureMessages[0]));
}

function inSuite({ title, suites = [], specs = [] }: Suite, above: readonly string[] = []): string[] {
  const place = [...above, title];
  const failed = specs.filter(({ ok }) => !ok);
  return [
    ...failed.map((spec) => {
      const faults = spec.tests.flatMap(({ results }) => results.flatMap(({ errors = [] }) => errors));
      return lineOf([...place, spec.title].join(" › "), faults[0]?.message);
    }),
    ...suites.flatMap((suite) => inSuite(suite, place)),
  ];
}

/** Without the calls that led there. */
function lineOf(...parts: (string | undefined)[]): string {
  const [said = ""] = parts
    .filter(Boolean)
    .join(": ")
    .split(/\n +at /);
  const line = stripVTControlCharacters(said).replaceAll(/\s+/g, " ");
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
