import type { APIRequestContext, Page } from "@playwright/test";
import messages from "../../messages/en.json" with { type: "json" };
import { type OrganizationSlug, openLink, signIn } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import {
  field,
  firstSteps,
  formOf,
  historyOf,
  recommendation,
  report,
  saveAndSee,
  savedNotice,
} from "../support/progress-form.ts";

const names: Partial<Record<OrganizationSlug, string>> = {
  acleda: "Association of Cambodian Local Economic Development Agencies (ACLEDA)",
  undp: "United Nations Development Programme (UNDP)",
};
const sectionOf = (page: Page, organization: OrganizationSlug) =>
  page.getByRole("region", { name: names[organization] ?? "", exact: true });
const asAWhole = (page: Page) =>
  page.getByRole("term").filter({ hasText: "Status as a whole" }).locator("xpath=following-sibling::dd");
const rowOf = (page: Page, table: string, name: string) =>
  page
    .getByRole("table", { name: table, exact: true })
    .getByRole("row")
    .filter({
      has: page.getByRole("rowheader", { name, exact: true }),
    });

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("an organization opens its link, logs progress, and all that tells of it changes", async ({ page, app }) => {
      const links = await app.signInLinks();
      await openLink(page, links.acleda?.url ?? "", "acleda");
      await expect(page.getByRole("banner")).toContainText("First approver for ACLEDA");
      await page.getByRole("link", { name: "Log progress R1.2" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("R1.2 Enterprises financed by microfinance");
      await expect(page.getByText("Nothing has been logged yet.")).toBeVisible();

      await saveAndSee(page, firstSteps);

      await expect(savedNotice(page)).toBeFocused();
      await expect(historyOf(page)).toHaveCount(1);
      const entry = historyOf(page).first();
      await expect(entry).toContainText("ACLEDA moved R1.2 from not started to in progress");
      await expect(entry).toContainText("A working group has met.");
      await expect(entry).toContainText("Happened March 2001");
      await expect(entry).toContainText(/recorded \d+ \w+ \d{4} at \d\d:\d\d by First approver for ACLEDA/);
      await expect(sectionOf(page, "acleda")).toContainText("In progress");
      await expect(sectionOf(page, "acleda")).toContainText("Last entry today");
      await expect(sectionOf(page, "undp")).toContainText("Not started");
      await expect(asAWhole(page)).toHaveText("In progress");
      await expect(field(page, "note")).toHaveValue("");

      await page.getByRole("link", { name: "R1 Close four information gaps" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("R1 Close four information gaps");
      await expect(asAWhole(page)).toHaveText("In progress");
      const parts = page.getByRole("region", { name: "Parts" }).getByRole("listitem");
      await expect(parts.filter({ hasText: "R1.2" })).toContainText("In progress");
      await expect(parts.filter({ hasText: "R1.1" })).toContainText("Not started");

      await page.getByRole("link", { name: "Recommendations", exact: true }).click();
      const listed = rowOf(page, "Recommendations", "R1.2");
      await expect(listed.getByRole("cell").nth(3)).toHaveText("In progress");
      await expect(listed.getByRole("img", { name: "in progress" })).toHaveCount(1);
      await expect(listed.getByRole("img", { name: "not started" })).toHaveCount(1);
      await expect(rowOf(page, "Recommendations", "R1").getByRole("cell").nth(3)).toHaveText("In progress");
      await expect(rowOf(page, "Recommendations", "R2").getByRole("cell").nth(3)).toHaveText("Not started");

      await page.goto("/organizations/acleda");
      await expect(rowOf(page, "Status", "In progress")).toContainText("1 of 11");
      await expect(rowOf(page, "Assignments", "R1.2 Enterprises financed by microfinance")).toContainText(
        "In progress",
      );

      await page.getByRole("link", { name: "Progress", exact: true }).click();
      await expect(rowOf(page, "Status", "In progress")).toContainText("1 of 37");
      await expect(rowOf(page, "Status", "Not started")).toContainText("36 of 37");
      await expect(page.getByRole("group", { name: "ACLEDA: 1 in progress, 10 not started" })).toBeVisible();
      await expect(page.getByRole("group", { name: "Finance: 1 in progress, 4 not started" })).toBeVisible();
      const latest = page.getByRole("region", { name: "Latest updates" }).getByRole("listitem");
      await expect(latest).toHaveCount(1);
      await latest.getByRole("link", { name: "R1.2" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText("R1.2");
    });

    test("an organization sees what another logged, logs its own, and has no form for the other", async ({
      page,
      app,
      browser,
      request,
    }) => {
      await signIn(page, app, "acleda");
      await page.goto(recommendation("R1.2"));
      await saveAndSee(page, firstSteps);

      const other = await browser.newContext({ baseURL: app.baseURL, javaScriptEnabled: scripts === "on" });
      const undp = await other.newPage();
      await signIn(undp, app, "undp");
      await undp.goto(recommendation("R1.2"));
      await expect(historyOf(undp)).toContainText("A working group has met.");
      await expect(formOf(undp)).toHaveCount(1);
      await expect(sectionOf(undp, "undp").getByRole("form", { name: "Log progress" })).toBeVisible();
      await expect(sectionOf(undp, "acleda").getByRole("button")).toHaveCount(0);
      await undp.goto(recommendation("R3.1"));
      await expect(undp.getByRole("heading", { level: 1 })).toContainText("R3.1");
      await expect(formOf(undp)).toHaveCount(0);
      await expect(undp.getByRole("button", { name: "No change, still correct" })).toHaveCount(0);

      await undp.goto(recommendation("R1.2"));
      await saveAndSee(undp, {
        status: "Partially implemented",
        note: "The first survey is out.",
        occurredOn: "2002",
        whatRemains: "The second survey.",
        evidenceTitle: "Survey of 2002",
        evidenceUrl: "https://example.org/survey.pdf",
      });
      await expect(historyOf(undp)).toHaveCount(2);
      const newest = historyOf(undp).first();
      await expect(newest).toContainText("UNDP moved R1.2 from not started to partially implemented");
      await expect(newest).toContainText("Happened 2002");
      await expect(newest).toContainText("The second survey.");
      await expect(newest.getByRole("link", { name: "Survey of 2002" })).toHaveAttribute(
        "href",
        "https://example.org/survey.pdf",
      );
      await expect(sectionOf(undp, "acleda")).toContainText("In progress");
      await expect(asAWhole(undp)).toHaveText("Partially implemented");

      await page.goto(recommendation("R1.2"));
      await expect(historyOf(page)).toHaveCount(2);
      await page.getByRole("button", { name: "No change, still correct" }).click();
      await expect(savedNotice(page)).toBeVisible();
      await expect(historyOf(page).first()).toContainText("ACLEDA confirmed that nothing has changed on R1.2");
      await expect(sectionOf(page, "acleda")).toContainText("In progress");

      await page.goto(report);
      await expect(rowOf(page, "Status", "In progress")).toContainText("1 of 37");
      await expect(rowOf(page, "Status", "Partially implemented")).toContainText("1 of 37");
      await expectSameNumbers(page, request);
      const log = await itemsOf(request, "updates");
      expect(
        log.map(({ kind, organization, enteredBy, implementation }) => [kind, organization, enteredBy, implementation]),
      ).toEqual([
        ["progress", "acleda", "acleda", "in_progress"],
        ["progress", "undp", "undp", "partially_implemented"],
        ["confirmation", "acleda", "acleda", null],
      ]);
      expect(log[0]).toMatchObject({ note: firstSteps.note, occurredOn: "2001-03", precision: "month" });
      await other.close();
    });

    test("what is implemented waits for verification, and who leaves has only asked to", async ({
      page,
      app,
      request,
    }) => {
      await signIn(page, app, "acleda");
      await page.goto(recommendation("R1.2"));
      await saveAndSee(page, {
        status: "Implemented",
        occurredOn: "2003-05-04",
        completedOn: "2003-04",
        howIntentMet: "Every branch lends to small enterprises.",
        evidenceTitle: "Annual report",
        evidenceUrl: "https://example.org/annual-report.pdf",
      });
      await expect(sectionOf(page, "acleda")).toContainText("Implemented");
      await expect(sectionOf(page, "acleda")).toContainText("Completed April 2003");
      await expect(sectionOf(page, "acleda")).toContainText(
        "Reported as implemented, waiting for verification since today.",
      );
      await expect(sectionOf(page, "acleda")).toContainText("This assignment is implemented.");
      await expect(field(page, "status").getByRole("option")).toHaveText([
        "Choose a status",
        "No change of status, only a note",
      ]);
      await expect(historyOf(page).first()).toContainText("Every branch lends to small enterprises.");
      await expect(historyOf(page).first()).toContainText("Happened 4 May 2003");

      await page.goto(recommendation("R1.3"));
      await saveAndSee(page, {
        status: "No longer applicable",
        occurredOn: "2003",
        exitReason: "The context has changed",
        justification: "The programme has ended.",
      });
      await expect(historyOf(page).first()).toContainText(
        "ACLEDA asked to close R1.3 as no longer applicable (it was not started)",
      );
      await expect(historyOf(page).first()).toContainText("The context has changed");
      await expect(sectionOf(page, "acleda")).toContainText(
        "Exit requested: no longer applicable. The status counts as before until the steward decides.",
      );
      await expect(sectionOf(page, "acleda")).toContainText("Not started");

      await page.goto(report);
      await expect(
        page.getByText("1 of 37 assignments is reported as implemented, and 0 of 37 are verified"),
      ).toBeVisible();
      await expect(rowOf(page, "Status", "Implemented, reported only")).toContainText("1 of 37");
      await expect(rowOf(page, "Status", "Not started")).toContainText("36 of 37");
      await expect(rowOf(page, "Status", "No longer applicable")).toContainText("0 of 37");
      await expect(
        page.getByRole("group", { name: "ACLEDA: 1 implemented, reported only, 10 not started" }),
      ).toBeVisible();
      await expectSameNumbers(page, request);
    });
  });
}

/** The progress page, which is open, and the three addresses of the open data agree in every number. */
async function expectSameNumbers(page: Page, request: APIRequestContext) {
  const summary = await (await request.get(`/api/v1${report}/summary`)).json();
  const titles: Record<string, string> = messages.implementationTitle;
  const total = Object.values<number>(summary.counts.implementation).reduce((sum, count) => sum + count, 0);
  expect(total).toBe(37);
  for (const [code, count] of Object.entries(summary.counts.implementation)) {
    // Nothing of it is verified.
    const name = code.startsWith("implemented") ? `${titles[code]}, reported only` : (titles[code] ?? "");
    await expect(rowOf(page, "Status", name).getByRole("cell")).toHaveText(`${count} of ${total}`);
  }

  const figures = page.getByRole("region", { name: "Figures" }).getByRole("table");
  const shown = await figures.getByRole("row").evaluateAll((rows) =>
    rows.slice(1).map((row) => [
      row.querySelector("th > div")?.firstChild?.textContent,
      // biome-ignore lint/performance/useDomNodeTextContent: on a phone the share stands in the same cell, and is hidden here
      row.querySelector("td")?.innerText.trim(),
    ]),
  );
  const said = Object.entries<{ n: number; of: number }>(summary.figures);
  expect(shown).toHaveLength(said.length);
  for (const [key, { n, of }] of said) {
    const name = messages.figures[key as "fresh"].replace("{verificationDays}", "30");
    const [, words] = shown.find(([shownName]) => shownName === name) ?? [];
    expect(words, name).toBe(of === 0 ? "Not available" : `${n} of ${of}`);
  }

  const register = await itemsOf(request, "recommendations");
  const assignments = register.flatMap((item) => item.assignments);
  expect(register).toHaveLength(17);
  expect(assignments).toHaveLength(37);
  for (const [code, count] of Object.entries(summary.counts.implementation))
    expect(assignments.filter(({ implementation }) => implementation === code)).toHaveLength(Number(count));
  for (const { organization, counts } of summary.byOrganization) {
    const own = assignments.filter((assignment) => assignment.organization === organization);
    for (const [code, count] of Object.entries(counts.implementation))
      expect(own.filter(({ implementation }) => implementation === code)).toHaveLength(Number(count));
  }
}

type Item = Record<string, unknown> & { assignments: { organization: string; implementation: string }[] };

async function itemsOf(request: APIRequestContext, list: "recommendations" | "updates"): Promise<Item[]> {
  const { items, next } = await (await request.get(`/api/v1${report}/${list}`)).json();
  expect(next).toBeNull();
  return items;
}
