import type { Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { expect } from "./app.ts";

/** An app that reads what the page shows, at an instant of its own clock. */
export async function readApp(page: Page) {
  const typed = (await page.locator("main code").textContent()) ?? "";
  const totp = new TOTP({ secret: Secret.fromBase32(typed.replace(/\s/g, "")) });
  return (later = 0) => totp.generate({ timestamp: Date.now() + later * 1000 });
}

/** As who is signed in: an app is asked for its codes from now on. The code of now is used up. */
export async function setUpApp(page: Page) {
  await page.goto("/account/second-factor");
  await page.getByRole("button", { name: "Set up an app" }).click();
  await expect(page.getByRole("img", { name: /^Picture for the app/ })).toBeVisible();
  const code = await readApp(page);
  await page.getByLabel("Code", { exact: true }).fill(code());
  await page.getByRole("button", { name: "Set up", exact: true }).click();
  const recoveryCodes = page.getByRole("main").getByRole("status").getByRole("listitem");
  await expect(recoveryCodes).toHaveCount(10);
  return { code, recoveryCodes: await recoveryCodes.allInnerTexts() };
}
