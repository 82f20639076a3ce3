import type { Page } from "@playwright/test";
import { signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { recommendation, saveAndSee } from "../support/progress-form.ts";
import { countEntries, query } from "../support/rows.ts";
import { writeEntries } from "../support/waiting.ts";

const box = (page: Page, code: string) => page.getByRole("checkbox", { name: new RegExp(`^Choose ${code} `) });
const boxes = (page: Page) => page.getByRole("main").getByRole("listitem").getByRole("checkbox");
const row = (page: Page, code: string) =>
  page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ has: box(page, code) });
const panel = (page: Page) => page.getByRole("region", { name: "For several at once" });
const targetDate = (page: Page) => panel(page).getByRole("textbox", { name: "Target date" });
const alert = (page: Page) => page.getByRole("main").getByRole("alert");
const notice = (page: Page) => page.getByRole("main").getByRole("status");

async function send(page: Page) {
  const before = page.url();
  await panel(page).getByRole("button", { name: "Save for the chosen" }).click();
  await page.waitForURL((url) => url.href !== before && url.searchParams.has("draft"));
}

const targetsOf = (app: App) =>
  query<{ code: string; day: string }>(
    app,
    `select r.code, to_char(a.target_on, 'YYYY-MM-DD') as day from assignments a
     join recommendations r on r.id = a.recommendation_id where a.target_on is not null order by r.code`,
  );

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("several are confirmed at once, and each says so in its history", async ({ page, app }) => {
      await signIn(page, app, "acleda");
      await expect(boxes(page)).toHaveCount(11);
      for (const code of ["R1.1", "R1.2", "R2"]) await box(page, code).check();
      await expect(panel(page)).toContainText("of 11 chosen above.");
      await panel(page)
        .getByRole("radio", { name: /^No change, still correct/ })
        .check();
      await expect(targetDate(page)).toBeHidden();
      await send(page);

      await expect(notice(page)).toBeFocused();
      await expect(notice(page)).toContainText("Saved. Confirmed as still correct: 3 of 3.");
      await expect(boxes(page)).toHaveCount(11);
      await expect(row(page, "R1.2")).toContainText("Last entry today");
      for (const one of await boxes(page).all()) await expect(one).not.toBeChecked();
      expect(await countEntries(app)).toBe(3);
      await notice(page).getByRole("link", { name: "R1.2" }).click();
      await expect(page).toHaveURL(new RegExp(`${recommendation("R1.2")}\\?entry=`));
      await expect(page.locator(new URL(page.url()).hash)).toContainText(
        "ACLEDA confirmed that nothing has changed on R1.2",
      );
    });

    test("what is not saved says why, stays chosen with what was typed, and is saved once that is mended", async ({
      page,
      app,
      browser,
    }) => {
      await writeEntries(app, [
        {
          code: "R3.5",
          organization: "acleda",
          daysAgo: 3,
          entry: { kind: "target", target_on: "2030-12-31", target_precision: "year" },
          state: () => ({
            target_on: "2030-12-31",
            target_precision: "year",
            original_target_on: "2030-12-31",
            original_target_precision: "year",
          }),
        },
      ]);
      await signIn(page, app, "acleda");
      await page.goto(recommendation("R1.1"));
      await saveAndSee(page, {
        status: "Implemented",
        occurredOn: "2002",
        completedOn: "2002",
        howIntentMet: "In full.",
        evidenceTitle: "Report",
        evidenceUrl: "https://example.org/report.pdf",
      });
      await page.goto("/our-work");
      await expect(row(page, "R1.1")).toContainText("Needs no target date: implemented");
      for (const code of ["R1.1", "R1.2", "R2", "R3.5"]) await box(page, code).check();
      await panel(page)
        .getByRole("radio", { name: /^One target date/ })
        .check();
      await expect(targetDate(page)).toBeVisible();

      const colleague = await (await browser.newContext({ baseURL: app.baseURL })).newPage();
      await signIn(colleague, app, "acleda");
      await colleague.goto(recommendation("R1.2"));
      await saveAndSee(colleague, { status: "In progress", note: "A working group has met.", occurredOn: "2001" });
      const before = await countEntries(app);

      await panel(page).getByRole("textbox", { name: "Comment" }).fill("As agreed.");
      await targetDate(page).fill("soon");
      await send(page);
      await expect(alert(page)).toBeFocused();
      await expect(alert(page)).toContainText("2 things to mend. Nothing was saved, nothing you typed is lost.");
      await expect(alert(page).getByRole("listitem")).toHaveText([
        "Enter a target date that exists, such as 2030, 2030-03 or 2030-03-05.",
        "Choose the reason for moving the target date.",
      ]);
      expect(await countEntries(app)).toBe(before);
      await expect(boxes(page)).toHaveCount(4);
      for (const one of await boxes(page).all()) await expect(one).toBeChecked();
      // The page was drawn with the new head of its log: it says what came in between, and nobody overlooks it.
      await expect(row(page, "R1.2")).toContainText("ACLEDA moved R1.2 from not started to in progress");
      await expect(row(page, "R2")).not.toContainText("An entry was logged");
      await expect(targetDate(page)).toHaveValue("soon");
      await alert(page)
        .getByRole("link", { name: /^Enter a target date/ })
        .click();
      await expect(targetDate(page)).toBeFocused();

      await colleague.goto(recommendation("R1.2"));
      await colleague.getByRole("button", { name: "No change, still correct" }).click();
      await colleague.waitForURL(/saved=/);
      await targetDate(page).fill("2031-06");
      await panel(page).getByRole("combobox", { name: "Reason for the move" }).selectOption("Funding");
      await send(page);
      await expect(alert(page)).toBeFocused();
      await expect(alert(page)).toContainText("Target date set: 2 of 4.");
      await expect(alert(page)).toContainText("2 were not saved. Each is listed below with the reason");
      await expect(boxes(page)).toHaveCount(2);
      await expect(row(page, "R1.1")).toContainText("R1.1 is implemented and needs no target date. Untick it.");
      await expect(row(page, "R1.2")).toContainText("An entry was logged for R1.2 meanwhile, so yours was not saved.");
      await expect(row(page, "R1.2")).toContainText("ACLEDA confirmed that nothing has changed on R1.2");
      await expect(row(page, "R1.2").getByRole("link", { name: "See what was logged for R1.2" })).toBeVisible();
      await expect(box(page, "R1.2")).toHaveAccessibleDescription(/An entry was logged for R1\.2/);
      await expect(panel(page).getByRole("textbox", { name: "Comment" })).toHaveValue("As agreed.");
      expect(await targetsOf(app)).toEqual([
        { code: "R2", day: "2031-06-30" },
        { code: "R3.5", day: "2031-06-30" },
      ]);

      await box(page, "R1.1").uncheck();
      await send(page);
      await expect(notice(page)).toContainText("Saved. Target date set: 1 of 1.");
      await expect(boxes(page)).toHaveCount(11);
      expect((await targetsOf(app)).map(({ code }) => code)).toEqual(["R1.2", "R2", "R3.5"]);
      await colleague.context().close();
    });

    test("without a choice of what or of which, one sentence says so and what is chosen stays", async ({
      page,
      app,
    }) => {
      await signIn(page, app, "acleda");
      await box(page, "R2").check();
      await send(page);
      await expect(alert(page)).toContainText("Choose what you log for them. Nothing was saved");
      await expect(box(page, "R2")).toBeChecked();
      await box(page, "R2").uncheck();
      await panel(page)
        .getByRole("radio", { name: /^No change/ })
        .check();
      await send(page);
      await expect(alert(page)).toContainText("Tick at least one assignment of the list.");
      await expect(boxes(page)).toHaveCount(11);
      expect(await countEntries(app)).toBe(0);
    });
  });
}

test("a reporter confirms and sets no target, whatever their form says; a verifier chooses nothing", async ({
  page,
  app,
}) => {
  await signIn(page, app, "acleda");
  await box(page, "R2").check();
  await panel(page)
    .getByRole("radio", { name: /^One target date/ })
    .check();
  await targetDate(page).fill("2031");
  await query(app, "update memberships set roles = '{reporter}' where roles = '{approver}'");
  await send(page);
  await expect(alert(page)).toContainText("only an approver sets target dates. Nothing was saved.");
  await expect(panel(page)).toContainText("An approver of your organization can also set one target date");
  await expect(panel(page).getByRole("radio")).toHaveCount(0);
  await expect(box(page, "R2")).toBeChecked();
  await panel(page).getByRole("button", { name: "No change, still correct" }).click();
  await expect(notice(page)).toContainText("Confirmed as still correct: 1 of 1.");
  expect(await query(app, "select kind from updates")).toEqual([{ kind: "confirmation" }]);

  await query(app, "update memberships set roles = '{verifier}' where roles = '{reporter}'");
  await page.goto("/our-work");
  await expect(page.getByRole("link", { name: "Log progress R2" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("checkbox")).toHaveCount(0);
  await expect(page.getByRole("main").locator("form")).toHaveCount(0);
});

test("one box chooses all, and shows when some are", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  const all = page.getByRole("checkbox", { name: "Choose all 11" });
  await all.check();
  for (const one of await boxes(page).all()) await expect(one).toBeChecked();
  await box(page, "R2").uncheck();
  await expect(all).not.toBeChecked();
  expect(await all.evaluate((element: HTMLInputElement) => element.indeterminate)).toBe(true);
  await box(page, "R2").check();
  await expect(all).toBeChecked();
  await all.uncheck();
  for (const one of await boxes(page).all()) await expect(one).not.toBeChecked();
});

test("with the keyboard alone several are confirmed, and a press of Enter on the way signs nothing", async ({
  page,
  app,
}) => {
  await signIn(page, app, "acleda");
  await box(page, "R1.1").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.waitForURL(/draft=/);
  await expect(alert(page)).toContainText("Choose what you log for them.");
  expect(await countEntries(app)).toBe(0);
  await panel(page)
    .getByRole("radio", { name: /^No change/ })
    .focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await expect(panel(page).getByRole("button")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(notice(page)).toContainText("Confirmed as still correct: 1 of 1.");
});

test("what is ticked has room for a finger", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const one of await page.getByRole("main").getByRole("checkbox").all()) {
      const size = await one.boundingBox();
      expect(Math.min(size?.width ?? 0, size?.height ?? 0)).toBeGreaterThanOrEqual(24);
    }
  }
});

test("a form from elsewhere, from nobody, with too much in it or with others' assignments writes nothing for them", async ({
  page,
  app,
  browser,
}) => {
  await signIn(page, app, "acleda");
  const rows = await query<{ id: string; slug: string }>(
    app,
    "select a.id, o.slug from assignments a join organizations o on o.id = a.organization_id",
  );
  const idsOf = (slug: string) => rows.flatMap((one) => (one.slug === slug ? [one.id] : []));
  const [own = ""] = idsOf("acleda");
  const ticked = (ids: readonly string[]) =>
    Object.fromEntries(ids.map((id) => [`chosen.${id}`, `0 ${crypto.randomUUID()}`]));
  const post = (form: Record<string, string>, origin = app.baseURL, context = page.context()) =>
    context.request.post(`${app.baseURL}/our-work/entries`, { form, headers: { origin }, maxRedirects: 0 });
  const confirm = { kind: "confirmation", page: "1" };

  for (const origin of ["https://example.org", "null"]) {
    const answer = await post({ ...confirm, ...ticked([own]) }, origin);
    expect(answer.status()).toBe(403);
    expect(await answer.text()).toContain("This form was not sent from a page of this site, so nothing was saved.");
  }
  const nobody = await browser.newContext();
  const signedOut = await post({ ...confirm, ...ticked([own]) }, app.baseURL, nobody);
  expect(signedOut.status()).toBe(403);
  expect(await signedOut.text()).toContain("You are not signed in any more");
  await nobody.close();

  const many = Array.from({ length: 51 }, () => crypto.randomUUID());
  const hundreds = Array.from({ length: 600 }, () => crypto.randomUUID());
  for (const [form, words] of [
    [{ ...confirm, ...ticked([own, ...many]) }, "more than the 50 that can be saved at once"],
    [{ ...confirm, ...ticked(hundreds) }, "more than the 50 that can be saved at once"],
    [{ ...confirm, ...ticked([own]), note: "x".repeat(13 * 2 ** 20) }, "The form is too large as a whole"],
    [{ ...confirm, ...ticked([own]), [`chosen.${own}`]: "on" }, "The form was not complete."],
    [{ ...confirm, ...ticked([own]), kind: "progress" }, "Choose what you log for them."],
    [{ ...confirm, ...ticked(idsOf("undp").slice(0, 2)) }, "2 of the chosen are not among the assignments of ACLEDA"],
  ] as const) {
    const { location = "" } = (await post(form)).headers();
    expect(location).toMatch(/^\/our-work\?page=1&draft=[0-9a-f-]+#outcome$/);
    expect((await (await page.request.get(app.baseURL + location)).text()).includes(words), words).toBe(true);
    expect(await countEntries(app), words).toBe(0);
  }

  const mixed = { ...confirm, ...ticked([own, ...idsOf("undp").slice(0, 1)]) };
  const first = (await post(mixed)).headers().location ?? "";
  await page.goto(first);
  await expect(alert(page)).toContainText("Confirmed as still correct: 1 of 2.");
  await post(mixed);
  expect(await query(app, "select assignment_id as id from updates")).toEqual([{ id: own }]);

  // Of somebody else's answer nothing is shown.
  const other = await (await browser.newContext({ baseURL: app.baseURL })).newPage();
  await signIn(other, app, "undp");
  await other.goto(first);
  await expect(other.getByRole("main")).not.toContainText("Confirmed as still correct");
  await other.context().close();
});
