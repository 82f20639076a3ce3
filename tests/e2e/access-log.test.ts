import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { signIn } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import { userOf } from "../support/limits.ts";
import { query } from "../support/rows.ts";

const rows = (page: Page) => page.getByRole("main").getByRole("row");

for (const scripts of ["on", "off"] as const) {
  test.describe(`scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("the steward reads who came in, narrows it, goes on to older entries and takes it along", async ({
      page,
      app,
    }) => {
      await signIn(page, app, "ilo");
      const acleda = await userOf(app, "acleda");
      await query(
        app,
        `insert into access_entries (recorded_at, kind, actor_id, organization_id, address, details)
         select now() - n * interval '1 hour', 'signed_out', $1, o.id, '192.0.2.' || n, '{"browser":"Firefox on Windows"}'
         from generate_series(1, 60) n, organizations o where o.slug = 'acleda'`,
        acleda,
      );
      await page.goto("/account");
      await page.getByRole("link", { name: "Access log" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Access log");
      await expect(rows(page)).toHaveCount(51);
      await expect(rows(page).nth(1)).toContainText("Signed in by a one-time link");
      await expect(rows(page).nth(1)).toContainText("127.0.0.1");

      await page.getByRole("link", { name: "Older entries" }).click();
      await expect(page).toHaveURL(/before=/);
      await expect(rows(page).last()).toContainText("192.0.2.60");
      await page.getByRole("link", { name: "Newest entries" }).click();
      await expect(rows(page)).toHaveCount(51);

      await page.getByLabel("Kind").selectOption("Sign-in");
      await page.getByLabel("Organization", { exact: true }).selectOption("ILO");
      await page.getByRole("button", { name: "Show" }).click();
      await expect(page).toHaveURL(/kind=signed_in/);
      await expect(rows(page)).toHaveCount(2);
      await page.getByLabel("Organization", { exact: true }).selectOption("UNDP");
      await page.getByRole("button", { name: "Show" }).click();
      await expect(page.getByText("There is no such entry.")).toBeVisible();
      await page.getByRole("link", { name: "Show all entries" }).click();
      await rows(page).nth(2).getByRole("link", { name: "First approver" }).click();
      await expect(page.getByText("Only what First approver did, or what was done about them.")).toBeVisible();
      await expect(page).toHaveURL(new RegExp(`person=${acleda}`));

      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download as CSV table" }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/^access-log-\d{4}-\d\d-\d\d\.csv$/);
      const table: Record<string, string>[] = parse(await readFile(await download.path()), {
        bom: true,
        columns: true,
      });
      expect(table).toHaveLength(60);
      expect(new Set(table.map((row) => row["Who, id"]))).toEqual(new Set([acleda]));
      await page.goto("/access?kind=restricted_exported");
      await expect(rows(page).nth(1)).toContainText("Downloaded the access log");
    });
  });
}

test("an approver reads the entries of the own organization alone, and others find nothing there", async ({
  page,
  app,
  browser,
}) => {
  await signIn(await (await browser.newContext({ baseURL: app.baseURL })).newPage(), app, "undp");
  await signIn(page, app, "acleda");
  await page.goto("/organizations/acleda/people");
  await page.getByRole("link", { name: "Access log of ACLEDA" }).click();
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByLabel("Organization", { exact: true })).toHaveCount(0);
  await page.goto("/access?organization=undp");
  await expect(page.getByText("There is no such entry.")).toBeVisible();

  await query(app, "update memberships set roles = '{reporter}' where user_id = $1", await userOf(app, "acleda"));
  const stranger = await browser.newContext({ baseURL: app.baseURL });
  for (const { request } of [page, stranger]) {
    expect((await request.get("/access")).status()).toBe(404);
    expect((await request.post("/access/export", { headers: { origin: app.baseURL } })).status()).toBe(404);
  }
});

test("no link, and no form of another site, takes the access log along in the name of who reads it", async ({
  page,
  app,
}) => {
  await signIn(page, app, "ilo");
  const { request } = page;
  expect((await request.get("/access/export")).status()).toBe(405);
  expect((await request.post("/access/export", { headers: { origin: "https://example.org" } })).status()).toBe(403);
  const kept = () => query(app, "select from access_entries where kind = 'restricted_exported'");
  expect(await kept()).toEqual([]);
  expect((await request.post("/access/export", { headers: { origin: app.baseURL } })).status()).toBe(200);
  expect(await kept()).toHaveLength(1);
});
