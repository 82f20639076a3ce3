import type { Browser, BrowserContext, Page } from "@playwright/test";
import { newLink, type OrganizationSlug } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { listRoutes } from "../support/build.ts";
import { addFile } from "../support/evidence-files.ts";
import { backdate } from "../support/past.ts";
import { findPlanted, plant, plantedRegister, watchScripts } from "../support/planted.ts";
import { fillAllForms } from "../support/planted-forms.ts";
import { logPlanted } from "../support/planted-log.ts";
import { loadRegister } from "../support/registers.ts";
import { query } from "../support/rows.ts";
import { cookiesOf } from "../support/sent-forms.ts";

const report = "/reports/planted";

/** What is read beside the pages that links lead to. */
const beside = [
  `${report}/feed.atom`,
  `${report}/targets.ics`,
  `${report}/preview.png`,
  `${report}/print/margins.css`,
  `/embed${report}`,
  `/embed${report}?organization=planted-bank`,
  ...["recommendations", "updates", "summary", "changes"].map((list) => `/api/v1${report}/${list}`),
  ...["feed.atom", "targets.ics", "preview.png"].map((file) => `/organizations/planted-bank/${file}`),
  ...["feed.atom", "preview.png"].map((file) => `${report}/recommendations/P1/${file}`),
  `${report}/themes/planted-theme/preview.png`,
  "/sign-in/planted",
  "/nowhere",
];

/** Routes that only take forms, and the page that Next builds for a fault of the layout. */
const unseen = ["/our-work/entries", "/reports/[report]/recommendations/[code]/entries", "/_global-error"];

/** Texts of the database that nobody types, and why. */
const notTyped: [RegExp, string][] = [
  [/^_prisma_migrations\./, "written with a migration"],
  [/(hash|hashes|sha256)$/, "a hash"],
  [/\.slug$/, "small letters, digits and hyphens, made or checked"],
  [/\.(type|format|language|time_zone|code|key|table_name)$/, "one of a list, or checked against a pattern"],
  [/^tallies\./, "counted"],
];

test("a script that is planted in any text, name or address never runs, wherever it is drawn", async ({
  app,
  browser,
}) => {
  test.setTimeout(1_800_000);
  await backdate(app);
  await loadRegister(app, plantedRegister);
  await backdate(app);
  const [bank, fund, steward] = [
    await signInPlanted(browser, app, "planted-bank", "approver"),
    await signInPlanted(browser, app, "planted-fund", "approver"),
    await signInPlanted(browser, app, "planted-steward", "steward,verifier"),
  ];
  const cookie = async (context: BrowserContext) => ({ cookie: await cookiesOf(context) });
  await logPlanted(app, await cookie(bank), await cookie(fund), await cookie(steward));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="parent.ran('svg')"><script>ran('svg')</script></svg>`;
  const html = "<!doctype html><script>ran('html')</script>";
  const files = [
    await addFile(app, { content: Buffer.from(svg), fileName: `${plant("name")}.svg`, type: "image/svg+xml" }),
    await addFile(app, { content: Buffer.from(html), fileName: `${plant("name")}.html`, type: "text/html" }),
  ];

  // Everything that can be typed is typed, and whatever comes of it is looked at below.
  const led = new Set<string>();
  for (const writer of [bank, steward]) for (const address of await typeEverywhere(writer, app)) led.add(address);
  expect(await listTextsLeftOut(app)).toEqual([]);

  // Nothing but the escaping of what is drawn keeps scripts out here.
  const context = await browser.newContext({ baseURL: app.baseURL, bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const ran = await watchScripts(page);
  await page.setContent(`<p>${plant("control")}</p>`);
  await expect.poll(() => ran.length).toBeGreaterThan(0);
  expect(await findPlanted(page)).not.toEqual([]);
  ran.splice(0);

  const visited = new Set<string>();
  const seeds = [...(await listStaticRoutes()), ...beside, ...files];
  for (const viewer of [undefined, bank, steward]) {
    await context.clearCookies();
    if (viewer) await context.addCookies(await viewer.cookies());
    const look = async () => expect.soft(await findPlanted(page), page.url()).toEqual([]);
    for (const address of await walk(page, app, [...seeds, ...(viewer ? led : [])], viewer ? 1 : 2, look))
      visited.add(address);
  }
  for (const address of await listPlantedAddresses(visited)) {
    await page.goto(address).catch(() => {});
    expect.soft(await findPlanted(page), address).toEqual([]);
  }
  expect(ran).toEqual([]);
  const paths = new Set([...visited].map((address) => address.split("?")[0]));
  const missed = (await listRoutes()).filter(
    ({ route }) => ![...paths].some((path) => patternOf(route).test(path ?? "")),
  );
  expect(
    missed.map(({ route }) => route).filter((route) => !unseen.includes(route)),
    "routes not seen",
  ).toEqual([]);
  for (const one of [context, bank, fund, steward]) await one.close();
});

/** Somebody with a planted name, signed in; without scripts, so that forms are sent as they are. */
async function signInPlanted(browser: Browser, app: App, organization: string, roles: string): Promise<BrowserContext> {
  await query(
    app,
    `with person as (insert into users (id, name) values (gen_random_uuid(), $1) returning id)
     insert into memberships (user_id, organization_id, roles)
     select p.id, o.id, $3::role[] from person p, organizations o where o.slug = $2`,
    plant("person"),
    organization,
    `{${roles}}`,
  );
  const context = await browser.newContext({ baseURL: app.baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(await newLink(app, organization as OrganizationSlug));
  await page.getByRole("main").getByRole("button").click();
  await expect(page).toHaveURL(/\/our-work$/);
  await page.close();
  return context;
}

/** Fills in and sends every kind of form that somebody is shown, once; answers with where that led. */
async function typeEverywhere(context: BrowserContext, app: App): Promise<string[]> {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const led: string[] = [];
  const sent = new Set<string>();
  await walk(page, app, await listStaticRoutes(), 1, async () => {
    led.push(...(await fillAllForms(page, sent)));
  });
  await page.close();
  expect(sent.size).toBeGreaterThan(4);
  return led;
}

/** Follows every link to what is of the planted report, at most so often to the same path with other parameters. */
async function walk(page: Page, app: App, seeds: string[], most: number, look: () => Promise<unknown>) {
  const queue = [...seeds];
  const visited = new Set<string>();
  const times = new Map<string, number>();
  for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
    const path = address.split(/[?#]/)[0] ?? "";
    const known = times.get(path) ?? 0;
    if (visited.has(address) || (known >= most && !seeds.includes(address))) continue;
    visited.add(address);
    times.set(path, known + 1);
    // What is saved and not shown leaves the page as it was.
    const answer = await page.goto(address).catch(() => null);
    if (!answer) continue;
    const links = await page.evaluate(() =>
      // A link of a drawing has no address but that of its attribute.
      [...document.querySelectorAll("a[href]")].map(
        (link) => new URL(link.getAttribute("href") ?? "", document.baseURI).href,
      ),
    );
    queue.push(
      ...links
        .filter((link) => isOfPlanted(link, app))
        .map((link) => link.slice(app.baseURL.length).split("#")[0] ?? ""),
    );
    await look();
  }
  return visited;
}

function isOfPlanted(link: string, app: App) {
  if (!link.startsWith(app.baseURL)) return false;
  const { pathname } = new URL(link);
  return /planted|^\/evidence\/|^\/[a-z-]*$/.test(pathname);
}

async function listStaticRoutes(): Promise<string[]> {
  return (await listRoutes())
    .map(({ route }) => route)
    .filter((route) => !route.includes("[") && !unseen.includes(route));
}

/** Pages with every parameter planted that an address was seen with, and with planted parts of their path. */
async function listPlantedAddresses(visited: ReadonlySet<string>): Promise<string[]> {
  const addresses = [...visited].map((address) => new URL(address, "http://site"));
  const names = new Set(addresses.flatMap(({ searchParams }) => [...searchParams.keys()]));
  for (const name of ["asOf", "words", "draft", "saved", "entry", "read", "cursor", "limit"]) names.add(name);
  expect(names.size).toBeGreaterThan(15);
  const parameters = new URLSearchParams([...names].map((name) => [name, plant(name)]));
  const paths = new Map(
    addresses.map(({ pathname }) => [pathname.replace(/(P\d[.\d]*|planted-[a-z]+|[0-9a-f-]{36})/g, "*"), pathname]),
  );
  const routes = (await listRoutes()).map(({ route }) => route).filter((route) => route.includes("["));
  return [
    ...[...paths.values()].map((path) => `${path}?${parameters}`),
    ...routes.map((route) => route.replace(/\[+(\.\.\.)?\w+\]+/g, encodeURIComponent(plant("path")))),
  ];
}

function patternOf(route: string): RegExp {
  if (route === "/_not-found") return /^\/nowhere$/;
  const parts = route.split("/").map((part) => {
    if (part.startsWith("[[...")) return ".*";
    return part.startsWith("[") ? "[^/]+" : part.replace(/[.]/g, "\\.");
  });
  return new RegExp(`^${parts.join("/")}$`);
}

/** Columns that hold text, and none of it planted: a new one is to be planted, or to be named above. */
async function listTextsLeftOut(app: App): Promise<string[]> {
  const columns = await query<{ table: string; column: string }>(
    app,
    `select c.table_name as table, c.column_name as column from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
       and (c.data_type in ('text', 'character varying', 'jsonb') or (c.data_type = 'ARRAY' and c.udt_name = '_text'))`,
  );
  expect(columns.length).toBeGreaterThan(30);
  const left: string[] = [];
  for (const { table, column } of columns) {
    const name = `${table}.${column}`;
    if (notTyped.some(([pattern]) => pattern.test(name))) continue;
    const found = await query(app, `select 1 from ${table} where ${column}::text like '%ran(%' limit 1`);
    if (found.length === 0) left.push(name);
  }
  return left;
}
