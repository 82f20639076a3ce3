import type { Page } from "@playwright/test";
import { extractText, getDocumentProxy } from "unpdf";
import { type App, expect, test } from "../support/app.ts";
import { report } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";
import { writeWaiting } from "../support/waiting.ts";

const print = `${report}/print`;

async function textOfPages(page: Page): Promise<string[]> {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)));
  return text.map((words) => words.replace(/\s+/g, " "));
}

/** What lies beside the sheet, or is cut off in a box that would scroll on a screen. */
async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    return [...document.querySelectorAll<HTMLElement>("main *")]
      .filter((element) => !element.closest("svg, .sr-only") && element.checkVisibility())
      .filter((element) => {
        const isBox =
          getComputedStyle(element).overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
        return isBox || element.getBoundingClientRect().right > edge + 1;
      })
      .map((element) => `${element.tagName} ${element.className} ${element.textContent?.slice(0, 60)}`);
  });
}

async function codesOf(app: App) {
  return (await query<{ code: string }>(app, "select code from recommendations order by position")).map(
    ({ code }) => code,
  );
}

test("the whole report is a document of A4 sheets: a cover, the figures, a block for each recommendation", async ({
  app,
  page,
}) => {
  await writeWaiting(app);
  await page.goto(print);
  const sheets = await textOfPages(page);
  expect(sheets.length).toBeGreaterThan(5);
  for (const [at, sheet] of sheets.entries()) {
    expect(sheet, `sheet ${at + 1}`).toContain(`${at + 1} / ${sheets.length}`);
    expect(sheet, `sheet ${at + 1}`).toContain("As of ");
    expect(sheet, `sheet ${at + 1}`).toContain(`${new URL(page.url()).origin}${report}`);
    expect(sheet, `sheet ${at + 1}`).toContain("Poverty Alleviation through Micro and Small Enterprise");
  }
  expect(sheets[0]).toContain("Progress report");
  expect(sheets[0]).not.toContain("Needs attention");
  for (const code of await codesOf(app))
    expect(sheets.filter((sheet) => sheet.includes(`${code} `)).length, code).toBeGreaterThan(0);
  expect(sheets.join(" ")).toContain("What of the report is held");
});

test("nothing is cut off on paper, neither of the document nor of the page", async ({ app, page }) => {
  await writeWaiting(app);
  // The width of an A4 sheet between its margins.
  await page.setViewportSize({ width: 672, height: 970 });
  await page.emulateMedia({ media: "print" });
  for (const address of [print, report]) {
    await page.goto(address);
    expect(await cutOff(page), address).toEqual([]);
  }
});
