import { randomUUID } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { type App, expect, test } from "../support/app.ts";
import type { Columns } from "../support/log.ts";
import { backdate, daysAgo, logInThePast } from "../support/past.ts";
import { historyOf, recommendation, report } from "../support/progress-form.ts";

const asOf = daysAgo(20);
const place = recommendation("R1.2");

/** ACLEDA began R1.2, wrote more notes than a page of the history holds, corrected how it began, and moved its target. */
async function prepare(app: App) {
  await backdate(app);
  const log = (days: number, entry: Columns) =>
    logInThePast(app, {
      code: "R1.2",
      organization: "acleda",
      days,
      entry,
      state: { implementation: "in_progress" },
    });
  const begun = { previous_implementation: "not_started", implementation: "in_progress" };
  const id = randomUUID();
  await log(90, { id, kind: "progress", note: "Village bankers have met.", ...begun });
  for (let days = 89; days > 39; days -= 1) await log(days, { note: "They met again." });
  const correction = { kind: "correction", about_id: id, correction_reason: "It was mistyped." };
  await log(35, { ...correction, note: "Bankers of towns have met.", what_remains: "All other towns.", ...begun });
  const target = { kind: "target", note: null, target_precision: "day" };
  await log(34, { ...target, target_on: daysAgo(-10) });
  await log(33, { ...target, target_on: daysAgo(-20), delay_reason: "funding" });
  await log(5, { note: "Nobody knew of it then." });
}

/** Follows a link to an entry, which is there on the page of the history of that day. */
async function follow(page: Page, link: Locator, words: string | RegExp) {
  await link.click();
  await page.waitForURL(({ pathname, searchParams, hash }) => {
    const entry = searchParams.get("entry");
    return pathname === place && searchParams.get("asOf") === asOf && hash === `#entry-${entry}`;
  });
  await expect(page.getByText("a view of the past")).toBeVisible();
  await expect(page.locator("li:target")).toContainText(words);
  await expect(historyOf(page).filter({ hasText: "Nobody knew of it then." })).toHaveCount(0);
}

test("links to entries stay in the day of the past that is looked at, and find them there", async ({ page, app }) => {
  await prepare(app);
  const main = page.getByRole("main");
  const corrected = main.getByRole("link", { name: /^its entry of/ });
  const oldest = "Village bankers have met.";

  await page.goto(`${report}?asOf=${asOf}`);
  await follow(page, corrected, oldest);
  await follow(
    page,
    page.locator("li:target").getByRole("listitem").filter({ hasText: "Corrected on" }).getByRole("link"),
    "Bankers of towns",
  );
  await follow(page, corrected, oldest);
  await follow(page, main.getByRole("link", { name: "See the entry" }), "Bankers of towns");
  await main.getByText("How the target date moved").click();
  await follow(page, main.getByRole("link", { name: /^Set on/ }).first(), "set a target date");

  for (const list of ["", "&unit=assignment"]) {
    await page.goto(`${report}/recommendations?words=village+bankers&asOf=${asOf}${list}`);
    await follow(page, main.getByRole("row", { name: /R1\.2/ }).getByRole("link").last(), oldest);
  }
});
