import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const root = resolve(import.meta.dirname, "..");
/** The product's queries and commands are `server-only`, and refuse to be loaded by anything that is no server. */
const asServer = {
  execArgv: ["--conditions=react-server", "--disable-warning=ExperimentalWarning"],
};

export default defineConfig({
  root,
  ssr: { resolve: { conditions: ["react-server", "module", "node", "development|production"] } },
  test: {
    passWithNoTests: false,
    projects: [
      { extends: true, test: { ...asServer, name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"] } },
      {
        extends: true,
        test: {
          ...asServer,
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          globalSetup: ["tests/support/vitest-postgres.ts"],
          setupFiles: ["tests/support/vitest-database.ts"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "start",
          include: ["tests/start/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
