import type { APIResponse, Browser, BrowserContext, Page } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { type acronyms, newLink, openLink, signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import {
  field,
  fill,
  firstSteps,
  formOf,
  recommendation,
  report,
  saveAndSee,
  saveButton,
} from "../support/progress-form.ts";
import { countEntries, query } from "../support/rows.ts";

const place = recommendation("R1.2");
const cookieName = "next-auth.session-token";

test("an organization has a form for its own assignments and for no other's", async ({ page, app }) => {
  await signIn(page, app, "veterans");
  await page.goto(place);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("R1.2");
  await expect(page.getByRole("main").locator("form")).toHaveCount(0);
  await signOut(page);
  // The steward has forms too, and each says for whom.
  await signIn(page, app, "ilo");
  await page.goto(place);
  await expect(page.getByRole("main").getByRole("form")).toHaveCount(0);
  await expect(page.getByText(/^Enter on behalf of/)).toHaveText([
    "Enter on behalf of ACLEDA",
    "Enter on behalf of UNDP",
  ]);
  await signOut(page);
  await page.goto(place);
  await expect(page.getByRole("main").locator("form")).toHaveCount(0);
  await expect(page.getByText("Do you work for ACLEDA? Sign in to log progress.")).toBeVisible();
  await page.goto("/our-work");
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("a form that was sent by another organization, by nobody or with other hidden fields writes nothing", async ({
  page,
  app,
  browser,
}) => {
  await signIn(page, app, "acleda");
  const sent = await captureForm(page);
  const own = await assignmentOf(app, "acleda");
  const others = await assignmentOf(app, "undp");
  const [undp, nobody] = await Promise.all([newSession(browser, app, "undp"), browser.newContext()]);

  const tries: [string, BrowserContext, (body: string) => string, string][] = [
    ["ACLEDA for UNDP", page.context(), (body) => body.replaceAll(own, others), "not-yours"],
    ["UNDP for ACLEDA", undp, (body) => body, "not-yours"],
    ["nobody", nobody, (body) => body, "not-yours"],
    ["no assignment", page.context(), (body) => body.replaceAll(own, crypto.randomUUID()), "not-found"],
    ["no UUID", page.context(), (body) => body.replaceAll(own, "1 or true"), "bad-request"],
    ["a log that is longer", page.context(), (body) => withValue(body, "seen", "5"), "changed-meanwhile"],
    ["a log of less than nothing", page.context(), (body) => withValue(body, "seen", "-1"), "bad-request"],
    ["a log that is no number", page.context(), (body) => withValue(body, "seen", "many"), "bad-request"],
    [
      "no name of its own",
      page.context(),
      (body) => withValue(body, "submissionId", "'; drop table updates"),
      "bad-request",
    ],
    ["no status", page.context(), (body) => withValue(body, "status", "verified"), "invalid"],
  ];
  for (const [who, context, change, refusal] of tries) {
    const answer = await sendForm(context, app, sent, change);
    expect(await answer.text(), who).toContain(`"refusal":"${refusal}"`);
    expect(await countEntries(app), who).toBe(0);
  }

  // The same request as it was: it was no other fault that kept the others out.
  const answer = await sendForm(page.context(), app, sent);
  expect(answer.ok() || answer.status() === 303).toBe(true);
  expect(await countEntries(app)).toBe(1);
  // An entry of ACLEDA's may not lend its name to one of UNDP's.
  await sendForm(undp, app, sent, (body) => body.replaceAll(own, others));
  expect(await query(app, "select assignment_id from updates")).toEqual([{ assignment_id: own }]);
  await Promise.all([undp.close(), nobody.close()]);
});

test("what another organization's form does with scripts off is refused with the same words", async ({
  app,
  browser,
}) => {
  const [acleda, undp] = await Promise.all([
    newSession(browser, app, "acleda", { javaScriptEnabled: false }),
    newSession(browser, app, "undp", { javaScriptEnabled: false }),
  ]);
  const page = await acleda.newPage();
  await page.goto(place);
  const fields = await formOf(page).evaluate((form: HTMLFormElement) =>
    Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])),
  );
  const typed = { ...fields, status: "in_progress", note: "Not theirs.", occurredOn: "2001" };
  const post = (context: BrowserContext, multipart: Record<string, string>, origin = app.baseURL) =>
    context.request.post(`${app.baseURL}${place}/entries`, { multipart, headers: { origin }, maxRedirects: 0 });
  const others = await assignmentOf(app, "undp");

  for (const origin of ["https://example.org", "null"]) {
    const answer = await post(acleda, typed, origin);
    expect(answer.status()).toBe(403);
    expect(await answer.text()).toContain("This form was not sent from a page of this site");
  }
  for (const [context, changed, words] of [
    [undp, typed, "Only ACLEDA and those who decide on its work write here"],
    [acleda, { ...typed, assignmentId: others }, "Only UNDP and those who decide on its work write here"],
    [acleda, { ...typed, assignmentId: "" }, "The form was not complete."],
  ] as const) {
    const { location = "" } = (await post(context, changed)).headers();
    expect(location).toContain("?draft=");
    const shown = await (await context.request.get(app.baseURL + location)).text();
    expect(shown).toContain(words);
    expect(shown).toContain("Not theirs.");
    // Nobody else sees what was typed.
    const other = context === undp ? acleda : undp;
    expect(await (await other.request.get(app.baseURL + location)).text()).not.toContain("Not theirs.");
  }
  const nobody = await browser.newContext();
  const signedOut = await post(nobody, typed);
  expect(signedOut.status()).toBe(403);
  expect(await signedOut.text()).toContain("You are not signed in any more, so nothing was saved.");
  await nobody.close();
  expect(await countEntries(app)).toBe(0);

  expect((await post(acleda, typed)).status()).toBe(303);
  expect(await countEntries(app)).toBe(1);
  await Promise.all([acleda.close(), undp.close()]);
});

test("a form from a foreign site is refused", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  const sent = await captureForm(page);
  for (const origin of ["https://example.org", "null", "http://127.0.0.1:1"]) {
    const answer = await sendForm(page.context(), app, sent, (body) => body, { origin });
    expect(answer.status(), origin).toBe(403);
  }
  expect(await countEntries(app)).toBe(0);
});

test("a session ends at once, wherever its cookie is: by signing out, by removal, by the end of a membership", async ({
  page,
  app,
  browser,
}) => {
  const ends: [string, () => Promise<unknown>][] = [
    ["signing out", () => signOut(page)],
    ["removal", () => query(app, "update users set ended_at = now() where id in (select user_id from sessions)")],
    [
      "end of membership",
      () => query(app, "update memberships set ended_at = now() where user_id in (select user_id from sessions)"),
    ],
    [
      "expiry",
      () =>
        query(app, "update sessions set created_at = now() - interval '8 days', expires_at = now() - interval '1 day'"),
    ],
  ];
  for (const [how, end] of ends) {
    await page.context().clearCookies();
    await query(app, "update users set ended_at = null");
    await query(app, "update memberships set ended_at = null");
    await query(app, "delete from sessions");
    await signIn(page, app, "acleda");
    const elsewhere = await browser.newContext({ baseURL: app.baseURL });
    await elsewhere.addCookies(await page.context().cookies());
    const copy = await elsewhere.newPage();
    const sent = await captureForm(copy);
    await expect(copy.getByRole("banner")).toContainText("for ACLEDA");

    await end();
    await expectPublic(copy, how);
    const answer = await sendForm(elsewhere, app, sent);
    expect(await answer.text(), how).toContain('"refusal":"not-yours"');
    expect(await countEntries(app), how).toBe(0);
    if (how !== "signing out") await expectPublic(page, how);
    await elsewhere.close();
  }
});

test("a forged cookie, one of another secret and one of no session are the public", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  const [session] = await query<{ id: string }>(app, "select id from sessions");
  const [real] = (await page.context().cookies()).filter(({ name }) => name === cookieName);
  expect(real).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  const ofAnotherSecret = await encode({ token: { sid: session?.id }, secret: "another secret", maxAge: 3600 });
  const changed = `${real?.value.slice(0, -3)}AAA`;
  for (const value of ["", "x", session?.id ?? "", ofAnotherSecret, changed]) {
    await page.context().addCookies([{ name: cookieName, value, url: app.baseURL }]);
    await expectPublic(page, value);
  }
  await page.context().addCookies([{ name: cookieName, value: real?.value ?? "", url: app.baseURL }]);
  await page.goto(place);
  await expect(page.getByRole("banner")).toContainText("for ACLEDA");
});

test("a link signs in once, within its day, and looking at it does not use it up", async ({
  page,
  app,
  browser,
  request,
}) => {
  const link = await newLink(app, "acleda");
  for (let look = 0; look < 3; look++) {
    expect((await request.get(link)).ok()).toBe(true);
    expect((await request.head(link)).ok()).toBe(true);
  }
  expect(await query(app, "select id from one_time_links where used_at is not null")).toEqual([]);
  expect(await query(app, "select id from sessions")).toEqual([]);
  const stranger = await browser.newContext({ baseURL: app.baseURL });
  const second = await stranger.newPage();
  await second.goto(link);

  await openLink(page, link, "acleda");
  await expect(page).toHaveURL(/\/our-work$/);

  const used = "This link has been used already. Ask for a fresh one.";
  await second.getByRole("button", { name: "Sign in as ACLEDA" }).click();
  await expect(second.getByRole("main").getByRole("alert")).toHaveText(used);
  await second.goto(link);
  await expect(second.getByRole("main").getByRole("alert")).toHaveText(used);
  await expect(second.getByRole("main").getByRole("button")).toHaveCount(0);

  const late = await newLink(app, "acleda");
  await second.goto(late);
  await query(
    app,
    "update one_time_links set created_at = now() - interval '25 hours', expires_at = now() - interval '1 hour' where used_at is null",
  );
  await second.getByRole("button", { name: "Sign in as ACLEDA" }).click();
  await expect(second.getByRole("main").getByRole("alert")).toContainText("This link has expired");

  await second.goto(`${link.slice(0, -1)}_`);
  await expect(second.getByRole("main").getByRole("alert")).toContainText("This link is not known here.");

  const ended = await newLink(app, "undp");
  await query(
    app,
    "update users set ended_at = now() where id = (select user_id from one_time_links order by created_at desc limit 1)",
  );
  await second.goto(ended);
  await expect(second.getByRole("main").getByRole("alert")).toContainText("The account of this link has ended.");
  expect(await query(app, "select id from sessions")).toHaveLength(1);
  await stranger.close();
});

test("the open data is read-only", async ({ request, page, app }) => {
  await signIn(page, app, "acleda");
  for (const list of ["recommendations", "updates", "summary"])
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await page.request.fetch(`/api/v1${report}/${list}`, { method, data: { note: "x" } });
      expect(answer.status(), `${method} ${list}`).toBe(405);
      expect(answer.headers()["content-type"]).toContain("application/problem+json");
    }
  expect((await request.get("/api/v1/reports/no-such-report/updates")).status()).toBe(404);
  expect(await countEntries(app)).toBe(0);
});

test("a draft is seen by the steward of its report and by nobody else", async ({ page, app, request }) => {
  await query(app, "update recommendations set published_at = null where code = 'R2'");
  await signIn(page, app, "ministry");
  const draft = recommendation("R2");
  const title = "Review policy, law and regulation";
  expect((await page.goto(draft))?.status()).toBe(404);
  expect((await request.get(draft)).status()).toBe(404);
  for (const path of [report, `${report}/recommendations`, "/organizations/ministry", "/our-work"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByText(title)).toHaveCount(0);
  }
  const { items } = await (await request.get(`/api/v1${report}/recommendations`)).json();
  expect(items).toHaveLength(16);
  await signOut(page);
  const counted = async () => {
    await page.goto("/organizations");
    return page
      .getByRole("row", { name: /Ministry/ })
      .getByRole("cell")
      .last()
      .textContent();
  };
  const known = await counted();
  await signIn(page, app, "ilo");
  await page.goto(draft);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
  // It is no assignment yet that anybody counts.
  expect(await counted()).toBe(known);
  await page.goto("/organizations/ministry");
  await expect(page.getByRole("heading", { name: "Assignments", exact: true })).toBeVisible();
  await expect(page.getByText(title)).toHaveCount(0);
});

test("who belongs to two organizations acts for one at a time, and switches", async ({ page, app }) => {
  await query(
    app,
    `insert into memberships (user_id, organization_id, roles)
     select m.user_id, (select id from organizations where slug = 'undp'), '{reporter}'
     from memberships m join organizations o on o.id = m.organization_id where o.slug = 'acleda'`,
  );
  await signIn(page, app, "acleda");
  await expect(page.getByRole("heading", { name: "Our work" })).toBeVisible();
  await page.goto(place);
  const before = await captureForm(page);
  await page.getByLabel("Act for").selectOption("UNDP");
  await page.getByRole("button", { name: "Switch organization" }).click();
  await expect(page.getByRole("banner")).toContainText("First approver for UNDP");
  await expect(page.getByText(/The assignments of United Nations Development Programme/)).toBeVisible();
  await page.goto(place);
  await expect(page.getByRole("region", { name: /UNDP/ }).getByRole("form", { name: "Log progress" })).toBeVisible();
  await expect(formOf(page)).toHaveCount(1);
  // A reporter there: what only an approver sets is named, not offered.
  await expect(field(page, "status").getByRole("option")).toHaveText([
    "Choose a status",
    "In progress",
    "Partially implemented",
    "No change of status, only a note",
  ]);
  await expect(formOf(page)).toContainText("An approver of your organization can also set: implemented,");
  const refused = await sendForm(page.context(), app, before);
  expect(await refused.text()).toContain('"refusal":"not-yours"');
  await saveAndSee(page, firstSteps);
  await expect(page.getByRole("region", { name: "History" })).toContainText("by First approver for UNDP");
  expect(await countEntries(app)).toBe(1);

  // An organization that one does not belong to cannot be chosen by another form either.
  const [ministry] = await query<{ id: string }>(app, "select id from organizations where slug = 'ministry'");
  await page.getByLabel("Act for").evaluate((select: HTMLSelectElement, id) => {
    select.add(new Option("MIME", id, true, true));
  }, ministry?.id);
  await page.getByRole("button", { name: "Switch organization" }).click();
  await expect(page).toHaveURL(/\/our-work$/);
  await expect(page.getByRole("banner")).toContainText("First approver for UNDP");
});

type Sent = { url: string; headers: Record<string, string>; body: string };

/** What the browser would send for a filled-in form of ACLEDA's; it never arrives. */
async function captureForm(page: Page): Promise<Sent> {
  await page.goto(place);
  await fill(page, firstSteps);
  const isPost = (url: URL) => url.pathname === `${place}/entries`;
  const captured = new Promise<Sent>((settle) => {
    void page.route(isPost, async (route) => {
      const request = route.request();
      if (request.method() !== "POST") return route.continue();
      const { "content-length": _, cookie: __, ...headers } = await request.allHeaders();
      const body = request.postDataBuffer()?.toString("utf8") ?? "";
      settle({ url: request.url(), headers, body });
      await route.abort();
    });
  });
  await saveButton(page).click();
  const sent = await captured;
  await page.unroute(isPost);
  expect(sent.body).toContain("assignmentId");
  return sent;
}

/** Sends it with the session of a context, and as its own origin would. */
function sendForm(
  context: BrowserContext,
  app: App,
  { url, headers, body }: Sent,
  change = (text: string) => text,
  other: Record<string, string> = {},
): Promise<APIResponse> {
  return context.request.post(url, {
    headers: { ...headers, origin: app.baseURL, ...other },
    data: Buffer.from(change(body)),
    maxRedirects: 0,
  });
}

/** A form's body with another value for a field, whatever the number that goes before the field's name. */
function withValue(body: string, name: string, value: string): string {
  const changed = body.replace(new RegExp(`(name="(?:_?\\d+_)?${name}"\r\n\r\n)[^\r]*`), (_, head) => head + value);
  expect(changed).not.toBe(body);
  return changed;
}

async function newSession(
  browser: Browser,
  app: App,
  organization: keyof typeof acronyms,
  options: { javaScriptEnabled?: boolean } = {},
) {
  const context = await browser.newContext({ baseURL: app.baseURL, ...options });
  const page = await context.newPage();
  await signIn(page, app, organization);
  await page.close();
  return context;
}

async function assignmentOf(app: App, organization: keyof typeof acronyms): Promise<string> {
  const [row] = await query<{ id: string }>(
    app,
    `select a.id from assignments a join organizations o on o.id = a.organization_id
     join recommendations r on r.id = a.recommendation_id where o.slug = $1 and r.code = 'R1.2'`,
    organization,
  );
  if (!row) throw new Error("No such assignment.");
  return row.id;
}

async function signOut(page: Page) {
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
}

async function expectPublic(page: Page, why: string) {
  await page.goto(place);
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" }), why).toBeVisible();
  await expect(page.getByRole("main").locator("form"), why).toHaveCount(0);
}
