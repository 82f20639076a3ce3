import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { signIn } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import { writeHistory } from "../support/history.ts";
import { historyOf, recommendation } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";

/** The beginning of each sentence of the history of R3.2, newest first; days are those of the machine's clock. */
const told = [
  "ACLEDA confirmed that nothing has changed on R3.2",
  "ACLEDA contested what ILO entered for it on R3.2",
  "ACLEDA moved R3.2 from in progress to partially implemented",
  "ILO reopened R3.2 of ACLEDA: in progress",
  "ILO confirmed that R3.2 is no longer applicable to ACLEDA",
  "ACLEDA asked to close R3.2 as no longer applicable (it was in progress)",
  "ILO refused to close R3.2 of ACLEDA as not implemented",
  "ACLEDA asked to close R3.2 as not implemented (it was in progress)",
  "ILO found that R3.2 of ACLEDA is not implemented as reported",
  "ACLEDA moved R3.2 from partially implemented to implemented",
  "ACLEDA replied to what ILO decided on R3.2",
  "ILO found R3.2 of ACLEDA partly implemented",
  "ACLEDA replied to what ILO decided on R3.2",
  "ILO returned R3.2 to ACLEDA for more evidence",
  "ACLEDA moved R3.2 from partially implemented to implemented",
  /ACLEDA corrected its entry of \d+ \w+ \d{4} on R3\.2/,
  "ACLEDA moved R3.2 from in progress to partially implemented",
  "ACLEDA moved R3.2 from not started to in progress",
  "ACLEDA changed a key action of R3.2: “Train the loan officers of every branch in lending to small enterprises”",
  "ACLEDA finished a key action of R3.2: “Publish the survey”",
  "MIME added a note on R3.2",
  /ACLEDA moved the target of “Train the loan officers .+” for R3\.2 from \d+ \w+ \d{4} to \d+ \w+ \d{4}: staffing/,
  "ACLEDA added a key action to R3.2: “Publish the survey”",
  "ACLEDA added a key action to R3.2: “Train the loan officers of every branch in lending to small enterprises”",
  /ACLEDA moved the target of R3\.2 from \d+ \w+ \d{4} to \d+ \w+ \d{4}/,
  /MIME is considering R3\.2 and will decide by \d+ \w+ \d{4}/,
  /ACLEDA moved the target of R3\.2 from \d+ \w+ \d{4} to \d+ \w+ \d{4}: funding/,
  /ACLEDA set a target date for R3\.2: \d+ \w+ \d{4}/,
  "ACLEDA accepted R3.2 in part",
];

const sectionOf = (page: Page, slug: string) => page.locator(`section[aria-labelledby="${slug}"]`);
const entryOf = (page: Page, sentence: string | RegExp) => historyOf(page).filter({ hasText: sentence }).first();

test("an entry of every kind is told in a sentence, with all that it says and what was said of it later", async ({
  page,
  app,
}) => {
  await writeHistory(app);
  await page.goto(recommendation("R3.2"));
  await expect(historyOf(page)).toContainText(told);
  for (const summary of await page.getByRole("main").locator("summary").all()) await summary.click();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }

  const answer = entryOf(page, "ACLEDA accepted R3.2 in part");
  await expect(answer).toContainText("Parts not accepted");
  await expect(answer).toContainText("Lending without collateral.");
  await expect(answer).toContainText("Happened January 2001");

  const onBehalf = entryOf(page, "entered by ILO for ACLEDA");
  await expect(onBehalf).toContainText("A call with the credit department.");
  await expect(onBehalf).toContainText(/ACLEDA contested this entry on \d+/);
  await expect(onBehalf).toContainText("Nobody of the credit department was called.");

  const correction = entryOf(page, "ACLEDA corrected");
  await expect(correction).toContainText("A branch was forgotten.");
  await correction.getByRole("link", { name: /its entry of/ }).click();
  const corrected = page.locator("li:target");
  await expect(corrected).toContainText("Corrected later: what this entry says no longer counts.");
  await expect(corrected).toContainText("Two branches lend.");
  await corrected.getByRole("listitem").filter({ hasText: "Corrected on" }).getByRole("link").click();
  await expect(page.locator("li:target")).toContainText("A branch was forgotten.");

  const address = page.url().replace(/.*(?=#)/, "");
  await page.goto("about:blank");
  await page.goto(`${recommendation("R3.2")}?entry=${address.replace("#entry-", "")}${address}`);
  await expect(page.locator("li:target")).toContainText("A branch was forgotten.");
  await expect(page.locator("li:target")).toBeInViewport();

  const refusal = entryOf(page, "asked to close R3.2 as not implemented");
  await expect(refusal).toContainText(/ILO refused it on \d+/);
});

test("evidence says what it is, and restricted evidence is for whom it is for", async ({ page, app }) => {
  await writeHistory(app);
  await page.goto(recommendation("R3.2"));
  const file = page.getByRole("listitem").filter({ hasText: "Survey of lenders" }).last();
  await expect(file).toContainText("CSV table · 43 bytes");
  await expect(file.getByRole("link")).toHaveAttribute("href", /^\/evidence\/[0-9a-f-]{36}$/);
  await expect(file.getByText(/^[0-9a-f]{64}$/)).toBeHidden();
  await file.getByText("SHA-256 of the file").click();
  await expect(file.getByText(/^[0-9a-f]{64}$/)).toBeVisible();
  await expect(page.getByText("Annual report · National Bank of Cambodia · dated February 2001 · Khmer")).toBeVisible();

  await expect(page.getByRole("main")).not.toContainText("List of borrowers");
  await expect(page.getByRole("main")).not.toContainText("Minutes of the board");
  await expect(entryOf(page, "ACLEDA corrected")).toContainText("Its evidence is restricted");
  for (const [organization, isSeen] of [
    ["acleda", true],
    ["undp", false],
  ] as const) {
    await page.context().clearCookies();
    await signIn(page, app, organization);
    await page.goto(recommendation("R3.2"));
    await expect(page.getByText("Minutes of the board"), organization).toHaveCount(isSeen ? 1 : 0);
    await expect(page.getByText("Restricted: only the organization"), organization).toHaveCount(isSeen ? 2 : 0);
  }
});

test("the facts of an assignment: report beside verification, answer beside status, moved targets, key actions", async ({
  page,
  app,
}) => {
  await writeHistory(app);
  await query(
    app,
    "update assignments set created_at = created_at - interval '19 months' where organization_id = (select id from organizations where slug = 'ministry')",
  );
  await page.goto(recommendation("R3.2"));
  const acleda = sectionOf(page, "acleda");
  await expect(acleda).toContainText("ACLEDA accepted it in part, in January 2001.");
  await expect(acleda).toContainText("Entered by ILO for ACLEDA.");
  await expect(acleda).toContainText(/3 days late/);
  await expect(acleda).toContainText(/Moved twice, first target \d+ \w+ \d{4}/);
  await expect(acleda).toContainText(
    "ACLEDA contests what ILO entered for it: “Nobody of the credit department was called.”",
  );
  await expect(acleda).toContainText("The other branches.");
  const action = acleda.getByRole("listitem").filter({ hasText: "Train the loan officers" });
  await expect(action).toContainText(/Planned.*Responsible: Human resources.*10 days late.*Moved once, first target/);
  await expect(acleda.getByRole("listitem").filter({ hasText: "Publish the survey" })).toContainText(
    "No target date: It is published.",
  );
  await acleda.getByText("How the target date moved").click();
  await expect(acleda.getByRole("listitem").filter({ hasText: "The law on microfinance is awaited." })).toBeVisible();
  const ministry = sectionOf(page, "ministry");
  await expect(ministry).toContainText(/will decide by \d+ \w+ \d{4}.\s+12 days late/);
  await expect(ministry).toContainText(/Long outstanding: open since \d+ \w+ \d{4}/);

  await page.goto(recommendation("R1.4"));
  await expect(sectionOf(page, "ministry")).toContainText(
    "Reported as implemented, waiting for verification for 24 days.",
  );
  await page.goto(recommendation("F3"));
  await expect(sectionOf(page, "undp")).toContainText(/ILO could not verify it on \d+ \w+ \d{4}/);
  await page.goto(recommendation("F4"));
  await expect(sectionOf(page, "acleda")).toContainText(/Returned on \d+ \w+ \d{4}: ILO asked for more evidence\./);
  await expect(sectionOf(page, "acleda")).toContainText("A fund was set up.");
  await page.goto(recommendation("E1"));
  await expect(sectionOf(page, "ministry")).toContainText(/Verified by ILO on \d+ \w+ \d{4}\./);

  await page.goto(recommendation("R2"));
  await expect(sectionOf(page, "ministry")).toContainText("Not accepted, and yet work goes on.");
  await expect(sectionOf(page, "undp")).toContainText("The Ministry of Commerce.");
  await page.goto(recommendation("F2"));
  await expect(sectionOf(page, "acleda")).toContainText(
    "Exit requested: not implemented. The status counts as before until the steward decides.",
  );
});

test("who answers for a body that has ended stands with its assignments", async ({ page, app }) => {
  await query(
    app,
    "update organizations set exists_until = '2003-03-31', exists_until_precision = 'month', successor_id = (select id from organizations where slug = 'undp') where slug = 'veterans'",
  );
  await page.goto(recommendation("F2"));
  await expect(sectionOf(page, "veterans")).toContainText("CVAP ended in March 2003; UNDP answers now.");
});

test("what has to be done next is said where assignments are listed", async ({ page, app }) => {
  await writeHistory(app);
  await page.goto("/organizations/acleda");
  const row = (code: string) => page.getByRole("row").filter({ has: page.getByRole("link", { name: `${code} ` }) });
  await expect(row("F4")).toContainText("Returned for more evidence");
  await expect(row("R3.2")).toContainText("Contested: an entry made on its behalf");
  await expect(row("F2")).toContainText("Exit requested: the steward decides");
  await expect(row("R1.3")).toContainText("Not answered yet");
  await signIn(page, app, "acleda");
  await page.goto("/our-work");
  const work = page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ has: page.getByRole("link", { name: /^Log progress/ }) });
  await expect(work.first()).toContainText("F4");
  await expect(work.first()).toContainText("Returned for more evidence");
});
