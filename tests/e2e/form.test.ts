import type { Page, Request } from "@playwright/test";
import { signIn } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import {
  type FieldName,
  field,
  fill,
  firstSteps,
  formOf,
  historyOf,
  labels,
  recommendation,
  report,
  save,
  saveAndSee,
  saveButton,
  savedNotice,
  type Typed,
} from "../support/progress-form.ts";
import { countEntries, query } from "../support/rows.ts";

const place = recommendation("R1.2");
const evidence = { evidenceTitle: "Annual report", evidenceUrl: "https://example.org/report.pdf" };
const nextYear = String(new Date().getFullYear() + 1);
const tooLong = "ក".repeat(5001);

/** What is typed, and what it is refused for: the sentences beside the fields, in the order of the form. */
const refused: { typed: Typed; problems: Partial<Record<FieldName, string>> }[] = [
  {
    typed: {},
    problems: {
      status: "Choose a status, or “No change of status, only a note”.",
      occurredOn: "Enter when it happened, such as 2001, 2001-03 or 2001-03-05.",
    },
  },
  {
    typed: { status: "In progress", occurredOn: "05/03/2001" },
    problems: {
      note: "Say what has happened.",
      occurredOn: "Enter a date that exists, such as 2001, 2001-03 or 2001-03-05.",
    },
  },
  {
    typed: { status: "No change of status, only a note", note: "We met.\n\nTwice.", occurredOn: "2001-02-30" },
    problems: { occurredOn: "Enter a date that exists, such as 2001, 2001-03 or 2001-03-05." },
  },
  {
    typed: { ...firstSteps, occurredOn: nextYear },
    problems: { occurredOn: "Enter a date up to today: only what has happened is logged." },
  },
  {
    typed: { ...firstSteps, occurredOn: "2000-07" },
    problems: { occurredOn: "Enter a date that is not before the report (August 2000)." },
  },
  {
    typed: { ...firstSteps, evidenceTitle: "Annual report" },
    problems: { evidenceUrl: "Enter the link to the evidence, or choose a file." },
  },
  {
    typed: { ...firstSteps, evidenceTitle: "Annual report", evidenceUrl: "javascript:alert(1)" },
    problems: { evidenceUrl: "Enter a full link that starts with https:// or http://." },
  },
  {
    typed: { ...firstSteps, status: "Partially implemented", evidenceUrl: "https://example.org/report.pdf" },
    problems: { whatRemains: "Say what remains to be done.", evidenceTitle: "Give the evidence a title." },
  },
  {
    typed: { status: "Implemented", note: "Done.", occurredOn: "2003", completedOn: "soon", ...evidence },
    problems: {
      completedOn: "Enter a completion date that exists, such as 2001, 2001-03 or 2001-03-05.",
      howIntentMet: "Say how the intent of the recommendation is met.",
    },
  },
  {
    typed: { status: "Implemented differently", occurredOn: "2003", completedOn: nextYear, howIntentMet: "By a fund." },
    problems: {
      completedOn: "Enter a completion date up to today.",
      doneInstead: "Say what was done instead.",
      evidenceTitle: "Give the evidence a title.",
      evidenceUrl: "Enter the link to the evidence, or choose a file.",
    },
  },
  {
    typed: { status: "Not implemented", note: "Stopped.", occurredOn: "2003-01-01" },
    problems: { exitReason: "Choose a reason for closing it.", justification: "Say why." },
  },
  {
    typed: { status: "Partially implemented", occurredOn: "2003", whatRemains: "The other branches.", ...evidence },
    problems: { note: "Say what has happened." },
  },
  {
    typed: {
      status: "Implemented differently",
      completedOn: "2003",
      howIntentMet: "By a fund.",
      doneInstead: "A fund was set up.",
      ...evidence,
    },
    problems: { occurredOn: "Enter when it happened, such as 2001, 2001-03 or 2001-03-05." },
  },
  {
    typed: {
      status: "No longer applicable",
      occurredOn: "1999",
      exitReason: "The context has changed",
      justification: "The programme has ended.",
    },
    problems: { occurredOn: "Enter a date that is not before the report (August 2000)." },
  },
  {
    typed: { ...firstSteps, note: tooLong },
    problems: {
      note: "Shorten what has happened to 5,000 characters or fewer; put long texts into a document and add it as evidence.",
    },
  },
];

/** The fields that each status asks for beside note, date and evidence. */
const asked: Record<string, FieldName[]> = {
  "Choose a status": [],
  "No change of status, only a note": [],
  "In progress": [],
  "Partially implemented": ["whatRemains"],
  Implemented: ["completedOn", "howIntentMet"],
  "Implemented differently": ["completedOn", "howIntentMet", "doneInstead"],
  "No longer applicable": ["exitReason", "justification"],
  "Not implemented": ["exitReason", "justification"],
};
const askedAtTimes: FieldName[] = [
  "whatRemains",
  "completedOn",
  "howIntentMet",
  "doneInstead",
  "exitReason",
  "justification",
];

const alertOf = (page: Page) => formOf(page).getByRole("alert");

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("a refused form keeps all that was typed and says what to mend, in a summary with the focus and beside the field", async ({
      page,
      app,
    }) => {
      await signIn(page, app, "acleda");
      // As one comes from "Our work": the address has a fragment, which takes the focus too.
      await page.goto(`${place}#acleda`);
      for (const { typed, problems } of refused) {
        const blank = Object.fromEntries(Object.keys(labels).map((name) => [name, ""])) as Typed;
        const { status, exitReason } = typed;
        const hidden = askedAtTimes.filter((name) => !asked[status ?? "Choose a status"]?.includes(name));
        await fillWhatShows(page, { ...blank, ...typed });

        await saveButton(page).click();

        const count = Object.keys(problems).length;
        const summary = count === 1 ? "One thing to mend" : `${count} things to mend`;
        await expect(alertOf(page)).toContainText(`${summary}. Nothing was saved, nothing you typed is lost.`);
        await expect(alertOf(page).getByRole("link")).toHaveText(Object.values(problems));
        await expect(alertOf(page)).toBeFocused();
        for (const name of Object.keys(labels) as FieldName[]) {
          if (hidden.includes(name)) continue;
          const problem = problems[name];
          const control = field(page, name);
          if (name !== "status" && name !== "exitReason") await expect(control).toHaveValue(typed[name] ?? "");
          if (problem) {
            await expect(control).toHaveAttribute("aria-invalid", "true");
            await expect(control).toHaveAccessibleDescription(new RegExp(escaped(problem)));
          } else await expect(control).not.toHaveAttribute("aria-invalid");
        }
        if (status) await expect(field(page, "status").locator("option:checked")).toHaveText(status);
        if (exitReason) await expect(field(page, "exitReason").locator("option:checked")).toHaveText(exitReason);
        const [first] = Object.keys(problems) as FieldName[];
        await alertOf(page).getByRole("link").first().click();
        if (first) await expect(field(page, first)).toBeFocused();
      }
      expect(await countEntries(app)).toBe(0);

      await saveAndSee(page, { note: "Shorter." });
      await expect(savedNotice(page)).toBeFocused();
      expect(await countEntries(app)).toBe(1);
      await expect(field(page, "note")).toHaveValue("");
    });

    test("what only some statuses ask for is shown while one of them is chosen", async ({ page, app }) => {
      await signIn(page, app, "acleda");
      await page.goto(place);
      for (const [status, fields] of Object.entries(asked)) {
        await field(page, "status").selectOption(status);
        for (const name of askedAtTimes)
          await expect(field(page, name)).toBeVisible({ visible: fields.includes(name) });
      }
      await expect(field(page, "status").getByRole("option")).toHaveText(Object.keys(asked).toSorted(byForm));
      await expect(formOf(page)).toContainText("At least one concrete step is taken; no part is finished.");
      await expect(formOf(page)).toContainText("Say what has happened, when and what remains, and add evidence.");
    });

    test("a double click, a resend and a step back make one entry", async ({ page, app }) => {
      await signIn(page, app, "acleda");
      await page.goto(place);
      await fill(page, { ...firstSteps, status: "No change of status, only a note" });
      const posted = page.waitForRequest((request) => request.method() === "POST");
      await saveButton(page).dblclick();
      await expect(savedNotice(page)).toBeVisible();
      expect(await countEntries(app)).toBe(1);

      const again = await resend(page, await posted);
      expect(again.headers().location ?? (await again.text())).toContain("?saved=");
      expect(await countEntries(app)).toBe(1);

      await page.reload();
      await expect(historyOf(page)).toHaveCount(1);
      await page.goBack();
      await expect(formOf(page)).toBeVisible();
      await saveButton(page).click();
      await expect(alertOf(page).or(savedNotice(page))).toBeVisible();
      expect(await countEntries(app)).toBe(1);
    });

    test("another text under a form that was saved already is not swallowed", async ({ page, app }) => {
      await signIn(page, app, "acleda");
      await page.goto(place);
      await fill(page, firstSteps);
      const posted = page.waitForRequest((request) => request.method() === "POST");
      await saveButton(page).click();
      await expect(savedNotice(page)).toBeVisible();

      const answer = await resend(page, await posted, (body) => body.replace(firstSteps.note, "Another text."));
      const { location } = answer.headers();
      const told = location ? await (await page.request.get(location)).text() : await answer.text();
      expect(told).toMatch(/"refusal":"changed-meanwhile"|An entry was logged while you were writing/);
      // A script keeps what was typed; without one it comes back with the page.
      if (location) expect(told).toContain("Another text.");
      expect(await query(app, "select note from updates")).toEqual([{ note: firstSteps.note }]);
    });

    test("of two writers at once, one is told, shown what came in between, keeps what they typed, and can then save", async ({
      page,
      app,
      browser,
    }) => {
      const other = await browser.newContext({ baseURL: app.baseURL, javaScriptEnabled: scripts === "on" });
      const colleague = await other.newPage();
      await Promise.all([signIn(page, app, "acleda"), signIn(colleague, app, "acleda")]);
      await Promise.all([page.goto(`${place}#acleda`), colleague.goto(place)]);
      const mine: Typed = {
        status: "Partially implemented",
        note: "The first branch lends.",
        occurredOn: "2002-04",
        whatRemains: "The other branches.",
        ...evidence,
      };
      await fill(page, mine);

      await saveAndSee(colleague, firstSteps);
      await saveButton(page).click();

      await expect(alertOf(page)).toContainText("An entry was logged while you were writing.");
      await expect(alertOf(page)).toContainText("ACLEDA moved R1.2 from not started to in progress");
      await expect(alertOf(page)).toContainText(firstSteps.note);
      await expect(alertOf(page)).toBeFocused();
      await expect(field(page, "status")).toHaveValue("partially_implemented");
      for (const name of ["note", "occurredOn", "whatRemains", "evidenceTitle", "evidenceUrl"] as const)
        await expect(field(page, name)).toHaveValue(mine[name] ?? "");
      await expect(formOf(page)).toContainText("Now: in progress.");
      expect(await countEntries(app)).toBe(1);

      await saveButton(page).click();
      await expect(savedNotice(page)).toBeVisible();
      await expect(historyOf(page).first()).toContainText("from in progress to partially implemented");
      expect(await countEntries(app)).toBe(2);

      // The same for the button that confirms: the colleague's page is an entry behind.
      await colleague.getByRole("button", { name: "No change, still correct" }).click();
      const told = colleague.getByRole("alert").filter({ hasText: "An entry was logged" });
      await expect(told).toBeVisible();
      await expect(told).toBeFocused();
      await expect(told).toContainText("The first branch lends.");
      expect(await countEntries(app)).toBe(2);
      await colleague.getByRole("button", { name: "No change, still correct" }).click();
      await expect(historyOf(colleague)).toHaveCount(3);
      await expect(told).toHaveCount(0);
      expect(await countEntries(app)).toBe(3);
      await other.close();
    });
  });
}

test("texts of any script and length are kept as they were typed, and never make the page wider than a phone", async ({
  page,
  app,
}) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await signIn(page, app, "acleda");
  const khmer = "កិច្ចប្រជុំក្រុមការងារ 👩🏽‍🌾🇰🇭 «ឥណទាន»";
  const longest = `${khmer}\n\n${"ក".repeat(5000 - khmer.length - 2)}`;
  const word = "Donaudampfschifffahrtsgesellschaft".repeat(8);
  await page.goto(place);
  await saveAndSee(page, { ...firstSteps, note: longest });
  await expectToFit(page);
  await saveAndSee(page, {
    status: "Partially implemented",
    note: word,
    occurredOn: "2002",
    whatRemains: word,
    evidenceTitle: word,
    evidenceUrl: `https://example.org/${word}`,
  });
  await expectToFit(page);
  await save(page, { status: "Implemented", note: word, howIntentMet: word, evidenceUrl: word });
  await expect(alertOf(page)).toBeFocused();
  await expectToFit(page);
  await page.goto(report);
  await expectToFit(page);
  const notes = await query<{ note: string }>(app, "select note from updates order by sequence");
  expect(notes.map(({ note }) => note)).toEqual([longest, word]);
});

function byForm(one: string, other: string) {
  // A note comes last in the form; all other choices stand in the order of the statuses.
  return Number(one.startsWith("No change")) - Number(other.startsWith("No change"));
}

/** Types into the fields that the chosen status shows; the others cannot be reached. */
async function fillWhatShows(page: Page, { status, exitReason, ...typed }: Typed) {
  await field(page, "status").selectOption(status || "Choose a status");
  for (const [name, text] of Object.entries(typed) as [FieldName, string][])
    if (await field(page, name).isVisible()) await field(page, name).fill(text);
  if (await field(page, "exitReason").isVisible())
    await field(page, "exitReason").selectOption(exitReason || "Choose a reason");
}

/** Sends a form again as the browser had sent it, byte for byte but for what `change` does. */
async function resend(page: Page, request: Request, change = (body: string) => body) {
  const { "content-length": _, ...headers } = await request.allHeaders();
  const sent = Object.entries(headers).filter(([name]) => !name.startsWith(":"));
  const body = request.postDataBuffer()?.toString("utf8") ?? "";
  return page.request.post(request.url(), {
    headers: Object.fromEntries(sent),
    data: Buffer.from(change(body)),
    maxRedirects: 0,
  });
}

async function expectToFit(page: Page) {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: innerWidth,
  }));
  expect(content).toBeLessThanOrEqual(window);
}

function escaped(text: string) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
