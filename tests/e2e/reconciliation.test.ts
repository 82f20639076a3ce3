import type { Page } from "@playwright/test";
import { type App, expect, test } from "../support/app.ts";
import { writeHistory } from "../support/history.ts";
import { backdate, daysAgo } from "../support/past.ts";
import { report } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";
import { addSecondReport } from "../support/second-report.ts";

// Every number that leads somewhere leads to as many rows.

type LinkedNumber = { number: number; href: string };

/** The numbers of a page that lead to a list: those in words, and those of the stretches of a bar. */
async function numbersOf(page: Page): Promise<LinkedNumber[]> {
  return page.locator('main a[href*="counted="]').evaluateAll((links) =>
    links.map((link) => ({
      number: Number(
        (link.getAttribute("aria-label") ?? link.textContent ?? "").match(/\d[\d,]*/)?.[0].replaceAll(",", ""),
      ),
      href: link.getAttribute("href") ?? "",
    })),
  );
}

async function foundAt(page: Page, href: string): Promise<number> {
  const text = await (await page.request.get(href)).text();
  const said = text.match(/role="status"[^>]*>(?:<[^>]+>)*([^<]*)/)?.[1] ?? "";
  return Number(said.match(/\d[\d,]*/)?.[0].replaceAll(",", "") ?? (said.startsWith("No ") ? 0 : Number.NaN));
}

const theme = async (app: App) =>
  (await query<{ slug: string }>(app, "select slug from themes order by position limit 1"))[0]?.slug;

test("the list behind every linked number has as many assignments, now and as of past days", async ({ app, page }) => {
  test.setTimeout(300_000);
  await backdate(app);
  await writeHistory(app);
  await addSecondReport(app);
  const places = [
    report,
    `${report}?asOf=${daysAgo(20)}`,
    "/organizations/acleda",
    `/organizations/acleda?asOf=${daysAgo(25)}`,
    `${report}/themes/${await theme(app)}`,
    "/",
    `/?asOf=${daysAgo(15)}`,
  ];
  const known = new Map<string, number>();
  for (const place of places) {
    await page.goto(place);
    const numbers = await numbersOf(page);
    expect(numbers.length, place).toBeGreaterThan(place.startsWith("/?") ? 10 : 20);
    for (const { number, href } of numbers) {
      if (!known.has(href)) known.set(href, await foundAt(page, href));
      expect.soft({ place, href, found: known.get(href) }).toEqual({ place, href, found: number });
    }
  }
  expect(known.size).toBeGreaterThan(100);
});
