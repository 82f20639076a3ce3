import type { APIRequestContext, Page } from "@playwright/test";
import { newLink, signIn } from "../support/accounts.ts";
import { type App, expect, startWeb, test, variablesOf } from "../support/app.ts";
import { exhaust, release, userOf } from "../support/limits.ts";
import { field, fill, recommendation, report, save, savedNotice } from "../support/progress-form.ts";
import { countEntries, query } from "../support/rows.ts";

const alertOf = (page: Page) => page.getByRole("main").getByRole("alert");
/** All requests of a test come from here. */
const here = "127.0.0.1";
const hits = (app: App) =>
  query<{ act: string; address: string }>(
    app,
    "select details->>'act' as act, address from access_entries where kind = 'limit_hit' order by id",
  );

for (const scripts of ["on", "off"] as const) {
  test.describe(`scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("an entry too many says when it can be saved, where it stands, and nothing typed is lost", async ({
      page,
      app,
    }) => {
      await signIn(page, app, "acleda");
      await exhaust(app, "entry", "asker", await userOf(app, "acleda"));
      await page.goto(recommendation("R1.2"));
      const typed = { status: "In progress", note: "A working group has met.", occurredOn: "2001-03" };
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await save(page, typed);
      await expect(alertOf(page)).toContainText("Save again in 30 minutes; nothing you typed is lost.");
      await expect(alertOf(page)).toBeFocused();
      await expect(field(page, "note")).toHaveValue(typed.note);
      await expect(field(page, "occurredOn")).toHaveValue(typed.occurredOn);
      await expect(field(page, "status")).toHaveValue("in_progress");
      if (scripts === "on") {
        expect((await answered).status()).toBe(429);
        expect((await answered).headers()["retry-after"]).toBe("1800");
      }
      expect(await countEntries(app)).toBe(0);
      expect(await hits(app)).toEqual([{ act: "entry", address: here }]);

      await release(app);
      await page.getByRole("button", { name: "Save update" }).click();
      await expect(savedNotice(page)).toBeVisible();
      expect(await countEntries(app)).toBe(1);
    });

    test("so does a change of the register", async ({ page, app }) => {
      await signIn(page, app, "ilo");
      await exhaust(app, "register", "asker", await userOf(app, "ilo"));
      await page.goto(`${report}/register/new`);
      await page.getByLabel("Title").fill("Train fishers");
      await page.getByRole("button", { name: "Save as a draft" }).click();
      await expect(alertOf(page)).toContainText("Save again in 30 minutes; nothing you typed is lost.");
      await expect(alertOf(page)).toBeFocused();
      await expect(page.getByLabel("Title")).toHaveValue("Train fishers");
      await release(app);
      await page.getByRole("button", { name: "Save as a draft" }).click();
      await expect(alertOf(page)).toContainText("things to mend");
    });

    test("an invitation too many is not made, and its form keeps what was typed", async ({ page, app }) => {
      await signIn(page, app, "acleda");
      await exhaust(app, "invitation", "asker", await userOf(app, "acleda"));
      await page.goto("/organizations/acleda/people");
      await page.getByLabel("Their e-mail").fill("sok.chan@example.org");
      await page.getByRole("checkbox", { name: /^Reporter/ }).check();
      await page.getByRole("button", { name: "Make an invitation" }).click();
      await expect(alertOf(page)).toContainText("invite again in 30 minutes");
      await expect(page.getByLabel("Their e-mail")).toHaveValue("sok.chan@example.org");
      await expect(page.getByRole("checkbox", { name: /^Reporter/ })).toBeChecked();
      expect(await query(app, "select from invitations")).toHaveLength(0);
    });

    test("a link that is not used for too many tries still signs in afterwards; who is signed in works on", async ({
      page,
      app,
      browser,
    }) => {
      const member = await (await browser.newContext({ baseURL: app.baseURL })).newPage();
      await signIn(member, app, "acleda");
      await release(app);
      await exhaust(app, "token", "address", here);
      const link = await newLink(app, "undp");
      await page.goto(link);
      await page.getByRole("button", { name: "Sign in as UNDP" }).click();
      await expect(alertOf(page)).toContainText("This one is not used up: press the button again in 30 minutes.");
      await expect(page.getByRole("banner")).toContainText("Sign in");
      await member.goto(recommendation("R1.2"));
      await save(member, { status: "In progress", note: "We met.", occurredOn: "2001" });
      await expect(savedNotice(member)).toBeVisible();

      await release(app);
      await page.getByRole("button", { name: "Sign in as UNDP" }).click();
      await expect(page.getByRole("banner")).toContainText("for UNDP");
    });
  });
}

test("of several at once none is saved, all stay chosen, and the page says when", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  await exhaust(app, "entry", "asker", await userOf(app, "acleda"));
  await page.goto("/our-work");
  for (const code of ["R1.1", "R2"]) await page.getByRole("checkbox", { name: new RegExp(`^Choose ${code} `) }).check();
  await page.getByRole("radio", { name: /^No change, still correct/ }).check();
  await page.getByRole("button", { name: "Save for the chosen" }).click();
  await expect(alertOf(page)).toContainText("Save again in 30 minutes; nothing you typed is lost.");
  for (const code of ["R1.1", "R2"])
    await expect(page.getByRole("checkbox", { name: new RegExp(`^Choose ${code} `) })).toBeChecked();
  expect(await countEntries(app)).toBe(0);
  await release(app);
  await page.getByRole("button", { name: "Save for the chosen" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Confirmed as still correct: 2 of 2." })).toBeVisible();
});

test("files count by their size: beyond it an entry without files is still saved", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  await exhaust(app, "upload", "asker", await userOf(app, "acleda"));
  await page.goto(recommendation("R1.2"));
  await fill(page, {
    status: "No change of status, only a note",
    note: "We met.",
    occurredOn: "2001",
    evidenceTitle: "Minutes",
  });
  const file = { name: "minutes.txt", mimeType: "text/plain", buffer: Buffer.from("We met.") };
  const chooser = page.getByRole("form", { name: "Log progress" }).getByLabel("File", { exact: true }).first();
  await chooser.setInputFiles(file);
  await page.getByRole("button", { name: "Save update" }).click();
  await expect(alertOf(page)).toContainText("Save again in 30 minutes");
  expect(await countEntries(app)).toBe(0);
  await chooser.setInputFiles([]);
  await fill(page, { evidenceTitle: "" });
  await page.getByRole("button", { name: "Save update" }).click();
  await expect(savedNotice(page)).toBeVisible();
});

test("two instances on one database count together, and a made-up X-Forwarded-For is nobody", async ({
  app,
  request,
}) => {
  const second = await startWeb(variablesOf(app.databaseUrl));
  await exhaust(app, "export", "asker", here, 6);
  const statuses = await Promise.all(
    Array.from({ length: 10 }, (_, at) => ask(request, at % 2 ? app.baseURL : second.baseURL, `203.0.113.${at}`)),
  );
  expect(statuses.toSorted()).toEqual([200, 200, 200, 200, 200, 200, 429, 429, 429, 429]);
  const answer = await request.get(`${second.baseURL}${report}/export/csv`);
  expect(answer.status()).toBe(429);
  expect(Number(answer.headers()["retry-after"])).toBeGreaterThan(0);
  expect(await answer.text()).toMatch(/^Many files were made for you .* Try again in \d+ minutes?\.\n$/);
  expect(await hits(app)).toEqual([{ act: "export", address: here }]);
  // Reading is not counted.
  expect((await request.get(`${app.baseURL}${report}`)).status()).toBe(200);
  await second.stop();
});

async function ask(request: APIRequestContext, server: string, from: string): Promise<number> {
  const answer = await request.get(`${server}${report}/export/csv`, { headers: { "X-Forwarded-For": from } });
  return answer.status();
}

test("behind a proxy that is trusted, everybody is counted by the address that it saw", async ({ app, request }) => {
  const behind = await startWeb({ ...variablesOf(app.databaseUrl), PROXIES: "1" });
  await exhaust(app, "export", "asker", "203.0.113.7");
  await exhaust(app, "export", "asker", "2001:db8:7:7::/64");
  expect(await ask(request, behind.baseURL, "203.0.113.7")).toBe(429);
  expect(await ask(request, behind.baseURL, "198.51.100.1, 203.0.113.7")).toBe(429);
  expect(await ask(request, behind.baseURL, "203.0.113.7, 198.51.100.1")).toBe(200);
  expect(await ask(request, behind.baseURL, "2001:db8:7:7:1:2:3:4")).toBe(429);
  expect(await ask(request, behind.baseURL, "2001:db8:7:8::1")).toBe(200);
  expect((await hits(app)).map(({ address }) => address)).toEqual(["203.0.113.7", "2001:db8:7:7:1:2:3:4"]);
  await behind.stop();
});
