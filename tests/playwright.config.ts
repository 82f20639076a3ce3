import { defineConfig } from "@playwright/test";

const browserPath = process.env.BROWSER_PATH;

export default defineConfig({
  testDir: "e2e",
  outputDir: "../test-results/e2e",
  globalSetup: "./support/playwright-postgres.ts",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  // Limits end what hangs, and no more: a busy machine may stand still for many seconds.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Asia/Phnom_Penh",
    screenshot: "only-on-failure",
    launchOptions: {
      // A browser saves a file under the letters that its locale has.
      env: { ...process.env, LC_ALL: "C.UTF-8" },
      ...(browserPath && { executablePath: browserPath }),
      args: [
        // A browser refuses to sandbox itself for root, and in most containers.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
