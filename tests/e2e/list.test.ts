import type { Locator, Page } from "@playwright/test";
import { signIn } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import { firstSteps, formOf, recommendation, report, saveAndSee } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";

const list = `${report}/recommendations`;
const all = "R1 R1.1 R1.2 R1.3 R1.4 R2 R3 R3.1 R3.2 R3.3 R3.4 R3.5 E1 F1 F2 F3 F4".split(" ");

type Filters = Partial<Record<"Status" | "Organization" | "Theme" | "Kind" | "Words" | "Sort by", string>>;

/** What is chosen, what the address says then, and what is found. R1.2 is in progress with ACLEDA, F2 only noted. */
const choices: { filters: Filters; address: string; codes: string[] }[] = [
  { filters: { Status: "In progress" }, address: "status=in_progress", codes: ["R1", "R1.2"] },
  { filters: { Organization: "CVAP" }, address: "organization=veterans", codes: ["R3.1", "R3.2", "F2"] },
  { filters: { Theme: "Women entrepreneurs" }, address: "theme=women", codes: ["R1.3"] },
  { filters: { Kind: "Need" }, address: "kind=need", codes: ["E1", "F1", "F2"] },
  { filters: { Words: "  WORKING  conditions " }, address: "words=", codes: ["R1.4"] },
  { filters: { Words: "R3." }, address: "words=R3.", codes: ["R3.1", "R3.2", "R3.3", "R3.4", "R3.5"] },
  {
    filters: { Organization: "ACLEDA", Status: "In progress" },
    address: "organization=acleda&status=in_progress",
    codes: ["R1.2"],
  },
  { filters: { Organization: "UNDP", Status: "In progress" }, address: "status=in_progress", codes: [] },
  {
    filters: { Kind: "Recommendation", Theme: "Information and research", Organization: "MIME", Words: "women" },
    address: "theme=information",
    codes: ["R1.1", "R1.3"],
  },
  {
    filters: { Kind: "Need", "Sort by": "Last update" },
    address: "sort=latest",
    codes: ["F2", "E1", "F1"],
  },
];

const codesIn = (page: Page) =>
  page.getByRole("table", { name: "Recommendations" }).getByRole("rowheader").allTextContents();
/** A field of the form, and not the box of the column with the same name. */
const control = (form: Locator, name: string) =>
  form.getByLabel(name, { exact: true }).and(form.page().locator("select, [type=search]"));

/** Chooses by its words, whatever the number that stands behind them. */
async function choose(select: Locator, words: string) {
  const option = select.locator("option").filter({ hasText: startsWith(words) });
  await select.selectOption(await option.getAttribute("value"));
}

const startsWith = (words: string) => new RegExp(`^${words}( \\(\\d+\\))?$`);

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("the list is narrowed by each filter and by several, all in an address that can be passed on", async ({
      page,
      app,
      browser,
    }) => {
      await signIn(page, app, "acleda");
      await page.goto(recommendation("R1.2"));
      await saveAndSee(page, firstSteps);
      await page.goto(recommendation("F2"));
      await saveAndSee(page, { ...firstSteps, status: "No change of status, only a note" });
      const anybody = await browser.newContext({ baseURL: app.baseURL, javaScriptEnabled: scripts === "on" });
      const reader = await anybody.newPage();

      await page.goto(list);
      expect(await codesIn(page)).toEqual(all);
      await expect(page.getByRole("status")).toHaveText("17 recommendations found");
      for (const { filters, address, codes } of choices) {
        await page.goto(list);
        const form = page.locator("form", { has: page.getByRole("button", { name: "Apply filters" }) });
        for (const [name, value] of Object.entries(filters))
          if (name === "Words") await control(form, name).fill(value);
          else await choose(control(form, name), value);
        await page.getByRole("button", { name: "Apply filters" }).click();
        await page.waitForURL((url) => address.split("&").every((part) => url.search.includes(part)));

        const found = codes.length === 0 ? "No recommendations found" : `${codes.length} recommendation`;
        await expect(page.getByRole("status")).toContainText(found);
        expect(await codesIn(page)).toEqual(codes);

        await reader.goto(page.url());
        expect(await codesIn(reader), page.url()).toEqual(codes);
        for (const [name, value] of Object.entries(filters)) {
          const shown = control(reader.locator("form"), name);
          if (name === "Words") await expect(shown).toHaveValue(value.trim());
          else await expect(shown.locator("option:checked")).toHaveText(startsWith(value));
        }
      }

      await page.goto(list);
      await page.getByLabel("Sort by").selectOption("Last update");
      await page.getByRole("button", { name: "Apply filters" }).click();
      await page.waitForURL(/sort=latest/);
      expect((await codesIn(page)).slice(0, 3)).toEqual(["F2", "R1", "R1.2"]);
      await anybody.close();
    });

    test("a result that is empty says what to loosen, and each of its links does so", async ({ page }) => {
      const empty = `${list}?status=implemented&organization=undp&words=veterans`;
      const links = {
        "without Status: implemented": ["F2"],
        "without Organization: UNDP": undefined,
        "without Words: “veterans”": undefined,
        "Clear all filters": all,
      };
      await page.goto(empty);
      await expect(page.getByRole("status")).toHaveText("No recommendations found");
      await expect(page.getByText("No recommendation matches all of these. Loosen one of them:")).toBeVisible();
      for (const [name, codes] of Object.entries(links)) {
        await page.goto(empty);
        await page.getByRole("main").getByRole("listitem").getByRole("link", { name }).click();
        await page.waitForURL((url) => url.search !== new URL(empty, url).search);
        if (codes) {
          await expect(page.getByRole("status")).toHaveText(/^\d+ recommendations? found$/);
          expect(await codesIn(page)).toEqual(codes);
        } else await expect(page.getByText("Loosen one of them:")).toBeVisible();
      }
    });
  });
}

test("a short word finds codes, and the page says where else it is looked for", async ({ page }) => {
  await page.goto(`${list}?words=R3`);
  await expect(page.getByRole("main")).toContainText(
    "“R3” is short: it is looked for only where a code or a word of a title begins.",
  );
  await expect(page.getByRole("status")).toContainText("6 recommendations found");
  await page.goto(`${list}?words=R3.+zz+veterans`);
  await expect(page.getByRole("main")).toContainText("“R3.” and “zz” are short: they are looked for only where");
  await expect(page.getByLabel("Words")).toHaveValue("R3. zz veterans");
  await page.goto(`${list}?words=veterans`);
  await expect(page.getByRole("main")).not.toContainText("short");
});

test("what makes no sense in an address is ignored", async ({ page, request, browser, app }) => {
  const nonsense = [
    "status=done",
    "status=",
    "organization=%27%20or%201%3D1",
    "theme=../../etc",
    "kind=recommendation&kind=need&status=x",
    "words=%00",
    "sort=random&page=-1",
    "page=99999999999999999999",
    "page=1.5&unknown=1",
    "words=%25",
  ];
  const found = [17, 17, 17, 17, undefined, 17, 17, 17, 17, 0];
  for (const [index, address] of nonsense.entries()) {
    expect((await page.goto(`${list}?${address}`))?.status(), address).toBe(200);
    const count = found[index];
    if (count !== undefined)
      await expect(page.getByRole("status"), address).toContainText(count === 0 ? "No" : `${count} `);
  }
  for (const address of [
    `${recommendation("R1.2")}?page=x&saved=y`,
    `${recommendation("R1.2")}?saved=${crypto.randomUUID()}`,
  ]) {
    expect((await page.goto(address))?.status()).toBe(200);
    await expect(page.getByText("Saved.")).toHaveCount(0);
  }
  for (const missing of [
    "/nowhere",
    "/reports/nowhere",
    "/reports/nowhere/recommendations",
    recommendation("R9"),
    "/organizations/nobody",
  ]) {
    expect((await request.get(missing)).status(), missing).toBe(404);
    const plain = await browser.newContext({ javaScriptEnabled: false, baseURL: app.baseURL });
    for (const reader of [page, await plain.newPage()]) {
      await reader.goto(missing);
      await expect(reader.getByRole("heading", { level: 1 })).toHaveText("Page not found");
      await expect(reader).toHaveTitle(/^Page not found/);
    }
    await plain.close();
    await page.getByRole("link", { name: "Go to the start page" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Poverty Alleviation");
  }
});

test("our work begins with what needs attention and leads to each form", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  await page.goto(recommendation("R1.1"));
  await saveAndSee(page, firstSteps);
  await page.goto(recommendation("R1.3"));
  await saveAndSee(page, {
    status: "Implemented",
    occurredOn: "2002",
    completedOn: "2002",
    howIntentMet: "In full.",
    evidenceTitle: "Report",
    evidenceUrl: "https://example.org/",
  });
  // F4 was assigned long ago and nothing was ever logged.
  await query(
    app,
    `update assignments a set created_at = now() - interval '200 days' from recommendations r, organizations o
     where r.id = a.recommendation_id and o.id = a.organization_id and r.code = 'F4' and o.slug = 'acleda'`,
  );
  await page.getByRole("link", { name: "Our work" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Our work");
  const items = page.getByRole("main").getByRole("listitem");
  await expect(items).toHaveCount(11);
  await expect(items.first()).toContainText("F4 Secure and decent work in existing enterprises");
  await expect(items.first()).toContainText("Silent: no entry since it was assigned 200 days ago");
  await expect(items.nth(9)).toContainText("R1.1");
  await expect(items.nth(9)).toContainText("Last entry today");
  await expect(items.nth(10)).toContainText("R1.3");
  await items.first().getByRole("link", { name: "Log progress F4" }).click();
  await expect(page).toHaveURL(/F4#acleda$/);
  await expect(formOf(page)).toBeVisible();
});

test("organizations are listed with their part, each with a page of its own", async ({ page }) => {
  await page.goto("/organizations");
  const rows = page.getByRole("table", { name: "Organizations" }).getByRole("row");
  await expect(rows).toHaveCount(6);
  await expect(rows.filter({ hasText: "(ACLEDA)" })).toContainText("Stakeholder");
  await expect(rows.filter({ hasText: "(ILO)" })).toContainText("Steward: keeps the register");
  await page.getByRole("link", { name: "Cambodia Veterans' Assistance Programme" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Cambodia Veterans' Assistance Programme (CVAP)");
  const assignments = page.getByRole("table", { name: "Assignments" }).getByRole("rowheader");
  await expect(assignments).toHaveText([/^R3.1 /, /^R3.2 /, /^F2 /]);
  await expect(page.getByRole("row", { name: /Not started/ }).first()).toContainText("3 of 3");
  await page.locator("summary", { hasText: "Figures" }).click();
  await expect(page.getByRole("row", { name: /^Answered/ })).toContainText("0 of 3");
  await expect(page.getByRole("row", { name: /^Answered/ })).toContainText("too few");
  await expect(page.getByRole("row", { name: /^Accepted/ })).toContainText("Not available");
  await page.goto("/organizations/ilo");
  await expect(page.getByText("ILO answers for no recommendation.")).toBeVisible();
});

test("the start page is the one report, or the list of reports when there are several", async ({ page, app }) => {
  await page.goto("/");
  await expect(page).toHaveURL(new RegExp(`${report}$`));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Poverty Alleviation");
  await expect(page.getByText("every assignment marked 'proposed' is a proposal")).toBeVisible();
  await query(
    app,
    `insert into reports (id, slug, title, time_zone, published_on, published_precision, language, source_url, register_hashes, author_id)
     select gen_random_uuid(), 'second', 'A second report', time_zone, published_on, published_precision, language,
     source_url, register_hashes, author_id from reports`,
  );
  await page.goto("/");
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole("main").getByRole("heading", { level: 2 })).toHaveText([
    /^Poverty/,
    "A second report",
    "Needs attention",
  ]);
  await expect(page.getByRole("row", { name: /^Poverty/ })).toContainText("37");
  await expect(page.getByRole("row", { name: /^A second report/ })).toContainText("Not available");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveText([
    "Reports",
    "Organizations",
    "Our work",
  ]);
  await page.getByRole("link", { name: "A second report" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A second report");
  await expect(page.getByText("Nothing has been logged yet.")).toBeVisible();
  await page.goto("/reports/second/recommendations");
  await expect(page.getByRole("status")).toHaveText("No recommendations found");
});

test("the page for signing in says how to get a link, and as whom one is signed in", async ({ page, app }) => {
  await page.goto("/our-work");
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(page.getByText("npm run --silent sign-in-links")).toBeVisible();
  await signIn(page, app, "undp");
  await page.goto("/sign-in");
  await expect(
    page.getByText("You are signed in as First approver for United Nations Development Programme."),
  ).toBeVisible();
});

test("the site tells whether it answers and whether its database does", async ({ request, app }) => {
  for (const path of ["/healthz", "/readyz"]) expect((await request.get(path)).status(), path).toBe(200);
  await query(app, "alter table _prisma_migrations rename to elsewhere");
  expect((await request.get("/readyz")).status()).toBe(503);
  expect((await request.get("/healthz")).status()).toBe(200);
});
