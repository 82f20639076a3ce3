import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { Fault } from "#lib/fault.ts";
import { runScript } from "./faults.ts";
import { runCommand } from "./programs.ts";
import { during } from "./steps.ts";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/opt/google/chrome/chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser for the tests: Playwright's own, one that the machine has, or, where that is allowed, a newly installed one. */
export async function findBrowser(): Promise<string> {
  const found = [process.env.BROWSER_PATH ?? "", chromium.executablePath(), ...places].find(existsSync);
  return found ?? (await installBrowser());
}

async function installBrowser() {
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0)
    throw new Fault("browser-missing", {});
  const variables = { DEBIAN_FRONTEND: "noninteractive" };
  const commands = [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
  ];
  for (const command of commands) {
    const { code, said } = await during(`Installing a browser (${command.join(" ")})`, runCommand(command, variables));
    if (code !== 0) process.stderr.write(said);
  }
  const installed = places.find(existsSync);
  if (!installed) throw new Fault("browser-missing", {});
  return installed;
}

if (import.meta.main)
  await runScript(async () => {
    console.log(await findBrowser());
  });
