import type { Page } from "@playwright/test";
import { signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { foundAt } from "../support/found.ts";
import { writeHistory, writeWideHistories } from "../support/history.ts";
import { backdate, daysAgo } from "../support/past.ts";
import { recommendation, report } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";

// Every number that leads somewhere leads to as many rows.

type LinkedNumber = { number: number; href: string };

/** The numbers of a page that lead somewhere: those in words, and those of the stretches of a bar; not those of its pages. */
async function numbersOf(page: Page): Promise<LinkedNumber[]> {
  const links = await page.locator("main a[href]").evaluateAll((found) =>
    found
      .filter((link) => !link.closest("nav"))
      .map((link) => ({
        name: (link.getAttribute("aria-label") ?? link.textContent ?? "").trim(),
        href: link.getAttribute("href") ?? "",
      })),
  );
  return links.flatMap(({ name, href }) => {
    // A day begins with a number, too: "5 March 2001".
    const [number] = name.match(/^\d[\d,]*(?!\S)(?! [A-Z][a-z]+ \d{4})/) ?? [];
    return number ? [{ number: Number(number.replaceAll(",", "")), href }] : [];
  });
}

/** What was found at each address, so that none is asked twice. */
async function expectFound(page: Page, place: string, known: Map<string, number>): Promise<LinkedNumber[]> {
  await page.goto(place);
  const numbers = await numbersOf(page);
  for (const { number, href } of numbers) {
    if (!known.has(href)) known.set(href, await foundAt(page, href));
    expect.soft({ place, href, found: known.get(href) }).toEqual({ place, href, found: number });
  }
  return numbers;
}

const isOfCounted = ({ href }: LinkedNumber) => href.includes("counted=");

const theme = async (app: App) =>
  (await query<{ slug: string }>(app, "select slug from themes order by position limit 1"))[0]?.slug;

test("the list behind every linked number has as many assignments, now and as of past days", async ({ app, page }) => {
  test.setTimeout(300_000);
  await backdate(app);
  await writeHistory(app);
  const known = new Map<string, number>();
  for (const place of [
    report,
    `${report}?asOf=${daysAgo(20)}`,
    "/organizations/acleda",
    `/organizations/acleda?asOf=${daysAgo(25)}`,
    `${report}/themes/${await theme(app)}`,
  ]) {
    const numbers = await expectFound(page, place, known);
    expect(numbers.filter(isOfCounted).length, place).toBeGreaterThan(20);
  }
  expect(known.size).toBeGreaterThan(100);
});

test("so have those of several reports, and no other page leads from a number to another number", async ({
  app,
  page,
}) => {
  test.setTimeout(300_000);
  await backdate(app);
  await writeHistory(app);
  await writeWideHistories(app, 25);
  const known = new Map<string, number>();
  const portfolio = await expectFound(page, "/", known);
  // Each report has its own.
  expect(new Set(portfolio.map(({ href }) => href.split("?")[0])).size).toBe(2);
  expect(portfolio.filter(isOfCounted).length).toBeGreaterThan(25);
  expect((await expectFound(page, `/?asOf=${daysAgo(15)}`, known)).filter(isOfCounted).length).toBeGreaterThan(10);

  const snapshots = `${report}/snapshots`;
  await signIn(page, app, "ilo");
  await page.goto(snapshots);
  await page.getByLabel("Title").fill("Then");
  await page.getByLabel("As of the end of").fill(daysAgo(9));
  await page.getByRole("button", { name: "Freeze this day" }).click();
  await page.waitForURL((url) => url.pathname === `${snapshots}/then`);
  const others = [
    ...[snapshots, `${snapshots}/then`, `${snapshots}/then/recommendations`, `${snapshots}/compare?one=then&other=now`],
    ...[`${report}/print`, `${report}/changes?from=${daysAgo(30)}`, `${report}/recommendations?group=status`],
    ...[`${report}/recommendations?unit=assignment&group=organization`, recommendation("R3.2"), "/organizations"],
    ...["/our-work", "/to-verify", "/to-decide", `${report}/register`, `${report}/register/themes`],
  ];
  const found = new Map<string, string[]>();
  for (const place of others)
    found.set(
      place,
      (await expectFound(page, place, known)).map(({ href }) => href),
    );
  expect([...found].filter(([, hrefs]) => hrefs.length > 0)).toEqual([
    [`${snapshots}/then`, [`${snapshots}/then/recommendations`]],
  ]);
});

test("beside each value of a filter stands how many the list has with it", async ({ app, page }) => {
  await writeHistory(app);
  for (const place of [
    `${report}/recommendations?organization=acleda`,
    `${report}/recommendations?unit=assignment&role=support`,
  ]) {
    await page.goto(place);
    const offered = await page.locator("form[method=get] select option").evaluateAll((options) =>
      options.map((option) => ({
        name: option.closest("select")?.name ?? "",
        value: option.getAttribute("value") ?? "",
        number: Number(option.textContent?.match(/\((\d[\d,]*)\)$/)?.[1]?.replaceAll(",", "") ?? Number.NaN),
      })),
    );
    const counted = offered.filter(({ number }) => !Number.isNaN(number));
    expect(counted.length).toBeGreaterThan(20);
    for (const { name, value, number } of counted) {
      const address = new URL(place, app.baseURL);
      address.searchParams.set(name, value);
      expect.soft([place, name, value, await foundAt(page, address.href)]).toEqual([place, name, value, number]);
    }
  }
});
