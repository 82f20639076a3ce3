import { Fault, saysDiskFull } from "#lib/fault.ts";
import { runProgram } from "./programs.ts";

/** Says what is being done, and every ten seconds that it still is. Standard output is left to results. */
export async function during<Value>(step: string, work: Promise<Value>): Promise<Value> {
  const begun = Date.now();
  announce(step);
  const ticking = setInterval(
    () => process.stderr.write(`  still at it, ${Math.round((Date.now() - begun) / 1000)} s\n`),
    10_000,
  );
  return work.finally(() => clearInterval(ticking));
}

export function announce(step: string): void {
  process.stderr.write(`${step} …\n`);
}

/** Runs a program in silence; what it said is shown only when it fails. */
export async function runQuietly(
  step: string,
  programArguments: string[],
  variables: Record<string, string>,
): Promise<void> {
  const { code, said } = await runProgram({ arguments: programArguments, variables, output: "all-kept" });
  if (code === 0) return;
  if (saysDiskFull(said)) throw new Fault("disk-full", { folder: process.cwd() });
  process.stderr.write(said);
  throw new Fault("build-failed", { step });
}
