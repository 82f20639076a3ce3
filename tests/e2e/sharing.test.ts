import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { openOtherSite } from "../support/other-site.ts";
import { backdate, daysAgo, logAccepted, logImplemented } from "../support/past.ts";
import { recommendation, report } from "../support/progress-form.ts";

const card = `/embed${report}`;

/** Of what ACLEDA has accepted for ten days, it finished R1.2 five days ago. */
async function prepare(app: App) {
  await backdate(app);
  for (const code of ["R1.2", "F2"]) await logAccepted(app, { code, organization: "acleda", days: 10 });
  await logImplemented(app, { code: "R1.2", organization: "acleda", days: 5 });
}

const figuresOf = (page: Page) => page.locator("dl").first().locator("dd");

test("the card shows the figures of the page, now and as of a day, for a report and for an organization", async ({
  page,
  app,
}) => {
  await prepare(app);
  const shown = [
    { at: card, of: report, figures: ["0 of 2", "1 of 2"] },
    { at: `${card}?asOf=${daysAgo(7)}`, of: `${report}?asOf=${daysAgo(7)}`, figures: ["0 of 2", "0 of 2"] },
    { at: `${card}?organization=acleda`, of: "/organizations/acleda", figures: ["0 of 2", "1 of 2"] },
  ];
  for (const { at, of, figures } of shown) {
    await page.goto(of);
    for (const [index, words] of figures.entries()) await expect(figuresOf(page).nth(index)).toHaveText(words);
    await page.goto(at);
    await expect(figuresOf(page)).toHaveText(figures);
    for (const link of await page.getByRole("link").all()) {
      await expect(link).toHaveAttribute("href", `${app.baseURL}${of}`);
      await expect(link).toHaveAttribute("target", "_top");
    }
  }
  await expect(page.getByRole("main")).toContainText("Of the 2 assignments that were accepted and still apply");
  for (const query of [`?asOf=${daysAgo(20)}`, `?organization=veterans`]) {
    await page.goto(`${card}${query}`);
    const all = query.includes("veterans") ? 3 : 37;
    await expect(page.getByRole("main")).toContainText(`Of all ${all} assignments, accepted or not`);
    await expect(figuresOf(page)).toHaveText([new RegExp(`^0 of ${all}`), new RegExp(`^0 of ${all}`)]);
  }
  await page.goto(`${card}?organization=ilo`);
  await expect(page.getByRole("main")).toContainText("Nothing is assigned yet.");
  await page.goto(`${card}?asOf=2026-02-30`);
  await expect(page.getByRole("main")).toContainText("There is no such day to look at");
  for (const path of ["/embed/reports/none", `${card}?organization=none`]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
    await expect(page.getByRole("main"), path).toHaveText("There is no such progress to show.");
  }
});

test("another site may frame the card and nothing else", async ({ page, app }) => {
  await prepare(app);
  const site = await openOtherSite((path) => `<iframe title="framed" src="${app.baseURL}${path.slice(1)}"></iframe>`);
  const framed = page.frameLocator("iframe");
  await page.goto(`${site.address}/${encodeURIComponent(card)}`);
  await expect(framed.getByRole("heading", { level: 1 })).toContainText("Poverty Alleviation");
  await framed.getByRole("link").first().click();
  await expect(page).toHaveURL(`${app.baseURL}${report}`);

  const others = [report, "/", "/sign-in", "/organizations/acleda", recommendation("R1.2"), "/embed"];
  for (const path of others) {
    await page.goto(`${site.address}/${encodeURIComponent(path)}`);
    await expect(framed.getByText("Tamdan"), path).toHaveCount(0);
  }
  site.close();
});

test("the card runs, loads and keeps nothing, and is the same for everybody", async ({ page, app }) => {
  await prepare(app);
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  const response = await page.goto(card);
  expect(asked).toEqual([`${app.baseURL}${card}`]);
  expect(complaints).toEqual([]);
  expect(await page.context().cookies()).toEqual([]);
  const headers = response?.headers() ?? {};
  expect(headers["set-cookie"]).toBeUndefined();
  const html = (await response?.text()) ?? "";
  expect(html).not.toMatch(/<script|<link|<img|\son\w+=/);
  expect(Buffer.byteLength(html)).toBeLessThan(6_000);
  expect((await page.request.get(card, { headers: { "If-None-Match": headers.etag ?? "" } })).status()).toBe(304);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`the card breaks no rule of WCAG and fits its frame, ${colorScheme}`, async ({ page, app }) => {
    await prepare(app);
    await page.emulateMedia({ colorScheme });
    for (const path of [card, `${card}?organization=acleda`, `${card}?asOf=2020-01-01`, "/embed/reports/none"]) {
      await page.goto(path);
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
        .analyze();
      expect
        .soft(
          violations.map(({ id }) => id),
          path,
        )
        .toEqual([]);
      for (const [width, height] of [
        [420, 320],
        [320, 400],
      ] as const) {
        await page.setViewportSize({ width, height });
        const over = await page.evaluate(() => [
          document.documentElement.scrollWidth - innerWidth,
          document.documentElement.scrollHeight - innerHeight,
        ]);
        expect.soft(over, `${path} at ${width} px`).toEqual([0, 0]);
      }
    }
  });

test("the keyboard goes through the card, and shows where one is", async ({ page, app }) => {
  await prepare(app);
  await page.goto(card);
  const links = await page.getByRole("link").all();
  expect(links.length).toBe(2);
  for (const link of links) {
    await page.keyboard.press("Tab");
    await expect(link).toBeFocused();
    await expect(link).toHaveCSS("outline-style", "solid");
  }
});

test("a shared address brings its title, its description and a picture of what it shows", async ({ page, app }) => {
  await prepare(app);
  await signIn(page, app, "ilo");
  await page.goto(`${report}/snapshots`);
  await page.getByLabel("Title").fill("Last week");
  await page.getByLabel("As of the end of").fill(daysAgo(7));
  await page.getByRole("button", { name: "Freeze this day" }).click();
  await page.waitForURL((url) => url.pathname === `${report}/snapshots/last-week`);
  const property = (name: string) => page.locator(`meta[property="${name}"], meta[name="${name}"]`);
  const pictures = new Map<string, string>();
  for (const path of [
    report,
    `${report}?asOf=${daysAgo(7)}`,
    "/organizations/acleda",
    recommendation("R1.2"),
    recommendation("R1"),
    `${report}/themes/finance`,
    // Those that have no picture of their own have that of their report.
    `${report}/recommendations?status=in_progress&organization=acleda`,
    `${report}/recommendations?unit=assignment&asOf=${daysAgo(7)}`,
    `${report}/changes?from=${daysAgo(9)}&to=${daysAgo(3)}`,
    `${report}/print?asOf=${daysAgo(7)}`,
    `${report}/snapshots`,
    `${report}/snapshots/last-week`,
    `${report}/snapshots/last-week/recommendations?organization=acleda`,
    `${report}/snapshots/compare?one=last-week&other=now`,
    // With a single report the start page leads to it; its picture is that of what has none.
    "/organizations",
  ]) {
    await page.goto(path);
    await expect(property("og:url"), path).toHaveAttribute("content", `${app.baseURL}${path}`);
    const title = (await property("og:title").getAttribute("content")) ?? "";
    expect(await page.title()).toBe(`${title} – Tamdan`);
    expect((await property("og:description").getAttribute("content"))?.length, path).toBeGreaterThan(20);
    await expect(property("twitter:card"), path).toHaveAttribute("content", "summary_large_image");
    const address = (await property("og:image").getAttribute("content")) ?? "";
    expect(address.startsWith(app.baseURL), address).toBe(true);
    const response = await page.request.get(address);
    expect(response.headers(), address).toMatchObject({
      "content-type": "image/png",
      "cache-control": "public, max-age=300",
    });
    const png = await response.body();
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
    pictures.set(png.toString("base64"), path);
  }
  expect(pictures.size).toBe(8);
  for (const path of ["/reports/none", `${report}/snapshots/none`, "/organizations/none", recommendation("none")])
    expect((await page.request.get(`${path}/preview.png`)).status(), path).toBe(404);
});

test("“Share or embed” gives the addresses of this view, and code that shows its card", async ({ page, app }) => {
  await prepare(app);
  const path = `${report}?asOf=${daysAgo(7)}`;
  await page.goto(path);
  await page.getByText("Share or embed", { exact: true }).click();
  await expect(page.getByLabel("Address of this view")).toHaveValue(`${app.baseURL}${path}`);
  await expect(page.getByLabel("Address of the feed")).toHaveValue(`${app.baseURL}${report}/feed.atom`);
  await expect(page.getByLabel("Address of the calendar")).toHaveValue(`${app.baseURL}${report}/targets.ics`);
  const code = await page.getByLabel("Embed the progress card").inputValue();
  const site = await openOtherSite(() => code);
  await page.goto(site.address);
  await expect(page.locator("iframe")).toHaveAttribute("src", `${app.baseURL}${card}?asOf=${daysAgo(7)}`);
  await expect(page.frameLocator("iframe").locator("dd")).toHaveText(["0 of 2", "0 of 2"]);
  site.close();
});

test("whoever asks for the pictures of many days at once is told to come again, and those of now are drawn meanwhile", async ({
  app,
  request,
}) => {
  await prepare(app);
  const pictureOf = (path: string, days?: number) =>
    request.get(`${path}/preview.png${days === undefined ? "" : `?asOf=${daysAgo(days)}`}`);
  const pages = [report, "/organizations/acleda", recommendation("R1.2"), `${report}/themes/finance`];
  const past = Promise.all(
    Array.from({ length: 40 }, (_, index) => pictureOf(pages[index % pages.length] ?? report, 20 + index)),
  );
  const now = await Promise.all(pages.map((path) => pictureOf(path)));
  expect(now.map((response) => response.status())).toEqual(pages.map(() => 200));
  const answers = (await past).map((response) => response.status());
  const refused = (await past).filter((response) => response.status() === 503);
  expect(answers.filter((status) => status === 200).length + refused.length).toBe(answers.length);
  expect(refused.length).toBeGreaterThan(10);
  expect(refused[0]?.headers()).toMatchObject({ "retry-after": "5", "cache-control": "no-store" });
  expect((await pictureOf(report, 19)).status()).toBe(200);
});
