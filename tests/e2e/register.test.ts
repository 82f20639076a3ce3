import type { Locator, Page } from "@playwright/test";
import { signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { recommendation, report } from "../support/progress-form.ts";
import { query } from "../support/rows.ts";

const register = `${report}/register`;
const entryOf = (code: string) => `${register}/entries/${code}`;
const entryForm = (page: Page) => page.getByRole("form", { name: "The entry" });
const field = (page: Page, label: string) => entryForm(page).getByLabel(label, { exact: true });
const done = (page: Page) => page.getByRole("main").getByRole("status");
const alertOf = (form: Locator) => form.getByRole("alert");
const press = (page: Page, name: string) => entryForm(page).getByRole("button", { name, exact: true }).click();

const source = "https://example.org/part-a";
const codesOf = async (page: Page) => {
  await page.goto(register);
  return page.getByRole("main").getByRole("rowheader").allInnerTexts();
};

async function rowsOf(app: App, code: string) {
  return query<Record<string, unknown>>(app, "select * from recommendations where code = $1", code);
}

for (const scripts of ["on", "off"] as const) {
  test.describe(`with scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("a steward enters three entries in a row, each with what it shares with the last", async ({ page, app }) => {
      await signIn(page, app, "ilo");
      await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Register" }).click();
      await page
        .getByRole("main")
        .getByRole("link", { name: "R3.5" })
        .or(page.locator(`a[href="${entryOf("R3.5")}"]`))
        .first()
        .click();
      await page.getByRole("link", { name: "Add an entry after this one" }).click();
      await expect(field(page, "Code")).toHaveValue("R3.6");
      await expect(field(page, "Section")).toHaveValue("recommendations");
      await field(page, "Locator").fill("item 4, point 1");
      await field(page, "Source address").fill(source);
      await field(page, "Part of").selectOption("");
      await field(page, "Code").fill("R4.1");
      await field(page, "Title").fill("Train women");
      await field(page, "Statement").fill("Women should be trained.\nឥណទាន");
      await field(page, "Training and entrepreneurship").check();

      for (const [code, next, title] of [
        ["R4.1", "R4.2", "Lend to women"],
        ["R4.2", "R4.3", "Hear women"],
      ] as const) {
        await press(page, "Save and add the next");
        await expect(done(page)).toContainText(`${code} is saved as a draft.`);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Add an entry after ${code}`);
        await expect(field(page, "Code")).toHaveValue(next);
        await expect(field(page, "Section")).toHaveValue("recommendations");
        await expect(field(page, "Locator")).toHaveValue("item 4, point 1");
        await expect(field(page, "Source address")).toHaveValue(source);
        await expect(field(page, "Kind")).toHaveValue("recommendation");
        await expect(field(page, "Training and entrepreneurship")).toBeChecked();
        await expect(field(page, "Productivity")).toBeChecked();
        for (const empty of ["Title", "Statement"]) await expect(field(page, empty)).toHaveValue("");
        await field(page, "Title").fill(title);
        await field(page, "Statement").fill(`${title}, the report says.`);
      }
      await press(page, "Save and publish");
      await expect(done(page)).toContainText("R4.3 is published");
      await expect(done(page)).toBeFocused();

      const codes = await codesOf(page);
      const at = codes.indexOf("R4.1");
      expect(codes.slice(at, at + 3)).toEqual(["R4.1", "R4.2", "R4.3"]);
      const rows = await query<{ code: string; is_draft: boolean; themes: number }>(
        app,
        `select code, published_at is null as is_draft, (select count(*)::int from recommendation_themes t where t.recommendation_id = r.id) as themes
         from recommendations r where code like 'R4._' order by code`,
      );
      expect(rows).toEqual([
        { code: "R4.1", is_draft: true, themes: 3 },
        { code: "R4.2", is_draft: true, themes: 3 },
        { code: "R4.3", is_draft: false, themes: 3 },
      ]);
      expect(await rowsOf(app, "R4.1")).toMatchObject([
        { statement: "Women should be trained.\nឥណទាន", source_url: source },
      ]);

      // The steward's list says which are drafts, and that nobody else gets them.
      const listed = (code: string) =>
        page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: code, exact: true }) });
      await page.goto(`${report}/recommendations`);
      for (const code of ["R4.1", "R4.2"]) await expect(listed(code).getByText("Draft", { exact: true })).toBeVisible();
      await expect(listed("R4.3")).not.toContainText("Draft");
      await expect(page.getByRole("main")).toContainText("left out of exports");

      // What a draft is to everybody else: nothing.
      await page.context().clearCookies();
      await page.goto(`${report}/recommendations`);
      await expect(page.getByRole("main")).not.toContainText(/Draft|left out of exports/);
      expect((await page.goto(recommendation("R4.1")))?.status()).toBe(404);
      expect((await page.goto(recommendation("R4.3")))?.status()).toBe(200);
      for (const address of [register, entryOf("R4.3"), `${register}/changes`, `${register}/new`])
        expect((await page.goto(address))?.status()).toBe(404);
    });

    test("an entry that is refused keeps all that was typed and says what to mend", async ({ page, app }) => {
      await signIn(page, app, "ilo");
      await page.goto(`${register}/new?from=R1.2`);
      await field(page, "Code").fill("R1.1");
      await field(page, "Title").fill("  ");
      await field(page, "Statement").fill("Said.\nTwice.");
      await field(page, "Source address").fill("javascript:alert(1)");
      await field(page, "The text of this entry is complete").uncheck();
      await field(page, "Women entrepreneurs").check();
      await field(page, "Priority").selectOption("high");
      await press(page, "Save and publish");
      const alert = alertOf(entryForm(page));
      await expect(alert).toBeFocused();
      await expect(alert).toContainText("4 things to mend. Nothing was saved, nothing you typed is lost.");
      await expect(alert.getByRole("link")).toHaveText([
        "Enter a full source address that starts with https:// or http:// and holds no spaces.",
        "Enter another code: an entry of this report has this one already.",
        "Enter a title.",
        "Name the source of the priority, or choose “Not stated”.",
      ]);
      await expect(field(page, "Code")).toHaveAttribute("aria-invalid", "true");
      await expect(field(page, "Code")).toHaveValue("R1.1");
      await expect(field(page, "Statement")).toHaveValue("Said.\nTwice.");
      await expect(field(page, "Source address")).toHaveValue("javascript:alert(1)");
      await expect(field(page, "The text of this entry is complete")).not.toBeChecked();
      await expect(field(page, "Women entrepreneurs")).toBeChecked();
      await expect(field(page, "Priority")).toHaveValue("high");
      await alert.getByRole("link").nth(1).click();
      await expect(field(page, "Code")).toBeFocused();
      await field(page, "Code").fill("R1.5");
      await field(page, "Title").fill("Prices");
      await field(page, "Source address").fill(source);
      await field(page, "Source of the priority").fill("Foreword");
      await press(page, "Save and publish");
      await expect(done(page)).toContainText("R1.5 is published");
      expect(await rowsOf(app, "R1.5")).toMatchObject([
        { text_complete: false, priority: "high", statement: "Said.\nTwice." },
      ]);
      await page.goto(recommendation("R1.5"));
      await expect(page.getByRole("main")).toContainText("Source: Foreword");
    });

    test("an entry is edited, assigned, ordered, withdrawn; each change stands in words, and publicly since it was published", async ({
      page,
      app,
    }) => {
      await signIn(page, app, "ilo");
      await page.goto(recommendation("R1.2"));
      await page.getByRole("link", { name: "Edit this entry" }).click();
      await field(page, "Title").fill("Enterprises that borrow");
      await press(page, "Save");
      await expect(done(page)).toContainText("R1.2 is saved.");

      const assigning = page.getByRole("form", { name: "Assign an organization" });
      await assigning.getByRole("button", { name: "Assign" }).click();
      await expect(alertOf(assigning).getByRole("link")).toHaveText([
        "Choose an organization.",
        "Choose a role: lead or support.",
        "Choose a basis: stated by the report, or proposed by the steward.",
      ]);
      await assigning.getByLabel("Organization").selectOption("CVAP");
      await assigning.getByLabel("Role").selectOption("Support");
      await assigning.getByLabel("Basis").selectOption("Stated by the report");
      await assigning.getByRole("button", { name: "Assign" }).click();
      await expect(done(page)).toContainText("The organization is assigned.");

      const withdrawing = page.getByRole("form", { name: "Withdraw UNDP" });
      await withdrawing.getByRole("button").click();
      await expect(alertOf(withdrawing).getByRole("link")).toHaveText(["Say why it is withdrawn."]);
      await withdrawing.getByLabel("Reason to withdraw it").fill("It has left the country.");
      await withdrawing.getByRole("button").click();
      await expect(done(page)).toContainText("The assignment is withdrawn.");
      await expect(page.getByRole("region", { name: "Who answers for it" })).toContainText("It has left the country.");

      const order = page.getByRole("form", { name: "Order of R1.2" });
      await order.getByLabel("New place").fill("1");
      await order.getByRole("button", { name: "Move" }).click();
      await expect(done(page)).toContainText("R1.2 is moved.");
      await expect(page.getByRole("region", { name: "Order" })).toContainText("Place 1 of 4 among the parts of R1.");
      await page.goto(register);
      await page.getByRole("button", { name: "Move R1.2 down" }).click();
      await expect(done(page)).toContainText("R1.2 is moved.");
      expect((await codesOf(page)).slice(0, 4)).toEqual(["R1", "R1.1", "R1.2", "R1.3"]);

      const changes = page.getByRole("main").locator("ol > li");
      await page.goto(entryOf("R1.2"));
      await expect(changes.nth(0)).toContainText("Withdrew the assignment of UNDP to R1.2");
      await expect(changes.nth(0)).toContainText("First steward for ILO");
      await expect(changes.nth(1)).toContainText("Assigned CVAP to R1.2");
      await expect(changes.nth(2)).toContainText("Was: Enterprises financed by microfinance");
      await expect(changes.nth(2)).toContainText("Is: Enterprises that borrow");
      await page.goto(`${register}/changes`);
      await expect(changes.first()).toContainText("Moved R1.");

      await page.goto(entryOf("R1.2"));
      const ending = page.getByRole("form", { name: "Withdraw this entry" });
      await ending.getByRole("button").click();
      await expect(alertOf(ending)).toContainText("Say why it is withdrawn.");
      await page
        .context()
        .newPage()
        .then(async (reader) => {
          await reader.goto(recommendation("R1.2"));
          await reader.getByText("Changes of this entry since it was published (3)").click();
          await expect(reader.getByText("Is: Enterprises that borrow")).toBeVisible();
          await reader.close();
        });
      await ending.getByLabel("Reason").fill("Entered twice.");
      await ending.getByRole("button").click();
      await expect(done(page)).toContainText("R1.2 is withdrawn.");
      await expect(page.getByRole("main")).toContainText("Entered twice.");
      await expect(entryForm(page)).toHaveCount(0);
      expect((await page.goto(recommendation("R1.2")))?.status()).toBe(404);
      await page.goto(`${register}?state=withdrawn`);
      expect(await page.getByRole("main").getByRole("rowheader").allInnerTexts()).toEqual(["R1.2"]);
    });

    test("of two stewards at once the second is told, reads what changed, keeps what they typed and can then save", async ({
      page,
      app,
      browser,
    }) => {
      const other = await browser.newContext({ baseURL: app.baseURL, javaScriptEnabled: scripts === "on" });
      const colleague = await other.newPage();
      await signIn(page, app, "ilo");
      await signIn(colleague, app, "ilo");
      await page.goto(entryOf("R2"));
      await colleague.goto(entryOf("R2"));
      await field(page, "Statement").fill("Mine.");
      await field(colleague, "Title").fill("Theirs");
      await press(colleague, "Save");
      await expect(done(colleague)).toContainText("R2 is saved.");

      await press(page, "Save");
      const alert = alertOf(entryForm(page));
      await expect(alert).toContainText("Somebody else changed this while you were writing.");
      await expect(alert.getByRole("link", { name: "See what was changed" })).toHaveAttribute("href", "#changes");
      await expect(page.getByRole("main").locator("ol > li").first()).toContainText("Is: Theirs");
      await expect(field(page, "Statement")).toHaveValue("Mine.");
      expect(await rowsOf(app, "R2")).toMatchObject([{ title: "Theirs" }]);
      await press(page, "Save");
      await expect(done(page)).toContainText("R2 is saved.");
      expect(await rowsOf(app, "R2")).toMatchObject([{ statement: "Mine." }]);
      await other.close();
    });

    test("an organization is added, ends, and its page says who answers now; themes come and go", async ({
      page,
      app,
    }) => {
      await signIn(page, app, "ilo");
      await page.goto(`${register}/organizations`);
      await page.getByRole("link", { name: "Add an organization" }).click();
      const form = page.getByRole("form", { name: "The organization" });
      await form.getByLabel("Name", { exact: true }).fill("Rural Development Bank");
      await form.getByRole("button").click();
      await expect(alertOf(form).getByRole("link")).toHaveText([
        "Enter an acronym, or the name in short.",
        "Choose the kind of organization.",
      ]);
      await form.getByLabel("Acronym").fill("RDB");
      await form.getByLabel("Kind").selectOption("Financial institution");
      await form.getByRole("button").click();
      await expect(done(page)).toContainText("The organization is added.");
      await expect(page).toHaveURL(/organizations\/rdb/);

      await page.goto(`${register}/organizations/veterans`);
      await form.getByLabel("Existed until").fill("2003-03");
      await form.getByLabel("Successor").selectOption("Rural Development Bank (RDB)");
      await form.getByRole("button").click();
      await expect(done(page)).toContainText("The organization is saved.");
      await page.getByRole("link", { name: "See its page" }).click();
      await expect(page.getByRole("main")).toContainText(
        "Ended in March 2003; Rural Development Bank (RDB) answers now for its assignments.",
      );
      await page.goto("/organizations/rdb");
      await expect(page.getByRole("main")).toContainText(
        "Answers now for the assignments of an organization that has ended: Cambodia Veterans' Assistance Programme (CVAP).",
      );
      await page.goto("/organizations");
      await expect(page.getByRole("row", { name: /CVAP/ })).toContainText("ended March 2003");

      await page.goto(`${register}/themes`);
      const adding = page.getByRole("form", { name: "Add a theme" });
      await adding.getByLabel("Name").fill("finance");
      await adding.getByRole("button").click();
      await expect(alertOf(adding)).toContainText("Enter another name: this one is taken.");
      await adding.getByLabel("Name").fill("Land");
      await adding.getByRole("button").click();
      await expect(done(page)).toContainText("The theme is added.");
      await page.getByRole("button", { name: "Move Land up" }).click();
      await expect(done(page)).toContainText("The theme is moved.");
      await page.getByRole("button", { name: "Delete Land" }).click();
      await expect(done(page)).toContainText("The theme is deleted.");
    });
  });
}

test("nobody but the steward finds the register, and a form of the steward's sent by another writes nothing", async ({
  page,
  app,
  browser,
}) => {
  await signIn(page, app, "ilo");
  await page.goto(entryOf("R2"));
  const other = await browser.newContext({ baseURL: app.baseURL, javaScriptEnabled: false });
  const stranger = await other.newPage();
  await signIn(stranger, app, "acleda");
  await expect(stranger.getByRole("link", { name: "Register" })).toHaveCount(0);
  for (const address of [register, `${register}/new`, entryOf("R2"), `${register}/themes`, `${register}/organizations`])
    expect((await stranger.goto(address))?.status()).toBe(404);
  await stranger.goto(recommendation("R2"));
  await expect(stranger.getByRole("link", { name: "Edit this entry" })).toHaveCount(0);

  // The steward's page, sent with the stranger's cookies.
  const cookies = await other.cookies();
  await field(page, "Title").fill("Not theirs");
  await page.context().clearCookies();
  await page.context().addCookies(cookies);
  await press(page, "Save");
  await expect(alertOf(entryForm(page))).toContainText("Only the steward of this report changes its register.");
  expect(await rowsOf(app, "R2")).not.toMatchObject([{ title: "Not theirs" }]);
  await other.close();
});
