import { build } from "../../scripts/build.ts";
import { startTestPostgres } from "./databases.ts";

/** Once for a run: a production build, and the Postgres whose database every test copies. Workers inherit the variable. */
export default async function setup() {
  await build();
  const postgres = await startTestPostgres();
  process.env.TEST_TEMPLATE_URL = postgres.templateUrl;
  return postgres.stop;
}
