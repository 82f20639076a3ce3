import type { Page } from "@playwright/test";
import { signIn } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import { firstSteps, recommendation, report, saveAndSee } from "../support/progress-form.ts";

const list = `${report}/recommendations`;
const all = "R1 R1.1 R1.2 R1.3 R1.4 R2 R3 R3.1 R3.2 R3.3 R3.4 R3.5 E1 F1 F2 F3 F4".split(" ");

const tableOf = (page: Page) => page.getByRole("main").getByRole("table");
const codesIn = (page: Page) => tableOf(page).locator("tbody th[scope=row]").allTextContents();
const head = (page: Page, name: string) => tableOf(page).getByRole("columnheader", { name });
const cellsIn = (page: Page, column: number) =>
  tableOf(page).locator(`tbody td:nth-child(${column})`).allTextContents();

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("another sort that is chosen in the form begins with its own order; the same one stays turned round", async ({
      page,
    }) => {
      const form = page.locator("form").filter({ has: page.getByLabel("Sort by") });
      await page.goto(`${list}?sort=title&order=desc`);
      await form.getByRole("combobox", { name: "Kind" }).selectOption("recommendation");
      await form.getByRole("button").click();
      await page.waitForURL(/kind=recommendation/);
      await expect(head(page, "Title")).toHaveAttribute("aria-sort", "descending");
      await form.getByLabel("Sort by").selectOption("theme");
      await form.getByRole("button").click();
      await page.waitForURL(/sort=theme/);
      await expect(head(page, "Theme")).toHaveAttribute("aria-sort", "ascending");
    });

    test("the head of each column sorts by it, and turned round once more", async ({ page }) => {
      await page.goto(list);
      await expect(head(page, "Code")).toHaveAttribute("aria-sort", "ascending");
      await head(page, "Title").getByRole("link").click();
      await page.waitForURL(/sort=title$/);
      await expect(head(page, "Title")).toHaveAttribute("aria-sort", "ascending");
      await expect(tableOf(page).locator("[aria-sort]")).toHaveCount(1);
      const codes = await codesIn(page);
      expect(codes.toSorted()).toEqual(all.toSorted());
      const titles = await tableOf(page).locator("tbody td:nth-child(2) a").allTextContents();
      expect(titles).toEqual(titles.toSorted());
      await head(page, "Title").getByRole("link").click();
      await page.waitForURL(/order=desc/);
      await expect(head(page, "Title")).toHaveAttribute("aria-sort", "descending");
      expect(await tableOf(page).locator("tbody td:nth-child(2) a").allTextContents()).toEqual(titles.toReversed());
      await head(page, "Code").getByRole("link").click();
      await page.waitForURL((url) => !url.search.includes("sort"));
      expect(await codesIn(page)).toEqual(all);
      for (const name of ["Themes", "Each organization’s status", "Status as a whole", "Last update"]) {
        await head(page, name).getByRole("link").click();
        await page.waitForURL(/sort=/);
        await expect(head(page, name)).toHaveAttribute("aria-sort", /^(a|de)scending$/);
        expect((await codesIn(page)).toSorted()).toEqual(all.toSorted());
        await page.goto(list);
      }
    });

    test("the same list is of recommendations or of assignments, grouped as one likes, with the columns that one ticks", async ({
      page,
    }) => {
      await page.goto(list);
      await page.getByRole("navigation", { name: "What the list is of" }).getByRole("link").click();
      await page.waitForURL(/unit=assignment/);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Assignments");
      await expect(page.getByRole("status")).toHaveText("37 assignments found");
      await expect(tableOf(page).locator("tbody tr")).toHaveCount(37);

      await page.getByLabel("Group by").selectOption("Organization");
      await page.locator("summary", { hasText: "Columns" }).click();
      for (const name of ["Role", "Answer", "Verification", "Target date", "Last entry"])
        await page.getByRole("checkbox", { name, exact: true }).uncheck();
      await page.getByRole("checkbox", { name: "Priority" }).check();
      await page.getByRole("button", { name: "Apply filters" }).click();
      await page.waitForURL(/group=organization/);
      await expect(page.getByRole("status")).toHaveText("37 assignments found");
      await expect(tableOf(page).getByRole("columnheader")).toHaveText([
        "Code",
        "Title",
        "Priority",
        "Organization",
        "Status",
      ]);
      const headings = await tableOf(page).locator("th[scope=rowgroup]").allTextContents();
      expect(headings[0]).toMatch(/^ACLEDA .* \d+ assignments$/);
      expect(headings).toEqual(headings.toSorted());
      const counts = headings.map((text) => Number(/(\d+) assignments?$/.exec(text)?.[1]));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(37);
      const organizations = await cellsIn(page, 4);
      expect(organizations).toEqual(organizations.toSorted());

      const read = page.url();
      await page.goto(read);
      await page.locator("summary", { hasText: "Columns" }).click();
      await expect(page.getByRole("checkbox", { name: "Role", exact: true })).not.toBeChecked();
      await expect(page.getByRole("checkbox", { name: "Status", exact: true })).toBeChecked();
      for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
      await page.getByRole("button", { name: "Apply filters" }).click();
      await page.waitForURL((url) => url.href !== read);
      await expect(tableOf(page).getByRole("columnheader")).toHaveText(["Code", "Title"]);
    });

    test("what has two themes stands under both, and the page says so", async ({ page }) => {
      await page.goto(`${list}?group=theme`);
      await expect(page.getByRole("status")).toHaveText("17 recommendations found");
      await expect(page.getByText("A recommendation with several themes stands under each of them.")).toBeVisible();
      expect((await codesIn(page)).length).toBeGreaterThan(17);
      expect(new Set(await codesIn(page)).size).toBe(17);
    });

    test("words are found in notes and evidence, and shown where they stand", async ({ page, app, browser }) => {
      await signIn(page, app, "acleda");
      await page.goto(recommendation("R1.2"));
      await saveAndSee(page, {
        ...firstSteps,
        note: "A working group on zebra loans has met.",
        occurredOn: "2001-03-05",
      });
      await page.goto(`${list}?words=zebra`);
      expect(await codesIn(page)).toEqual(["R1.2"]);
      const hit = tableOf(page).getByRole("listitem").filter({ hasText: "Note of 5 March 2001 by ACLEDA" });
      await expect(hit).toContainText("A working group on zebra loans has met.");
      await expect(hit.locator("mark")).toHaveText("zebra");
      await hit.getByRole("link").click();
      await expect(page.locator(":target")).toContainText("A working group on zebra loans has met.");
      const anybody = await browser.newContext({ baseURL: app.baseURL, javaScriptEnabled: scripts === "on" });
      const reader = await anybody.newPage();
      await reader.goto(`${list}?words=zebra&unit=assignment`);
      await expect(reader.getByRole("status")).toHaveText("1 assignment found");
      await reader.goto(`${list}?words=enterprise`);
      await expect(reader.getByRole("main").locator("mark").first()).toHaveText(/^enterprise$/i);
      await anybody.close();
    });
  });
}

test("a number that leads to the list is named there with what it counts, and can be let go", async ({ page }) => {
  await page.goto(`${list}?counted=without_target&organization=veterans`);
  await expect(page.getByRole("status")).toHaveText("3 assignments found");
  await expect(page.getByText("Open without a target date: Something is still to be done")).toBeVisible();
  await expect(page.getByText("Organization: CVAP")).toBeVisible();
  await page.getByRole("combobox", { name: "Role" }).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Apply filters" }).click();
  await page.waitForURL(/role=/);
  expect(page.url()).toContain("counted=without_target");
  await page.goto(`${list}?counted=overdue&priority=high&role=lead`);
  await expect(page.getByRole("status")).toHaveText("No assignments found");
  await page.getByRole("link", { name: "without Counted: Overdue" }).click();
  await page.waitForURL((url) => !url.search.includes("counted"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Assignments");
  await page.getByRole("link", { name: "Clear all filters" }).click();
  await expect(page.getByRole("status")).toHaveText("37 assignments found");
});

test("each value of a filter says how many there are with it", async ({ page }) => {
  await page.goto(`${list}?organization=veterans`);
  await expect(page.getByRole("combobox", { name: "Organization" }).locator("option:checked")).toHaveText("CVAP (3)");
  await expect(page.getByRole("combobox", { name: "Kind" }).locator("option")).toHaveText([
    "Any",
    "Recommendation (2)",
    "Need (1)",
    "Intention (0)",
  ]);
});

test("with the keyboard alone the list is sorted", async ({ page }) => {
  await page.goto(list);
  const link = head(page, "Title").getByRole("link");
  await link.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/sort=title/);
  await expect(head(page, "Title")).toHaveAttribute("aria-sort", "ascending");
});

test("on a phone the code stays in sight when the table scrolls", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${list}?unit=assignment`);
  await expect(page.locator("#filter-status")).toBeHidden();
  const code = tableOf(page).getByRole("rowheader").first();
  const before = await code.boundingBox();
  await head(page, "Last entry").scrollIntoViewIfNeeded();
  await expect(head(page, "Last entry")).toBeInViewport();
  const after = await code.boundingBox();
  expect(after?.x).toBeGreaterThanOrEqual(0);
  expect(after?.x).toBeLessThanOrEqual((before?.x ?? 0) + 1);
});
