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

export type Program = {
  arguments: string[];
  variables?: Record<string, string>;
  output: "shown" | "kept" | "all-kept";
};

/** Runs this Node.js with `arguments`; answers with its exit code and, of its output, what is not shown at once. */
export function runProgram(program: Program): Promise<{ code: number; said: string }> {
  const streams = { shown: ["inherit", "inherit"], kept: ["pipe", "inherit"], "all-kept": ["pipe", "pipe"] } as const;
  const [stdout, stderr] = streams[program.output];
  return new Promise((settle) => {
    const child = spawn(process.execPath, program.arguments, {
      cwd: resolve(import.meta.dirname, ".."),
      env: { ...process.env, ...program.variables },
      stdio: [program.output === "shown" ? "inherit" : "ignore", stdout, stderr],
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
  return ["--conditions=react-server", ...quietly, resolve(import.meta.dirname, script), ...rest];
}

/** Node.js calls the import of WebAssembly experimental, on every start. */
const quietly = ["--disable-warning=ExperimentalWarning"];
