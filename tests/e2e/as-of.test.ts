import type { Locator, Page } from "@playwright/test";
import { signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { backdate, daysAgo, logAccepted, logImplemented, logInThePast } from "../support/past.ts";
import { formOf, recommendation, report } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";
import { addSecondReport, second } from "../support/second-report.ts";

const place = recommendation("R1.2");
const banner = (page: Page) => page.getByText("a view of the past");
const sectionOf = (page: Page, name: string) => page.getByRole("region", { name: new RegExp(name) });

/** ACLEDA began R1.2 ninety days ago, and finished it ten days ago. */
async function prepare(app: App) {
  await backdate(app);
  const acleda = { code: "R1.2", organization: "acleda" };
  await logInThePast(app, {
    ...acleda,
    days: 90,
    entry: {
      kind: "progress",
      note: "A working group has met.",
      implementation: "in_progress",
      previous_implementation: "not_started",
    },
    state: { implementation: "in_progress" },
  });
  await logAccepted(app, { ...acleda, days: 40 });
  await logImplemented(app, { ...acleda, days: 10 }, "in_progress");
}

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("a day of the past is shown as it was, marked, without forms, and links stay in it", async ({ page, app }) => {
      await prepare(app);
      await signIn(page, app, "acleda");
      await page.goto(report);
      await expect(banner(page)).toHaveCount(0);
      await page.getByLabel("See another day").fill(daysAgo(30));
      await page.getByRole("button", { name: "Show that day" }).click();
      await page.waitForURL((url) => url.searchParams.get("asOf") === daysAgo(30));
      await expect(banner(page)).toBeVisible();
      await expect(page.getByRole("row", { name: /^In progress/ })).toContainText("1 of 37");
      const latest = page.getByRole("region", { name: "Latest updates" });
      await expect(latest.getByRole("listitem")).toHaveCount(2);
      await page.getByLabel("See another day").fill(daysAgo(95));
      await page.getByRole("button", { name: "Show that day" }).click();
      await expect(latest).toContainText("Nothing had been logged by then.");
      await page.goBack();

      await page
        .getByRole("region", { name: "By organization" })
        .getByRole("link", { name: "ACLEDA", exact: true })
        .click();
      await expect(banner(page)).toBeVisible();
      await expect(page.getByRole("heading", { level: 1 })).toContainText("ACLEDA");
      await page.goto(`${report}/recommendations?organization=acleda&asOf=${daysAgo(30)}`);
      await expect(banner(page)).toBeVisible();
      await expect(page.getByRole("status")).toHaveText("11 recommendations found");
      await page.getByLabel("Status", { exact: true }).selectOption("in_progress");
      await page.getByRole("button", { name: "Apply filters" }).click();
      await expect(page.getByRole("status")).toHaveText("1 recommendation found");
      await expect(banner(page)).toBeVisible();
      await page.getByRole("link", { name: "Enterprises financed by microfinance" }).click();
      await page.waitForURL((url) => url.pathname === place && url.searchParams.get("asOf") === daysAgo(30));
      await expect(banner(page)).toBeVisible();
      await expect(sectionOf(page, "ACLEDA")).toContainText("In progress");
      await expect(sectionOf(page, "ACLEDA")).toContainText("Last entry 10 days ago");
      await expect(formOf(page)).toHaveCount(0);
      await expect(page.getByRole("button", { name: "No change, still correct" })).toHaveCount(0);
      await expect(page.getByText("Do you work for")).toHaveCount(0);
      await expect(page.getByRole("region", { name: "History" }).locator("ol > li")).toHaveCount(2);

      await sectionOf(page, "ACLEDA")
        .getByRole("link", { name: /ACLEDA|Association/ })
        .first()
        .click();
      await page.waitForURL((url) => url.pathname === "/organizations/acleda" && url.searchParams.has("asOf"));
      await expect(banner(page)).toBeVisible();
      await expect(page.getByRole("row", { name: /R1\.2/ })).toContainText("In progress");
      await page.getByRole("link", { name: "See it now" }).click();
      await expect(page.getByRole("row", { name: /R1\.2/ })).toContainText("Implemented");
      await expect(banner(page)).toHaveCount(0);

      await page.goto(place);
      await expect(formOf(page)).toBeVisible();
    });

    test("what changed between two days is told by organization; who has read it is told from there on", async ({
      page,
      app,
    }) => {
      await prepare(app);
      await page.goto(`${report}?asOf=${daysAgo(100)}`);
      await page.getByRole("link", { name: "What has changed since" }).click();
      const main = page.getByRole("main");
      await expect(main).toContainText("1 assignment with something new");
      await expect(main).toContainText(
        "ACLEDA: from not started to implemented; accepted; waiting for verification. 3 entries",
      );
      await expect(main).toContainText("Nothing has changed for UNDP, MIME and CVAP.");
      await expect(page.getByRole("button", { name: "I have read this" })).toHaveCount(0);

      await page.getByLabel("From the end of").fill(daysAgo(50));
      await page.getByLabel("To the end of").fill(daysAgo(30));
      await page.getByRole("button", { name: "Compare" }).click();
      await page.waitForURL((url) => url.searchParams.get("to") === daysAgo(30));
      await expect(main.getByRole("listitem").filter({ hasText: "R1.2" })).toContainText("accepted. 1 entry");
      await main.getByRole("link", { name: /^R1\.2/ }).click();
      await expect(banner(page)).toBeVisible();

      await query(app, "update memberships set created_at = now() - interval '60 days'");
      await signIn(page, app, "acleda");
      await page.goto(report);
      await page.getByRole("link", { name: "What has changed", exact: true }).click();
      await expect(main).toContainText("Since your account was made");
      await expect(main).toContainText("from in progress to implemented; accepted; waiting for verification");
      await page.getByRole("button", { name: "I have read this" }).click();
      await expect(page.getByRole("status")).toContainText("Noted");
      await expect(main).toContainText("Since you last said that you have read this");
      await expect(main).toContainText("No assignment has changed");
    });
  });
}

test("a target date is late as of the day that is asked for, on every page that shows it", async ({ page, app }) => {
  await backdate(app);
  const target = { target_on: daysAgo(20), target_precision: "day" };
  await logInThePast(app, {
    code: "R1.2",
    organization: "acleda",
    days: 60,
    entry: { kind: "target", ...target },
    state: { ...target, original_target_on: daysAgo(20), original_target_precision: "day" },
  });
  for (const path of [place, "/organizations/acleda"]) {
    await page.goto(`${path}?asOf=${daysAgo(15)}`);
    await expect(page.getByText("5 days late")).toBeVisible();
    await page.goto(`${path}?asOf=${daysAgo(30)}`);
    await expect(page.getByText("days late")).toHaveCount(0);
  }
});

test("a day that is none, or still to come, gets one sentence, and the page of now", async ({ page, app }) => {
  await prepare(app);
  for (const path of [report, `${report}/recommendations`, place, "/organizations/acleda"]) {
    await page.goto(`${path}?asOf=2026-02-30`);
    await expect(page.getByText("There is no such day.")).toBeVisible();
    await page.goto(`${path}?asOf=${daysAgo(-1)}`);
    await expect(page.getByText("That day is still to come.")).toBeVisible();
    await expect(banner(page)).toHaveCount(0);
    await page.goto(`${path}?asOf=${daysAgo(0)}`);
    await expect(banner(page)).toHaveCount(0);
    await page.goto(`${path}?asOf=1999-01-01`);
    await expect(
      page.getByText(path === place ? "was not in the register on that day" : "There was nothing to count yet"),
    ).toBeVisible();
  }
  await page.goto(`${report}/changes?from=soon&to=2001-02-29`);
  await expect(page.getByText("There is no such day.")).toBeVisible();
});

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("any day of the past is a form away on the pages of an organization, of a theme and of all reports", async ({
      page,
      app,
    }) => {
      await prepare(app);
      await addSecondReport(app);
      for (const path of ["/organizations/acleda", `${report}/themes/finance`, "/"]) {
        await page.goto(path);
        await page.getByLabel("See another day").fill(daysAgo(30));
        await page.getByRole("button", { name: "Show that day" }).click();
        await page.waitForURL((url) => url.pathname === path && url.searchParams.get("asOf") === daysAgo(30));
        await expect(banner(page)).toBeVisible();
        await expect(page.getByLabel("See another day")).toHaveValue(daysAgo(30));
        await page.getByRole("link", { name: "See it now" }).click();
        await expect(banner(page)).toHaveCount(0);
      }
    });
  });
}

test("what is silent for too long is told with its days where all reports have the same, and else without", async ({
  page,
  app,
}) => {
  await addSecondReport(app);
  const told = page.getByText(/^Counts open assignments without any entry/);
  await page.goto("/");
  await expect(told).toContainText("for more than 120 days;");
  await query(app, "update reports set reporting_interval = 30, grace_days = 10 where slug = 'second'");
  await page.goto("/");
  await expect(told).toContainText("for more days than their report sets, which its page names;");
  await expect(told).not.toContainText(/\d/);
  await page.goto(second.path);
  await expect(page.getByText(/more than 40 days/).first()).toBeVisible();
});

test("the figures of all reports are those of the page of each, now and as of a day, and lead to as many rows", async ({
  page,
  app,
}) => {
  await prepare(app);
  await addSecondReport(app);
  await logAccepted(app, { code: "R1.1", organization: "undp", days: 5 });
  for (const [day, first] of [
    [undefined, ["0 of 2", "1 of 2", "1 of 2"]],
    [daysAgo(30), ["0 of 1", "0 of 1", "0 of 1"]],
    [daysAgo(60), ["0 of 37", "0 of 37", "0 of 37"]],
  ] as const) {
    const query = day ? `?asOf=${day}` : "";
    const shown: Record<string, string[]> = {};
    const pressing: Record<string, string[]> = {};
    await page.goto(`/${query}`);
    await expect(banner(page)).toHaveCount(day ? 1 : 0);
    const table = page.getByRole("region", { name: "What needs attention in each report" });
    const heads = await table.getByRole("columnheader").allTextContents();
    expect(heads.slice(2)).toEqual([
      "Overdue",
      "Silent for too long",
      "Not answered yet",
      "Returned for more evidence",
      "Waiting for verification",
    ]);
    for (const title of [await titleOfFirst(app), second.title]) {
      shown[title] = await figuresIn(page.getByRole("region", { name: title, exact: true }));
      pressing[title] = await table.getByRole("row").filter({ hasText: title }).getByRole("cell").allTextContents();
      expect(shown[title]?.length).toBe(3);
    }
    for (const [title, path] of [
      [await titleOfFirst(app), report],
      [second.title, second.path],
    ] as const) {
      await page.goto(`/${query}`);
      await page.getByRole("heading", { name: title }).getByRole("link").click();
      await page.waitForURL((url) => url.pathname === path && url.search === query);
      expect(await figuresIn(page.getByRole("region", { name: "Progress", exact: true })), title).toEqual(shown[title]);
      const attention = page.getByRole("region", { name: "Needs attention" });
      for (const [index, head] of heads.slice(2).entries()) {
        const counted = pressing[title]?.[index + 1] ?? "";
        const item = attention.getByRole("listitem").filter({ has: page.getByRole("heading", { name: head }) });
        if (/^0 of|^Not available/.test(counted)) await expect(item, `${title}: ${head}`).toHaveCount(0);
        else await expect(item, `${title}: ${head}`).toContainText(counted);
      }
    }
    expect(shown[await titleOfFirst(app)]).toEqual(
      first.map((words) => expect.stringMatching(new RegExp(`^${words}`))),
    );
  }
});

test("with a single report the start page leads to it, and stays in the day that was asked for", async ({
  page,
  app,
}) => {
  await prepare(app);
  await page.goto(`/?asOf=${daysAgo(30)}`);
  await expect(page).toHaveURL(`${app.baseURL}${report}?asOf=${daysAgo(30)}`);
  await expect(banner(page)).toBeVisible();
});

test("the page of an organization in two reports has their headings in order, and its assignments under each", async ({
  page,
  app,
}) => {
  await prepare(app);
  await addSecondReport(app);
  await page.goto("/organizations/acleda");
  const levels = await page
    .getByRole("main")
    .locator("h1, h2, h3, h4")
    .evaluateAll((all) => all.map(({ tagName }) => tagName));
  expect(levels.filter((level) => level === "H2").length).toBe(3);
  for (const [index, level] of levels.entries())
    expect(Number(level[1]) - Number(levels[index - 1]?.[1] ?? 0), `${index}: ${levels.join(" ")}`).toBeLessThanOrEqual(
      1,
    );
  for (const name of ["Progress", "Needs attention", "Figures"])
    await expect(page.getByRole("heading", { name, exact: true, level: 3 })).toHaveCount(2);

  await page.getByRole("navigation", { name: "On this page" }).getByRole("link", { name: "Assignments" }).click();
  const groups = page.getByRole("region", { name: "Assignments" }).locator("tbody");
  await expect(groups).toHaveCount(2);
  await expect(groups.first()).toContainText(await titleOfFirst(app));
  await expect(groups.first().getByRole("link")).toHaveCount(11);
  await expect(groups.last()).toContainText(second.title);
  await expect(groups.last().getByRole("link")).toHaveText([/^R1\.2 /, /^R2 /]);
});

const figuresIn = (region: Locator) => region.getByRole("definition").allTextContents();

async function titleOfFirst(app: App): Promise<string> {
  const [first] = await query<{ title: string }>(app, "select title from reports where slug = 'cmb-97-021'");
  return first?.title ?? "";
}
