import type { Browser, BrowserContextOptions, Locator, Page } from "@playwright/test";
import { newLink, type OrganizationSlug } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { allWays } from "../support/pages.ts";
import { backdate } from "../support/past.ts";
import { lookAt, numbersIn, placeOf, plant, plantAddress, plantScript, watch } from "../support/planted.ts";
import { listMore, listPlanted, listRoutes } from "../support/planted-addresses.ts";
import { entries, listFields, logPlanted, plantForm, shortNameOf } from "../support/planted-forms.ts";
import { listColumns, plantTheRest } from "../support/planted-rows.ts";
import { loadRegister, otherRegister } from "../support/registers.ts";
import { query } from "../support/rows.ts";
import { nameOf, type Write } from "../support/write.ts";
import { writes } from "../support/writes.ts";

test.use({ variables: allWays });

/** Fields that refuse such words, and what they take. */
const refused: Record<string, string> = {
  email: "an address for mail",
  code: "letters and digits; or the code of an app",
  sourceUrl: "an address of the web",
  url: "an address of the web",
  day: "a day",
  occurredOn: "a day",
  documentOn: "a day",
  existsFrom: "a day",
  existsUntil: "a day",
  move: "a number",
  language: "a code of BCP 47",
};

/** What nothing planted can stand in; where an entry of the register comes from can be an address with such words in it. */
const never = Object.keys(refused).filter((name) => name !== "sourceUrl");

/** Columns of the database that hold text, but none that somebody types. */
const notTyped: readonly [RegExp, string][] = [
  [/^_prisma_migrations\./, "written with a migration"],
  [/(hash|hashes|sha256)$/, "a hash"],
  [/(\.slug|^snapshot_recommendations\.(organizations|themes))$/, "small letters, digits and hyphens, made or checked"],
  [/\.(type|format|language|time_zone|code|key|table_name|transports)$/, "one of a list, or checked against a pattern"],
  [/\.email$/, "an address for mail: what is none is refused"],
  [/^(sessions\.user_agent|passkeys\.name)$/, "the name of a browser that is known, whatever a browser calls itself"],
  [/^(challenges\.content|passkeys\.credential_id)$/, "made here, or by a device, and drawn nowhere"],
  [/^linked_identities\./, "as the provider has it, and drawn nowhere"],
  [/^access_entries\./, "written here of lists; an address is the proxy's"],
];

test("planted words would be noticed, and the policy of every page forbids what they would do", async ({
  app,
  browser,
}) => {
  const raw = `<p>${plant("a page that draws it as it is")}</p>`;
  for (const bypassCSP of [true, false]) {
    const caught: string[] = [];
    const page = await openPage(app, browser, { bypassCSP }, caught);
    await page.goto("/sign-in");
    const policy: string[] = [];
    page.on("console", (message) => policy.push(message.text()));
    await page.setContent(raw);
    expect((await lookAt(page)).made.length).toBeGreaterThan(1);
    if (bypassCSP) await expect.poll(() => [...new Set(caught.map((one) => one.split(" at ")[0]))]).toHaveLength(3);
    else
      await expect
        .poll(() => policy.filter((text) => text.includes("Content Security Policy")).length)
        .toBeGreaterThan(1);
    if (!bypassCSP) expect(caught).toEqual([]);
    await page.context().close();
  }
});

test("a script that is planted in any field, name or address never runs, and is shown as the words that it is", async ({
  app,
  browser,
}) => {
  test.setTimeout(420_000);
  await loadRegister(app, otherRegister);
  await backdate(app);
  const caught: string[] = [];
  const seen = new Set<number>();
  const links = new Set<string>();
  const look = async (page: Page, what: string) => {
    const { made, shown, links: led } = await lookAt(page);
    expect.soft(made, what).toEqual([]);
    for (const number of numbersIn(shown)) seen.add(number);
    for (const link of led) links.add(link);
  };

  const writers = await openBrowsers(app, browser, false, caught);
  const typed: Write[] = [];
  for (const write of writes.filter(isAlone)) {
    const button = await openForm(app, write, writers);
    if ((await listFields(button)).length > 0) typed.push(write);
    await close(app, write, button.page());
  }
  const refusing = new Set<string>();
  for (const write of typed) for (const name of await typeInto(app, write, writers, look)) refusing.add(name);
  expect([...refusing].sort()).toEqual(Object.keys(refused).sort());
  for (const entry of entries)
    expect(await logPlanted(app, await writers(entry[0]), entry), JSON.stringify(entry)).toContain('"done"');
  await plantTheRest(app);
  const viewers = await openBrowsers(app, browser, true, caught);

  const [steward, approver, nobody] = [await viewers("ilo"), await viewers("acleda"), await viewers("nobody")];
  const opened = await listRoutes(app, steward);
  for (const address of [...opened.map(({ address }) => address), ...(await listMore(app))])
    await visit(steward, address, look);
  // An organization is offered other forms, and who has not signed in yet.
  for (const { address, is } of opened) {
    if (is === "page") await visit(approver, address, look);
    if (is === "link") await visit(nobody, address, look);
  }
  for (const address of listPlanted(opened, links)) await visit(steward, address, look);
  expect([...seen].map(placeOf)).toContain("parameter words");

  const columns = await listColumns(app);
  const untouched = columns.filter(({ planted }) => planted.length === 0).map(({ name }) => name);
  expect(untouched.filter((name) => !notTyped.some(([pattern]) => pattern.test(name)))).toEqual([]);
  expect(notTyped.filter(([pattern]) => !untouched.some((name) => pattern.test(name)))).toEqual([]);
  const isSeen = (number: number) => seen.has(number);
  const unseen = columns.filter(({ planted }) => planted.length > 0 && !planted.some(isSeen));
  expect(unseen.map(({ name }) => name)).toEqual([]);
  expect(caught).toEqual([]);
});

type Look = (page: Page, what: string) => Promise<void>;
type Browsers = (who: OrganizationSlug | "nobody") => Promise<Page>;

/** Somebody's browser, whose policy would forbid nothing: the same each time for who is signed in. */
async function openBrowsers(
  app: App,
  browser: Browser,
  javaScriptEnabled: boolean,
  caught: string[],
): Promise<Browsers> {
  const open = new Map<string, Page>();
  return async (who) => {
    const page = open.get(who) ?? (await openPage(app, browser, { javaScriptEnabled }, caught));
    if (who === "nobody") return page;
    open.set(who, page);
    // What some of the forms change ends every session of who sends them.
    if ((await page.request.get("/account", { maxRedirects: 0 })).ok()) return page;
    await page.goto(await newLink(app, who));
    await page.getByRole("main").getByRole("button").click();
    await page.waitForURL((url) => url.pathname === "/our-work");
    return page;
  };
}

async function openPage(app: App, browser: Browser, options: BrowserContextOptions, caught: string[]): Promise<Page> {
  const context = await browser.newContext({
    baseURL: app.baseURL,
    locale: "en-GB",
    bypassCSP: true,
    userAgent: plant("the name of a browser"),
    ...options,
  });
  await watch(context, caught);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return page;
}

/** A form that the browser sends, and of entries only one: the others have logs of their own, in which theirs is the next. */
function isAlone({ script, to, form }: Write) {
  return !script && (!to.startsWith("POST /reports/") || form === "progress");
}

/** As if no other form had been opened before; answers with its button. */
async function openForm(app: App, write: Write, writers: Browsers): Promise<Locator> {
  const page = await writers(write.as);
  await query(
    app,
    `with passwords_gone as (delete from passwords), counts_gone as (delete from rate_limits),
       codes_gone as (delete from recovery_codes), apps_gone as (delete from totp_secrets)
     update recommendations set published_at = created_at where published_at is null`,
  );
  await write.prepare?.(app, 0);
  await write.open(page, app, 0);
  const form = write.within ? page.getByRole("form", { name: write.within, exact: true }) : page;
  const name = typeof write.button === "string" ? write.button : write.button(0);
  return form.getByRole("button", { name, exact: true }).first();
}

async function close(app: App, { afterwards, as }: Write, page: Page) {
  await afterwards?.(app);
  if (as === "nobody") await page.context().close();
}

/** First everything is planted, and what the form refuses is drawn again with it; then all that it takes. Answers with what it refused. */
async function typeInto(app: App, write: Write, writers: Browsers, look: Look): Promise<string[]> {
  const send = async (leftOut: readonly string[], address: typeof plantAddress) => {
    const button = await openForm(app, write, writers);
    const page = button.page();
    const planted = await plantForm(button, leftOut, address);
    await look(page, nameOf(write));
    const problems = page.getByRole("main").locator("[aria-invalid=true]");
    const names = await problems.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).name));
    const alerts = await page.getByRole("main").getByRole("alert").allTextContents();
    await close(app, write, page);
    return { refusedNow: names.map(shortNameOf).filter((name) => planted.includes(name)), alerts };
  };
  const { refusedNow, alerts } = await send([], plantScript);
  if (alerts.length > 0) expect.soft((await send(never, plantAddress)).alerts, nameOf(write)).toEqual([]);
  return refusedNow;
}

async function visit(page: Page, address: string, look: Look) {
  // What is saved and not shown leaves the page as it was.
  await page.goto(address).catch((error: Error) => {
    if (!/Download is starting|ERR_ABORTED/.test(error.message)) throw error;
  });
  await look(page, address);
}
