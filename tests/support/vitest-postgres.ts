import type { TestProject } from "vitest/node";
import { startTestPostgres } from "./databases.ts";

declare module "vitest" {
  export interface ProvidedContext {
    templateUrl: string;
  }
}

/** Once for a run: the Postgres whose database every test file copies. */
export async function setup(project: TestProject) {
  const postgres = await startTestPostgres();
  project.provide("templateUrl", postgres.templateUrl);
  return postgres.stop;
}
