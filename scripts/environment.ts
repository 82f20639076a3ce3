import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Environment, parseEnvironment } from "#lib/env.ts";
import { Fault } from "#lib/fault.ts";

/** The environment of this process, with what `.env` adds to it. */
export function readEnvironment(): Environment {
  const file = resolve(import.meta.dirname, "../.env");
  if (existsSync(file)) process.loadEnvFile(file);
  const parsed = parseEnvironment(process.env);
  if ("problems" in parsed) throw new Fault("environment-wrong", { problems: parsed.problems });
  return parsed.environment;
}
