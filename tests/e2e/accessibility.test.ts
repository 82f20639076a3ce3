import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "@playwright/test";
import { newLink, signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { allWays, logSomething, pages, type ShownPage } from "../support/pages.ts";
import { field, historyOf, savedNotice } from "../support/progress-form.ts";
import { countEntries } from "../support/rows.ts";

test.use({ variables: allWays });

const standard = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

test("every page that is built is among those that are looked at here", async () => {
  const manifest = resolve(import.meta.dirname, "../../.next/app-path-routes-manifest.json");
  const routes: Record<string, string> = JSON.parse(await readFile(manifest, "utf8"));
  const built = Object.entries(routes)
    .filter(([file]) => file.endsWith("/page"))
    .map(([, route]) => route);
  expect(built.length).toBeGreaterThan(8);
  // The page of a fault of the layout itself is Next's own, and nothing that a visitor does leads there.
  const shown = new Set([...pages.map(({ route }) => route), "/_global-error"]);
  expect(built.filter((route) => !shown.has(route))).toEqual([]);
});

/** In the dark everything but the colours is the same. */
const ofColours = ["color-contrast", "link-in-text-block"];

for (const colorScheme of ["light", "dark"] as const) {
  test(`no page breaks WCAG 2.2 A or AA, ${colorScheme}`, async ({ app, browser }) => {
    await forEachPage(browser, app, { colorScheme }, async (page, { name }) => {
      const axe = new AxeBuilder({ page });
      const { violations, passes } = await (colorScheme === "light"
        ? axe.withTags(standard)
        : axe.withRules(ofColours)
      ).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n  ")}`);
      expect.soft(found, name).toEqual([]);
      expect(passes.length, name).toBeGreaterThan(colorScheme === "light" ? 10 : 0);
    });
  });
}

test("no page is wider than its window, at any size, also with large text", async ({ app, browser }) => {
  await forEachPage(browser, app, {}, async (page, { name }) => {
    for (const width of [320, 390, 640, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect.soft(await overflow(page), `${name} at ${width} px`).toEqual([]);
    }
    await page.setViewportSize({ width: 640, height: 800 });
    await page.evaluate(() => {
      document.documentElement.style.fontSize = "200%";
    });
    expect.soft(await overflow(page), `${name} with large text`).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });
});

test("every page is heard as one page: a language, a title of its own, one main heading, landmarks", async ({
  app,
  browser,
}) => {
  const titles = new Map<string, string>();
  await forEachPage(browser, app, {}, async (page, { name, route }) => {
    await expect(page.locator("html"), name).toHaveAttribute("lang", /^en\b/);
    await expect(page.getByRole("heading", { level: 1 }), name).toHaveCount(1);
    for (const landmark of ["banner", "main", "contentinfo"] as const)
      await expect(page.getByRole(landmark), name).toHaveCount(1);
    await expect(page.getByRole("navigation", { name: "Main" }), name).toHaveCount(1);
    await expect(page, name).toHaveTitle(/ – Tamdan$/);
    if (!titles.has(route)) titles.set(route, await page.title());
  });
  const both = titles.get("/sign-in");
  const others = [...titles].filter(([route]) => !route.startsWith("/sign-in")).map(([, title]) => title);
  expect(new Set([both, ...others]).size).toBe(others.length + 1);
});

test("no page asks anybody else for anything, fails to load a part of itself, breaks its own policy, or complains", async ({
  app,
  browser,
}) => {
  const wrong: string[] = [];
  const watch = (page: Page) => {
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) wrong.push(`${page.url()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error.message}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(app.baseURL)) wrong.push(`${page.url()} asks ${request.url()}`);
    });
    page.on("requestfailed", (request) => {
      // Next gives up what it had begun to fetch when one has gone on already.
      if (request.failure()?.errorText !== "net::ERR_ABORTED") wrong.push(`${request.url()} failed`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400 && !response.url().endsWith("/nowhere"))
        wrong.push(`${response.status()} ${response.url()}`);
    });
  };
  await forEachPage(browser, app, {}, async (page) => page.waitForLoadState("networkidle"), watch);
  expect(wrong.filter((line) => !line.includes("/nowhere: Failed to load resource"))).toEqual([]);
});

test("on paper there are no forms and no navigation, and all that is read", async ({ app, browser }) => {
  await forEachPage(browser, app, {}, async (page, { name }) => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await expect(page.getByRole("heading", { level: 1 }), name).toBeVisible();
    await expect(page.getByRole("navigation"), name).toHaveCount(0);
    await expect(page.getByRole("button", { name: /Sign out|Save update|No change|Apply filters/ }), name).toHaveCount(
      0,
    );
    await expect(page.getByRole("main").getByRole("textbox"), name).toHaveCount(0);
    for (const table of await page.getByRole("table").all()) await expect(table, name).toBeVisible();
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(ground, name).toBe("rgb(255, 255, 255)");
    await page.emulateMedia({ media: null, colorScheme: null });
  });
});

test("with the keyboard alone one skips to the content, signs in, logs progress and sees where one is at every step", async ({
  page,
  app,
}) => {
  await page.goto(await newLink(app, "acleda"));
  await tabTo(page, "link", "Skip to the content");
  await tabTo(page, "button", "Sign in as ACLEDA");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/our-work$/);
  await page.reload();

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await tabTo(page, "link", "Log progress R1.2");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/R1\.2#acleda$/);
  await page.reload();

  await tabTo(page, "combobox", "Status");
  await page.keyboard.press("ArrowDown");
  await expect(field(page, "status")).toHaveValue("in_progress");
  await tabTo(page, "button", "Save update");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(field(page, "note")).toBeFocused();
  await page.keyboard.type("A working group has met.");
  await tabTo(page, "textbox", "When did it happen?");
  await page.keyboard.type("2001-03");
  await page.keyboard.press("Enter");
  await expect(savedNotice(page)).toBeFocused();
  await expect(historyOf(page)).toContainText("A working group has met.");
  expect(await countEntries(app)).toBe(1);
});

test("whatever the keyboard reaches shows that it has the focus, and is in the window", async ({ app, browser }) => {
  await forEachPage(browser, app, {}, async (page, { name }) => {
    await page.evaluate(() => {
      // From the top: what had the focus would be where it goes on from, also once it has lost it.
      getSelection()?.removeAllRanges();
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute("tabindex");
    });
    const stops: string[] = [];
    for (let stop = 0; stop < 400; stop++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(describeFocus);
      if (!focused) break;
      stops.push(focused.is);
      expect.soft(focused, `${name}: ${focused.is}`).toMatchObject({ isOutlined: true, isInWindow: true });
    }
    expect(stops.length, name).toBeGreaterThan(6);
    expect(stops.length, name).toBeLessThan(400);
  });
});

/** Calls `look` for every page, each signed in as it should be, on one app whose report has some history. */
async function forEachPage(
  browser: Browser,
  app: App,
  options: BrowserContextOptions,
  look: (page: Page, shown: ShownPage) => Promise<unknown>,
  watch: (page: Page) => void = () => {},
) {
  test.setTimeout(480_000);
  const contexts: BrowserContext[] = [];
  const newPage = async () => {
    const context = await browser.newContext({ baseURL: app.baseURL, locale: "en-GB", ...options });
    contexts.push(context);
    return context.newPage();
  };
  const member = await newPage();
  await logSomething(member, app);
  const viewers = new Map<ShownPage["as"], Page>([
    ["acleda", member],
    [undefined, await newPage()],
  ]);
  for (const page of viewers.values()) watch(page);
  for (const shown of pages) {
    let page = viewers.get(shown.as);
    if (!page) {
      page = await newPage();
      if (shown.as) await signIn(page, app, shown.as);
      watch(page);
      viewers.set(shown.as, page);
    }
    await shown.open(page, app);
    await expect(page.getByRole("heading", { level: 1 }), shown.name).toBeVisible();
    await look(page, shown);
  }
  await Promise.all(contexts.map((context) => context.close()));
}

/** What reaches beyond the right edge of the window, unless it scrolls inside itself. */
async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (element: Element) => element.parentElement?.closest("section[tabindex], pre") !== null;
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element),
    );
    return [
      `${document.documentElement.scrollWidth} px`,
      ...wide.slice(0, 3).map(({ outerHTML }) => outerHTML.slice(0, 200)),
    ];
  });
}

/** Presses Tab until the named thing has the focus. */
async function tabTo(page: Page, role: "link" | "button" | "combobox" | "textbox", name: string) {
  const goal = page.getByRole(role, { name, exact: true });
  for (let stop = 0; stop < 60; stop++) {
    await page.keyboard.press("Tab");
    if (await goal.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not reach ${role} “${name}”.`);
}

function describeFocus() {
  const element = document.activeElement;
  if (!element || element === document.body) return;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { top, bottom, left, right, width, height } = element.getBoundingClientRect();
  return {
    is: `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40)}`,
    isOutlined: outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0,
    isInWindow: width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
  };
}
