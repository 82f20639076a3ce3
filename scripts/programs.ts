import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";

const programs = new Set<ChildProcess>();
process.once("exit", () => {
  for (const program of programs) program.kill();
});

/** Ends whatever still runs for this process. */
export function endPrograms(): void {
  for (const program of programs) program.kill();
}

type Output = "shown" | "kept" | "all-kept";
export type Program = { arguments: string[]; variables?: Record<string, string>; output: Output };
export type Outcome = { code: number; said: string };

/** Runs this Node.js with `arguments`; answers with its exit code and, of its output, what is not shown at once. */
export function runProgram({ arguments: rest, variables, output }: Program): Promise<Outcome> {
  return run([process.execPath, ...rest], variables, output);
}

/** Runs any command in silence. */
export function runCommand(command: string[], variables: Record<string, string> = {}): Promise<Outcome> {
  return run(command, variables, "all-kept");
}

function run([command = "", ...rest]: string[], variables: Record<string, string> | undefined, output: Output) {
  const streams = { shown: ["inherit", "inherit"], kept: ["pipe", "inherit"], "all-kept": ["pipe", "pipe"] } as const;
  const [stdout, stderr] = streams[output];
  return new Promise<Outcome>((settle) => {
    const child = spawn(command, rest, {
      cwd: resolve(import.meta.dirname, ".."),
      env: { ...process.env, ...variables },
      stdio: [output === "shown" ? "inherit" : "ignore", stdout, stderr],
    });
    programs.add(child);
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk) => {
        said += chunk;
      });
    child.once("error", (error) => settle({ code: 1, said: String(error) }));
    child.once("close", (code) => {
      programs.delete(child);
      settle({ code: code ?? 1, said });
    });
  });
}

/**
 * The arguments for a script that uses the product's queries and commands: these are `server-only`, which plain Node.js
 * refuses unless it is told that it is a server.
 */
export function serverScript(script: string, ...rest: string[]): string[] {
  // Node.js calls the import of WebAssembly experimental, on every start.
  const options = ["--conditions=react-server", "--disable-warning=ExperimentalWarning"];
  return [...options, resolve(import.meta.dirname, script), ...rest];
}
