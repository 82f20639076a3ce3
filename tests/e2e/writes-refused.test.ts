import type { Browser, BrowserContext, Locator, Page } from "@playwright/test";
import { decode, encode } from "next-auth/jwt";
import { hashToken } from "#lib/accounts/tokens.ts";
import { type OrganizationSlug, signIn } from "../support/accounts.ts";
import { type App, expect, test, variablesOf } from "../support/app.ts";
import { listActions, listRoutes } from "../support/build.ts";
import { endsOf, type Meanwhile, membershipsEnded, sessionsEnded, withRole } from "../support/meanwhile.ts";
import { loadRegister, otherRegister } from "../support/registers.ts";
import { query } from "../support/rows.ts";
import { captureForm, cookiesOf, postForm, type SentForm, withValue } from "../support/sent-forms.ts";
import { nameOf, type Refusal, refusals, type Write } from "../support/write.ts";
import { wordMissing, writes } from "../support/writes.ts";

test("every action and every route of the build that writes is in the table of refusals, and no other", async ({
  request,
}) => {
  const actions = (await listActions()).map(({ file, name }) => `${file} ${name}`);
  const handlers: string[] = [];
  for (const { route, isPage } of await listRoutes()) {
    if (isPage) continue;
    // A route handler says which methods it takes, whatever stands in its address.
    const path = route.replace(/\[+(\.\.\.)?\w+\]+/g, "none");
    const { allow = "" } = (await request.fetch(path, { method: "OPTIONS" })).headers();
    const taken = allow.split(", ").filter((method) => ["POST", "PUT", "PATCH", "DELETE"].includes(method));
    handlers.push(...taken.map((method) => `${method} ${route}`));
  }
  expect(actions.length).toBeGreaterThan(15);
  expect(handlers.length).toBeGreaterThan(1);
  const built = [...actions, ...handlers];
  const known = new Set(writes.map(({ to }) => to));
  expect(wordMissing(built.filter((to) => !known.has(to)))).toBe("");
  expect([...known].filter((to) => !built.includes(to))).toEqual([]);
});

for (const write of writes)
  test.describe(nameOf(write), () => {
    test.use({ variables: { ...write.variables } });

    test("is refused in every way, then taken", async ({ app, browser }) => {
      await loadRegister(app, otherRegister);
      const other = await cookiesOf((await openAs(browser, app, write.other)).context());
      // First as a form that the browser sends by itself, then as an action that a script calls.
      for (const [time, scripts] of [false, true].entries()) {
        if (write.script && !scripts) continue;
        const page = await openAs(browser, app, write.as, scripts);
        await write.prepare?.(app, time);
        await write.open(page, app, time);
        const button = await buttonOf(page, write, time);
        await expectAllFields(button, write);
        const place = page.url();
        const sent = await captureForm(page, () => button.click(), write.script?.callsBefore);
        const tries = await listTries(app, page.context(), write, sent, other);
        const tried = new Set(tries.map(({ refusal }) => refusal));
        expect(refusals.filter((one) => one !== "sent again" && !tried.has(one) && !write.never[one])).toEqual([]);
        const before = await digest(app);
        for (const one of tries) await expectRefused(app, write, one, before, place, time);
        await expectTaken(app, write, sent, before, await cookiesOf(page.context()));
        await page.context().close();
        await write.afterwards?.(app);
      }
    });
  });

async function openAs(browser: Browser, app: App, who: OrganizationSlug | "nobody", scripts = true): Promise<Page> {
  const context = await browser.newContext({ baseURL: app.baseURL, locale: "en-GB", javaScriptEnabled: scripts });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  if (who !== "nobody") await signIn(page, app, who);
  return page;
}

async function buttonOf(page: Page, { button, within }: Write, time: number): Promise<Locator> {
  const form = within ? page.getByRole("form", { name: within, exact: true }) : page;
  return form.getByRole("button", { name: nameOfButton(button, time), exact: true });
}

const nameOfButton = (button: Write["button"], time: number) => (typeof button === "string" ? button : button(time));

/** Every hidden field, and every field that holds or chooses an id, is named with what it must be refused for. */
async function expectAllFields(button: Locator, { tampered, others }: Write) {
  const fields = await button.evaluate((element: HTMLButtonElement) => {
    const isId = (text: string) => /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.test(text);
    const named = [...(element.form?.elements ?? [])].filter(
      (one): one is HTMLInputElement | HTMLSelectElement => "value" in one && "name" in one && one.name !== "",
    );
    return named
      .filter(({ name }) => !name.startsWith("$ACTION"))
      .map((one) => {
        const values = one instanceof HTMLSelectElement ? [...one.options].map(({ value }) => value) : [one.value];
        // A box of a list has the id of its row in its name.
        const [name = ""] = one.name.split(/(?<=\.)(?=[0-9a-f]{8}-)/);
        return { name, isHidden: one.type === "hidden", isId: [one.name, ...values].some(isId) };
      });
  });
  const names = (which: "isHidden" | "isId") =>
    [...new Set(fields.filter((field) => field[which]).map(({ name }) => name))].sort();
  expect(names("isHidden"), "hidden fields").toEqual(Object.keys(tampered).sort());
  expect(names("isId"), "fields with ids").toEqual(Object.keys(others).sort());
}

/** One way of sending a form that is to be refused. */
type Try = {
  refusal: Refusal;
  what: string;
  sent: SentForm;
  /** It is sent to where it does not belong: whatever answers there, nothing is written. */
  isAstray?: boolean;
  while?: Meanwhile;
};

async function listTries(app: App, context: BrowserContext, write: Write, sent: SentForm, other: string) {
  const own = await cookiesOf(context);
  const as = (refusal: Refusal, what: string, cookie: string, more: Partial<Try> & { body?: string } = {}): Try => ({
    refusal,
    what,
    sent: { ...sent, body: more.body ?? sent.body, headers: { ...sent.headers, cookie } },
    ...(more.while && { while: more.while }),
  });
  const from = (origin: string | undefined, site = "cross-site"): Try => {
    const { origin: _, ...headers } = sent.headers;
    const other = { ...headers, cookie: own, "sec-fetch-site": site, ...(origin && { origin }) };
    return { refusal: "foreign origin", what: `from ${origin}, ${site}`, sent: { ...sent, headers: other } };
  };
  // An action can be called at the address of any page.
  const atAnother = (one: Try): Try => ({
    ...one,
    what: `${one.what}, at another address`,
    isAstray: true,
    sent: { ...one.sent, url: `${app.baseURL}/organizations` },
  });
  const isAction = !write.to.startsWith("POST ");
  const everywhere = (one: Try) => (isAction ? [one, atAnother(one)] : [one]);
  const changed = Object.entries(write.tampered).flatMap(([name, values]) =>
    typeof values === "string" ? [] : values.map((value) => ({ name, value })),
  );
  const named = await Promise.all(
    Object.entries(write.others).map(async ([name, ids]) => {
      if (typeof ids === "string") return [];
      const rows = await query<{ id: string }>(app, ids.sql);
      expect(rows.length, ids.sql).toBeGreaterThan(0);
      return rows.map(({ id }) => ({ name, id }));
    }),
  );
  const all: Try[] = [
    ...everywhere(as("signed out", "without a cookie", "")),
    ...(await forge(app, own)).map((cookie) => as("forged cookie", cookie, cookie)),
    as("revoked session", "ended", own, { while: sessionsEnded }),
    as("ended membership", "ended", own, { while: membershipsEnded }),
    ...everywhere(as("other organization", write.other, other)),
    ...write.lower.map((role) => as("lower role", role, own, { while: withRole(role) })),
    from("https://example.org"),
    from("null"),
    from(undefined),
    from(app.baseURL, "cross-site"),
    from(app.baseURL.replace(/\d+$/, "1"), "same-site"),
    ...changed.map(({ name, value }) =>
      as("tampered field", `${name} is ${JSON.stringify(value)}`, own, { body: withValue(sent.body, name, value) }),
    ),
    ...named
      .flat()
      .map(({ name, id }) => as("row of others", `${name} is ${id}`, own, { body: withRow(sent.body, name, id) })),
    ...Object.entries(write.link ? endsOf[write.link] : {}).map(([how, meanwhile]) =>
      as("used link", how, own, { while: meanwhile }),
    ),
  ];
  return all.filter(({ refusal }) => !write.never[refusal]);
}

/** The body with the id of another row in a field, or in the names of the boxes of a list. */
function withRow(body: string, name: string, id: string): string {
  if (!name.endsWith(".")) return withValue(body, name, id);
  const boxes = new RegExp(`(${name.replaceAll(".", "\\.")})[0-9a-f-]{36}`, "g");
  const changed = body.replace(boxes, (_, prefix) => prefix + id);
  expect(changed, `another ${name}`).not.toBe(body);
  return changed;
}

/** Cookies that were not given out: made up, cut, of another secret, past their own time, and of what the database keeps. */
async function forge(app: App, cookies: string): Promise<string[]> {
  const [, name, real = ""] = /(\S*session-token)=([^;]*)/.exec(cookies) ?? [];
  if (!name) return [];
  const secret = variablesOf(app.databaseUrl).NEXTAUTH_SECRET;
  const { sid } = (await decode({ token: real, secret })) ?? {};
  const [kept] = await query<{ token_hash: string }>(
    app,
    "select token_hash from sessions where token_hash = $1",
    hashToken(`${sid}`),
  );
  expect(kept, "the session of the cookie").toBeDefined();
  const sealed = await Promise.all([
    encode({ token: { sid }, secret: "another secret", maxAge: 3600 }),
    encode({ token: { sid }, secret, maxAge: -60 }),
    encode({ token: { sid: `${kept?.token_hash}` }, secret, maxAge: 3600 }),
  ]);
  return ["x", `${sid}`, `${real.slice(0, -3)}AAA`, ...sealed].map((value) => `${name}=${value}`);
}

const nothingSaved = /[Nn]othing (of yours )?was (saved|deleted)/;
const fromElsewhere =
  "This form was not sent from a page of this site, so nothing was saved. Open the page here and fill in its form.\n";

/** Nothing is written, and whoever sent it is told in a sentence. */
async function expectRefused(app: App, write: Write, one: Try, before: Digest, place: string, time: number) {
  const what = `${one.refusal}: ${one.what}`;
  const cookie = one.sent.headers.cookie ?? "";
  if (one.while) await query(app, one.while.change);
  const keptBefore = await countKept(app);
  const answer = await postForm(one.sent);
  const told = await toldBy(app, answer, cookie);
  // Whoever may not send the form does not see it either.
  const strangers = ["signed out", "lower role", ...(write.othersHaveOne ? [] : ["other organization"])];
  const isOffered = strangers.includes(one.refusal) && (await isShown(place, cookie, nameOfButton(write.button, time)));
  if (write.later) await passed();
  if (one.while) await query(app, one.while.undo);

  expect(await digest(app), what).toEqual(before);
  expect(answer.status, what).toBeLessThan(500);
  if (one.refusal === "foreign origin") expect([answer.status, told], what).toEqual([403, fromElsewhere]);
  else if (!one.isAstray) expect(told, what).toMatch(wordsFor(write, one));
  expect(isOffered, `${what}, on the page`).toBe(false);
  if (!one.isAstray && !write.unkept?.[one.refusal] && ["other organization", "lower role"].includes(one.refusal))
    expect(await countKept(app), `${what}, in the access log`).toBe(keptBefore + 1);
}

/** How often the access log says that somebody had no right to what they sent. */
async function countKept(app: App): Promise<number> {
  return (await query(app, "select from access_entries where kind = 'write_refused'")).length;
}

/** Long enough for what is done once an answer is on its way. */
const passed = () => new Promise((settle) => setTimeout(settle, 1_000));

/** Refused for who somebody is: without a page, there is nowhere to tell them why. */
const asOthers: readonly Refusal[] = [
  "signed out",
  "forged cookie",
  "revoked session",
  "ended membership",
  "other organization",
  "lower role",
];

function wordsFor({ says = nothingSaved, saysToOthers }: Write, { refusal }: Try): RegExp {
  return saysToOthers && asOthers.includes(refusal) ? new RegExp(`${says.source}|${saysToOthers.source}`) : says;
}

async function isShown(place: string, cookie: string, button: string): Promise<boolean> {
  const html = await (await fetch(place, { headers: { cookie } })).text();
  return html.includes(`aria-label="${button}"`) || html.includes(`>${button}</button>`);
}

/** What the answer says, and the page that it leads to. */
async function toldBy(app: App, { text, location }: { text: string; location: string | undefined }, cookie: string) {
  if (!location) return text;
  // Nobody is sent on to another site.
  expect(new URL(location, app.baseURL).origin).toBe(app.baseURL);
  return text + (await (await fetch(new URL(location, app.baseURL), { headers: { cookie } })).text());
}

/** It was no other fault that kept the others out; and once taken, it is not taken again. */
async function expectTaken(app: App, write: Write, sent: SentForm, before: Digest, cookie: string) {
  const own = { ...sent, headers: { ...sent.headers, cookie } };
  const answer = await postForm(own);
  expect(answer.status).toBeLessThan(400);
  if (write.later) await passed();
  const after = await digest(app);
  expect(after, answer.text.slice(0, 2_000)).not.toEqual(before);
  if (write.never["sent again"]) return;
  const again = await postForm(own);
  expect(again.status).toBeLessThan(500);
  expect(await digest(app), "sent again").toEqual(after);
}

/** Tables that change at a try without anything being written. */
const aside = [
  // What was refused is kept until it is drawn again.
  "form_drafts",
  // That something was tried is counted, whatever becomes of it.
  "rate_limits",
];

/** What of a table is compared, where that is not all of it. */
const compared: Readonly<Record<string, string>> = {
  // When it was last used is kept every five minutes, by whatever page.
  sessions: "(select to_jsonb(s) - 'last_seen_at' from sessions s)",
  // That something failed may be told there; that something was done, only if it was.
  access_entries: "(select * from access_entries where kind not in ('sign_in_failed', 'write_refused', 'limit_hit'))",
};

type Digest = Record<string, string>;

/** What the database holds, in short. */
async function digest(app: App): Promise<Digest> {
  const tables = await query<{ name: string }>(
    app,
    "select tablename as name from pg_tables where schemaname = 'public' and not tablename = any($1) order by 1",
    aside,
  );
  const each = tables.map(
    ({ name }) =>
      `select '${name}' as name, md5(string_agg(t::text, e'\\n' order by t::text)) as rows from ${compared[name] ?? name} t`,
  );
  const rows = await query<{ name: string; rows: string }>(app, each.join(" union all "));
  return Object.fromEntries(rows.map(({ name, rows }) => [name, rows]));
}
