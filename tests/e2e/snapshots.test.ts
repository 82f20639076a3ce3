import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";
import { signIn } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import { backdate, daysAgo, logAcceptedAndDone } from "../support/past.ts";
import { report } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";

const snapshots = `${report}/snapshots`;
const alert = (page: Page) => page.getByRole("main").getByRole("alert");

async function freeze(page: Page, title: string, day: string) {
  await page.goto(snapshots);
  await fillAndFreeze(page, title, day);
}

async function fillAndFreeze(page: Page, title: string, day: string) {
  const form = page.getByRole("form", { name: "Freeze a day" });
  await form.getByLabel("Title").fill(title);
  await form.getByLabel("As of the end of").fill(day);
  await form.getByRole("button", { name: "Freeze this day" }).click();
}

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("the steward freezes a day, is told what to mend, and the page stays as it is", async ({ page, app }) => {
      await backdate(app);
      await logAcceptedAndDone(app);
      await signIn(page, app, "ilo");
      await freeze(page, "Last year", daysAgo(3_000));
      await expect(alert(page)).toBeFocused();
      await expect(alert(page)).toContainText("Nothing was followed here yet on that day.");
      await expect(page.getByLabel("Title")).toHaveValue("Last year");
      await expect(page.getByLabel("As of the end of")).toHaveValue(daysAgo(3_000));

      await fillAndFreeze(page, "Last month", daysAgo(30));
      await page.waitForURL((url) => url.pathname === `${snapshots}/last-month`);
      await expect(page.getByRole("main").getByRole("status")).toBeFocused();
      const main = page.getByRole("main");
      const implemented = page
        .getByRole("region", { name: "How far it is" })
        .getByRole("row", { name: /^Implemented, reported only/ });
      await expect(implemented).toContainText("0 of 37");
      await expect(main).toContainText("for ILO");

      await freeze(page, "Last week", daysAgo(7));
      await page.waitForURL((url) => url.pathname === `${snapshots}/last-week`);
      await expect(implemented).toContainText("1 of 37");
      await freeze(page, "Last week", daysAgo(7));
      await expect(alert(page)).toContainText("This day is frozen under this title already.");

      await page.goto(`${snapshots}/last-week`);
      const before = await main.textContent();
      await query(app, "update recommendations set title = 'Another title' where code = 'R1.2'");
      await query(app, "update organizations set acronym = 'Another' where slug = 'acleda'");
      await query(app, "update reports set title = 'Another report'");
      await page.reload();
      expect(await main.textContent()).toBe(before);
      await page.getByRole("region", { name: "By organization" }).getByRole("link", { name: "ACLEDA" }).click();
      await page.waitForURL((url) => url.pathname === `${snapshots}/last-week/recommendations`);
      await expect(main).toContainText("11 recommendations: ACLEDA.");
      await expect(page.getByRole("article", { name: /R1\.2/ })).toContainText("Implemented");
      await expect(main).not.toContainText("Another");
    });

    test("two snapshots are compared by a plain form, whichever comes first", async ({ page, app }) => {
      await backdate(app);
      await logAcceptedAndDone(app);
      await signIn(page, app, "ilo");
      for (const [title, days] of [
        ["Before", 50],
        ["Middle", 30],
        ["After", 7],
      ] as const) {
        await freeze(page, title, daysAgo(days));
        await page.waitForURL((url) => url.pathname === `${snapshots}/${title.toLowerCase()}`);
      }
      await page.goto(snapshots);
      await page.getByLabel("Compare", { exact: true }).selectOption(await labelOf(page, "After"));
      await page.getByLabel("With", { exact: true }).selectOption(await labelOf(page, "Middle"));
      await page.getByRole("button", { name: "Compare" }).click();
      await page.waitForURL((url) => url.searchParams.get("one") === "after");
      const main = page.getByRole("main");
      const ends = main.getByRole("heading", { name: /^(Middle|After)$/ });
      await expect(ends).toHaveText(["Middle", "After"]);
      await expect(page.getByRole("row", { name: /^Reported as implemented/ })).toContainText("0 of 1");
      await expect(page.getByRole("row", { name: /^Reported as implemented/ })).toContainText(/1 more(?!,)/);
      await expect(page.getByRole("row", { name: /^Implemented with evidence/ })).toContainText("Not available before");
      await expect(page.getByRole("region", { name: "ACLEDA" }).first()).toContainText(
        "1 more reported as implemented",
      );
      await expect(main).toContainText("1 assignment with something new");
      await expect(main).toContainText("ACLEDA: from not started to implemented; waiting for verification. 1 entry");

      await page.goto(`${snapshots}/compare?one=before&other=middle`);
      await expect(page.getByRole("row", { name: /^Reported as implemented/ })).toContainText("Not available before");
      await expect(main).toContainText("ACLEDA: accepted. 1 entry");
      await page.goto(`${snapshots}/compare?one=now&other=after`);
      await expect(main.getByRole("heading", { name: /^(Now|After)$/ })).toHaveText(["After", "Now"]);
      await expect(main).toContainText("No assignment has changed");
      for (const [address, words] of [
        ["one=after&other=after", "These two are the same."],
        ["one=after&other=never", "There is no such snapshot."],
        ["one=<script>", "Choose what to compare."],
      ] as const) {
        await page.goto(`${snapshots}/compare?${address}`);
        await expect(main).toContainText(words);
      }
    });
  });
}

async function labelOf(page: Page, title: string) {
  const label = await page.locator("#compare-one option", { hasText: title }).textContent();
  return { label: label ?? "" };
}

test("everybody reads a snapshot and its files, and only the steward has the form", async ({ page, app, request }) => {
  await page.goto(snapshots);
  await expect(page.getByRole("main")).toContainText("The steward of the report (ILO) can freeze one.");
  await backdate(app);
  await signIn(page, app, "ilo");
  await freeze(page, "Yesterday", daysAgo(1));
  await page.waitForURL((url) => url.pathname === `${snapshots}/yesterday`);
  const shown = await page.locator("#files ~ ul li", { hasText: "JSON" }).locator("code").textContent();

  await page.context().clearCookies();
  await page.goto(snapshots);
  await expect(page.getByRole("form", { name: "Freeze a day" })).toHaveCount(0);
  await page.getByRole("link", { name: "Yesterday" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Yesterday");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as JSON" }).click();
  expect((await download).suggestedFilename()).toBe("cmb-97-021-yesterday.json");

  const file = `${snapshots}/yesterday/files/json`;
  const answer = await request.get(file);
  const bytes = await answer.body();
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(shown);
  expect(answer.headers()).toMatchObject({
    "content-type": "application/json",
    "content-length": String(bytes.length),
    etag: `"${shown}"`,
    "cache-control": "public, max-age=31536000, immutable, no-transform",
  });
  expect(JSON.parse(bytes.toString())).toMatchObject({ version: 1, on: daysAgo(1), all: { total: 37 } });
  expect((await request.get(file, { headers: { "If-None-Match": `"${shown}"` } })).status()).toBe(304);
  const head = await request.head(file);
  expect([head.status(), head.headers()["content-length"]]).toEqual([200, String(bytes.length)]);
  for (const missing of [`${snapshots}/yesterday/files/pdf`, `${snapshots}/never/files/json`, `${snapshots}/never`])
    expect((await request.get(missing)).status(), missing).toBe(404);
});
