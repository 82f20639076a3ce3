import type { Browser, Page } from "@playwright/test";
import { type OrganizationSlug, signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { type Filled, fillForm, openForm, sendForm } from "../support/entry-forms.ts";
import { historyOf, recommendation } from "../support/progress-form.ts";
import { countEntries, query } from "../support/rows.ts";

const place = recommendation("R1.2");
const pdf = {
  name: "annual-report.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.from("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"),
};
const sectionOf = (page: Page, acronym: string) => page.getByRole("region", { name: `(${acronym})` });

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    const openAs = async (browser: Browser, app: App, organization: OrganizationSlug) => {
      const context = await browser.newContext({ baseURL: app.baseURL, javaScriptEnabled: scripts === "on" });
      const page = await context.newPage();
      await signIn(page, app, organization);
      await page.goto(place);
      return page;
    };

    test("an assignment goes from awaiting a response to verified, through a return for more evidence, across three organizations", async ({
      page: acleda,
      app,
      browser,
    }) => {
      await query(
        app,
        `update memberships set roles = '{verifier}'
         where organization_id = (select id from organizations where slug = 'undp')`,
      );
      await signIn(acleda, app, "acleda");
      await acleda.goto(place);
      await expect(sectionOf(acleda, "ACLEDA")).toContainText("ACLEDA has not answered yet");
      await save(acleda, "Answer the recommendation", "Save answer", {
        Answer: "Partially accepted",
        "When was this decided?": "2001-01",
        "Which parts are not accepted?": "The second survey.",
        "Why?": "Another body makes it.",
      });
      await expect(sectionOf(acleda, "ACLEDA")).toContainText("ACLEDA accepted it in part");

      const progress = await openForm(acleda, "Log progress");
      const done: Filled = {
        Status: "Implemented",
        "What has happened?": "Every branch lends.",
        "When did it happen?": "2003-05-04",
        "When was it completed?": "2003-04",
        "How is the intent of the recommendation met?": "Small enterprises borrow in every branch.",
        Title: "Annual report",
      };
      await fillForm(progress, done);
      await progress.getByLabel("File", { exact: true }).setInputFiles({ ...pdf, buffer: Buffer.from("MZ no report") });
      await progress.getByRole("button", { name: "Save update" }).click();
      const alert = progress.getByRole("alert");
      await expect(alert).toBeFocused();
      await expect(alert).toContainText("What is in this file is not what its name says.");
      await expect(alert).toContainText("Nothing was saved, nothing you typed is lost.");
      for (const [label, text] of Object.entries(done))
        if (label !== "Status") await expect(progress.getByLabel(label, { exact: true })).toHaveValue(text);
      await expect(progress.getByLabel("Status", { exact: true })).toHaveValue("implemented");
      if (scripts === "off") await expect(progress).toContainText("Choose the file again (annual-report.pdf)");
      expect(await countEntries(app)).toBe(1);
      await progress.getByLabel("File", { exact: true }).setInputFiles(pdf);
      await sendForm(acleda, progress, "Save update");
      await expect(sectionOf(acleda, "ACLEDA")).toContainText("waiting for verification");
      expect(await query(app, "select kind, file_name, size, restricted from evidence")).toEqual([
        { kind: "file", file_name: "annual-report.pdf", size: pdf.buffer.length, restricted: false },
      ]);
      // Who made the claim has no form to verify it with.
      await expect(acleda.getByText("Decide the verification")).toHaveCount(0);

      const undp = await openAs(browser, app, "undp");
      await save(undp, "Decide the verification", "Save decision", {
        Finding: "More evidence is needed",
        "What is the finding based on?": "The annual report.",
        "Why?": "It does not name the branches.",
      });
      await expect(sectionOf(undp, "ACLEDA")).toContainText("asked for more evidence");

      await acleda.goto(place);
      const reply = await openForm(acleda, "Send the evidence that was asked for");
      await expect(reply).toContainText("It does not name the branches.");
      await fillForm(reply, { "Your reply": "Here is the list of branches." });
      if (!(await reply.getByLabel("Title", { exact: true }).isVisible()))
        await reply.getByText("Add evidence").click();
      await fillForm(reply, { Title: "Branches", Link: "https://example.org/branches.pdf" });
      await sendForm(acleda, reply, "Send reply");
      await expect(sectionOf(acleda, "ACLEDA")).toContainText("waiting for verification");

      const ilo = await openAs(browser, app, "ilo");
      await save(ilo, "Decide the verification", "Save decision", {
        Finding: "Verified",
        "What is the finding based on?": "The annual report and the list of branches.",
        "Why?": "All branches lend.",
      });
      await expect(sectionOf(ilo, "ACLEDA")).toContainText("Verified by ILO");

      await save(ilo, "Reopen", "Reopen", { Status: "In progress", "Why?": "Two branches have closed." });
      await expect(sectionOf(ilo, "ACLEDA")).toContainText("In progress");
      expect(await query(app, "select kind::text, verification::text from updates order by sequence")).toEqual([
        { kind: "response", verification: null },
        { kind: "progress", verification: null },
        { kind: "verification", verification: "more_evidence_requested" },
        { kind: "reply", verification: null },
        { kind: "verification", verification: "verified" },
        { kind: "reopening", verification: null },
      ]);
      await Promise.all([undp.context().close(), ilo.context().close()]);
    });

    test("of two requests to close, the steward confirms one and refuses the other", async ({ page, app, browser }) => {
      await signIn(page, app, "acleda");
      for (const code of ["R1.2", "R1.3"]) {
        await page.goto(recommendation(code));
        await save(page, "Log progress", "Save update", {
          Status: "No longer applicable",
          "When did it happen?": "2003",
          "Reason for closing it": "The context has changed",
          "Why?": "The programme has ended.",
        });
        await expect(sectionOf(page, "ACLEDA")).toContainText("Exit requested");
      }
      const ilo = await openAs(browser, app, "ilo");
      await save(ilo, "Decide the requested exit", "Save decision", { Decision: "Confirm", "Why?": "It has ended." });
      await expect(sectionOf(ilo, "ACLEDA")).toContainText("No longer applicable");
      await expect(sectionOf(ilo, "ACLEDA")).not.toContainText("Exit requested");
      await ilo.goto(recommendation("R1.3"));
      await save(ilo, "Decide the requested exit", "Save decision", { Decision: "Refuse", "Why?": "It goes on." });
      await expect(sectionOf(ilo, "ACLEDA")).toContainText("Not started");
      await expect(sectionOf(ilo, "ACLEDA")).not.toContainText("Exit requested");

      await page.goto(recommendation("R1.3"));
      await save(page, "Reply to the decision of ILO", "Save reply", {
        "Your reply": "We had asked for another reason.",
      });
      await expect(historyOf(page).first()).toContainText("We had asked for another reason.");
      await ilo.context().close();
    });

    test("what the steward enters on behalf of an organization names its source, and is contested", async ({
      page: ilo,
      app,
      browser,
    }) => {
      await signIn(ilo, app, "ilo");
      await ilo.goto(place);
      const onBehalf = "Enter on behalf of ACLEDA";
      await ilo.getByRole("link", { name: onBehalf }).click();
      const form = sectionOf(ilo, "ACLEDA").getByRole("form", { name: "Log progress" });
      await fillForm(form, {
        Status: "In progress",
        "What has happened?": "A pilot lends.",
        "When did it happen?": "2002",
      });
      await form.getByRole("button", { name: "Save update" }).click();
      const told = form.getByRole("alert");
      await expect(told).toBeFocused();
      await expect(told.getByRole("link")).toHaveText(["Say where you have it from."]);
      await expect(form.getByLabel("What has happened?")).toHaveValue("A pilot lends.");
      await fillForm(form, { "Where do you have it from?": "A letter of May 2002." });
      await sendForm(ilo, form, "Save update");
      await expect(historyOf(ilo).first()).toContainText("A pilot lends.");

      const acleda = await openAs(browser, app, "acleda");
      const stance = await openForm(acleda, "Confirm or contest what ILO entered for ACLEDA");
      await expect(stance).toContainText("A pilot lends.");
      await fillForm(stance, { "Is it right?": "No, we contest it" });
      await stance.getByRole("button", { name: "Save", exact: true }).click();
      await expect(stance.getByRole("alert").getByRole("link")).toHaveText(["Say what is wrong with the entry."]);
      await expect(stance.getByRole("radio", { name: "No, we contest it" })).toBeChecked();
      await fillForm(stance, { "What do you say to it?": "It was a plan, not a pilot." });
      await sendForm(acleda, stance, "Save");
      await expect(historyOf(acleda).first()).toContainText("It was a plan, not a pilot.");
      await expect(acleda.getByText("Confirm or contest what ILO entered")).toHaveCount(0);
      const [entry, contest] = await query(
        app,
        "select id, about_id, stance::text, source, on_behalf_of_id is not null as on_behalf from updates order by sequence",
      );
      expect(entry).toMatchObject({ source: "A letter of May 2002.", on_behalf: true });
      expect(contest).toMatchObject({ about_id: entry?.id, stance: "contested", on_behalf: false });
      await acleda.context().close();
    });
  });
}

async function save(page: Page, name: string, button: string, filled: Filled) {
  const form = await openForm(page, name);
  await fillForm(form, filled);
  await sendForm(page, form, button);
}
