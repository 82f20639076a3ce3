import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { newInvitation, signIn } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import { userOf } from "../support/limits.ts";
import { historyOf, recommendation, saveAndSee } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";

const alertOf = (page: Page) => page.getByRole("main").getByRole("alert");

for (const scripts of ["on", "off"] as const) {
  test.describe(`scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("somebody takes along what is stored of them and removes themselves; what they logged stays", async ({
      page,
      app,
    }) => {
      await page.goto(await newInvitation(app, "acleda", "{approver}"));
      await page.getByLabel("Your name").fill("Sok Chan");
      await page.getByLabel("Your e-mail").fill("sok.chan@example.org");
      await page.getByRole("button", { name: "Accept the invitation" }).click();
      await expect(page.getByRole("banner")).toContainText("Sok Chan for ACLEDA");
      await page.goto(recommendation("R1.2"));
      await saveAndSee(page, { status: "In progress", note: "A working group has met.", occurredOn: "2001-03" });
      await expect(historyOf(page)).toContainText("by Sok Chan for ACLEDA");

      await page.goto("/account");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download my data" }).click(),
      ]);
      const data = JSON.parse(await readFile(await download.path(), "utf8"));
      expect(data).toMatchObject({ name: "Sok Chan", email: "sok.chan@example.org", entries: [{ kind: "progress" }] });

      await page.getByRole("link", { name: "Remove my account" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Remove your account");
      await expect(page.getByRole("main")).toContainText("“Former member of ACLEDA”");
      await page.getByRole("button", { name: "Remove my account for good" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your account is removed");
      await expect(page.getByRole("banner")).toContainText("Sign in");
      await page.goto(recommendation("R1.2"));
      await expect(historyOf(page)).toContainText("by Former member of ACLEDA for ACLEDA");
      await expect(page.locator("body")).not.toContainText("Sok Chan");
      await page.goto("/account");
      await expect(page).toHaveURL(/\/sign-in$/);
      const kinds = await query<{ kind: string }>(app, "select kind from access_entries order by id");
      expect(kinds.map(({ kind }) => kind).slice(-2)).toEqual(["personal_data_exported", "account_removed"]);
    });

    test("a last approver is told, and the steward removes somebody", async ({ page, app, browser }) => {
      await signIn(page, app, "acleda");
      await page.goto("/account/remove");
      await page.getByRole("button", { name: "Remove my account for good" }).click();
      await expect(alertOf(page)).toContainText("An organization would be left without an approver.");

      const steward = await (
        await browser.newContext({ baseURL: app.baseURL, javaScriptEnabled: scripts === "on" })
      ).newPage();
      await signIn(steward, app, "ilo");
      await steward.goto("/organizations/acleda/people");
      await steward.getByRole("link", { name: "First approver" }).click();
      await steward.getByRole("link", { name: "Remove the account of First approver" }).click();
      await steward.getByRole("button", { name: "Remove the account of First approver for good" }).click();
      await expect(steward.getByRole("status").filter({ hasText: "The account is removed." })).toBeVisible();
      await expect(steward.getByText("Nobody can sign in for ACLEDA now.")).toBeVisible();
      await page.goto("/account");
      await expect(page).toHaveURL(/\/sign-in$/);
    });
  });
}

test("who signed in a while ago shows again who they are before removing themselves", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  await query(app, "update sessions set shown_at = shown_at - interval '1 hour'");
  await page.goto("/account/remove");
  await expect(page).toHaveURL(/\/account\/confirm\?next=/);
});

test("so does a steward before removing somebody, and is led back to that page", async ({ page, app }) => {
  await signIn(page, app, "ilo");
  await query(app, "update sessions set shown_at = shown_at - interval '1 hour'");
  const path = `/organizations/acleda/people/${await userOf(app, "acleda")}/remove`;
  await page.goto(path);
  await expect(page).toHaveURL(`/account/confirm?next=${encodeURIComponent(path)}`);
  await query(app, "update sessions set shown_at = shown_at + interval '1 hour'");
  await page.reload();
  await expect(page).toHaveURL(path);
});

test("nobody's data is given to who is not signed in, nor by a link of another site", async ({ page, app }) => {
  const answer = await page.request.post("/account/data", { headers: { origin: app.baseURL } });
  expect(answer.status()).toBe(403);
  expect((await page.request.get("/account/data")).status()).toBe(405);
  await signIn(page, app, "acleda");
  const foreign = await page.request.post("/account/data", { headers: { origin: "https://example.org" } });
  expect(foreign.status()).toBe(403);
  expect(await query(app, "select from access_entries where kind = 'personal_data_exported'")).toHaveLength(0);
});
