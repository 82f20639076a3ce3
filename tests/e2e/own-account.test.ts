import type { Page } from "@playwright/test";
import { dayAt } from "#lib/dates.ts";
import { signIn } from "../support/accounts.ts";
import { expect } from "../support/app.ts";
import { pathIn } from "../support/mailbox.ts";
import { firstSteps, historyOf, recommendation, saveAndSee } from "../support/progress-form.ts";
import { giveEmail, test } from "../support/with-mail.ts";

// What is one's own: the name and the address, and what is said of mails.

const email = "sok@example.org";
const alertOf = (page: Page) => page.getByRole("main").getByRole("alert");
const statusOf = (page: Page) => page.getByRole("main").getByRole("status");

for (const scripts of ["on", "off"] as const) {
  test.describe(`scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("an address that another account has confirmed is not offered again", async ({ page, app, mailbox }) => {
      await giveEmail(app, "undp", email);
      await signIn(page, app, "acleda");
      await page.goto("/account/email");
      await page.getByRole("textbox", { name: "E-mail" }).fill(email);
      await page.getByRole("button", { name: "Save e-mail" }).click();
      const [letter] = await mailbox.lettersTo(email);
      await page.goto(pathIn(letter ?? {}));
      await page.getByRole("button", { name: "Yes, confirm it" }).click();
      await expect(alertOf(page)).toContainText("Another account has confirmed this address already");
      await expect(page.getByRole("button", { name: "Yes, confirm it" })).toHaveCount(0);
      await expect(page.getByRole("main").getByRole("link", { name: "Your account" })).toBeVisible();
    });

    test("a password takes an address first, and a mail that cannot be sent is said so", async ({
      page,
      app,
      mailbox,
    }) => {
      await signIn(page, app, "acleda");
      await page.goto("/account/password");
      await expect(page.getByLabel("New password")).toHaveCount(0);
      await page.getByRole("link", { name: "Add your e-mail" }).click();
      await page.getByRole("textbox", { name: "E-mail" }).fill(email);
      await page.getByRole("button", { name: "Save e-mail" }).click();
      await mailbox.lettersTo(email);
      await page.goto("/account/password");
      await page.getByLabel("New password").fill("four unrelated horses");
      await page.getByRole("button", { name: "Save password" }).click();
      await expect(statusOf(page)).toContainText("Your password is set.");
      await expect(statusOf(page)).not.toContainText("signed out everywhere else");

      await page.goto("/organizations/acleda/people");
      await page.getByLabel("Their e-mail").fill("refused@example.org");
      await page.getByRole("checkbox", { name: /^Reporter/ }).check();
      await page.getByRole("button", { name: "Make an invitation" }).click();
      await expect(statusOf(page).filter({ hasText: "The invitation is made." })).toContainText(
        "It could not be sent to refused@example.org",
      );
      await giveEmail(app, "acleda", "refused@example.org", { isConfirmed: false });
      await page.goto("/account");
      await page.getByRole("button", { name: "Send a link to confirm it" }).click();
      await expect(alertOf(page)).toContainText("The link could not be sent");
    });

    test("what is stored of somebody is a file of the report's day", async ({ page, app }) => {
      await signIn(page, app, "acleda");
      await page.goto("/account");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download my data" }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`my-data-${dayAt(new Date(), "Asia/Phnom_Penh")}.json`);
    });

    test("whoever changes their name is called by it, also beside what they logged before", async ({ page, app }) => {
      await signIn(page, app, "acleda");
      await page.goto(recommendation("R1.2"));
      await saveAndSee(page, firstSteps);
      await expect(historyOf(page).first()).toContainText("by First approver for ACLEDA");
      await page.goto("/account");
      await page.getByRole("link", { name: "Change your name" }).click();
      await page.getByLabel("Name", { exact: true }).fill(" ");
      await page.getByRole("button", { name: "Save name" }).click();
      await expect(alertOf(page)).toContainText("Enter your name");
      await page.getByLabel("Name", { exact: true }).fill("Sok Chan");
      await page.getByRole("button", { name: "Save name" }).click();
      await expect(statusOf(page)).toContainText("Your name is saved.");
      await expect(page.getByRole("banner")).toContainText("Sok Chan");
      await page.goto(recommendation("R1.2"));
      await expect(historyOf(page).first()).toContainText("by Sok Chan for ACLEDA");
      await page.goto("/access");
      await expect(page.getByRole("main")).toContainText("Changed their name");
    });
  });
}
