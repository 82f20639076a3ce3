import type { APIResponse, Page } from "@playwright/test";
import { openWebServer } from "../../scripts/web-server.ts";
import { signIn } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import { listRoutes } from "../support/build.ts";
import { openOtherSite } from "../support/other-site.ts";
import { allWays } from "../support/pages.ts";
import { report } from "../support/progress-form.ts";
import { type Kind, routes, wordMissing } from "../support/routes.ts";
import { query } from "../support/rows.ts";

// With every way to sign in, each page has all of its forms.
test.use({ variables: allWays });

const nothing =
  "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

const page = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self'; font-src 'self'; " +
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "same-origin",
};

const open = {
  "content-security-policy": nothing,
  "cross-origin-opener-policy": undefined,
  "cross-origin-resource-policy": "cross-origin",
  "access-control-allow-origin": "*",
  "referrer-policy": "same-origin",
};

/** What each kind of answer tells a browser; nothing of it is taken from the product. */
const expected: Record<Kind, Record<string, string | undefined>> = {
  page,
  link: { ...page, "referrer-policy": "strict-origin" },
  card: {
    ...open,
    "content-security-policy":
      "default-src 'none'; style-src '{hash}'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *",
    "cross-origin-opener-policy": "same-origin",
  },
  open,
  picture: { ...open, "content-security-policy": `${nothing}; style-src 'unsafe-inline'` },
  file: {
    "content-security-policy": nothing,
    "cross-origin-opener-policy": undefined,
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
  },
};

/** Features that no page may use, nor any frame in it; and what the browser may never guess. */
const always = {
  "permissions-policy": /^(?=.*\bcamera=\(\))(?=.*\bmicrophone=\(\))(?=.*\bgeolocation=\(\))(?!.*(\*|self))/,
  "x-content-type-options": /^nosniff$/,
};

function expectHeaders(answer: Pick<APIResponse, "headers">, is: Kind, what: string) {
  const headers = answer.headers();
  const policy = headers["content-security-policy"]
    ?.replace(/'nonce-[\w+/]{22}=='/, "'nonce-{nonce}'")
    .replace(/'sha256-[\w+/]{43}='/, "'{hash}'");
  for (const [name, value] of Object.entries(expected[is])) {
    const said = name === "content-security-policy" ? policy : headers[name];
    // What is refused or not there is no open data, and tells other sites nothing.
    if (name === "access-control-allow-origin" && said === undefined) continue;
    expect.soft(said, `${what}: ${name}`).toBe(value);
  }
  for (const [name, pattern] of Object.entries(always))
    expect.soft(headers[name] ?? "", `${what}: ${name}`).toMatch(pattern);
  for (const absent of ["strict-transport-security", "x-powered-by", "server", "x-frame-options"])
    expect.soft(headers[absent], `${what}: ${absent}`).toBeUndefined();
}

const nonceOf = (answer: Pick<APIResponse, "headers">) =>
  /'nonce-([^']+)'/.exec(answer.headers()["content-security-policy"] ?? "")?.[1];

test("every route that is built is in the table of headers, and no other", async () => {
  const built = (await listRoutes()).map(({ route }) => route);
  expect(built.length).toBeGreaterThan(40);
  expect(wordMissing(built.filter((route) => !routes[route]))).toBe("");
  expect(Object.keys(routes).filter((route) => !built.includes(route))).toEqual([]);
});

test("every page and every file says what a browser is to refuse of it, whoever asks and however", async ({
  app,
  page: steward,
  playwright,
}) => {
  await signIn(steward, app, "ilo");
  const nobody = await playwright.request.newContext({ baseURL: app.baseURL });
  for (const [route, { at, is, status = 200 }] of Object.entries(routes)) {
    const address = typeof at === "string" ? at : await at(app, steward);
    const answer = await steward.request.get(address, { maxRedirects: 0 });
    if (status !== "any") expect.soft(answer.status(), route).toBe(status);
    expectHeaders(answer, is, route);
    expectHeaders(await nobody.get(address, { maxRedirects: 0 }), is, `${route}, asked by nobody`);
    expectHeaders(await nobody.head(address, { maxRedirects: 0 }), is, `${route}, HEAD`);
    const { "content-type": type = "", "cache-control": kept, etag } = answer.headers();
    if (/^text\/|xml/.test(type) && is !== "file") expect.soft(type, route).toMatch(/charset=utf-8/i);
    // What is drawn for somebody is for nobody else, and not for later.
    if (type.startsWith("text/html") && is !== "card" && status !== "any") {
      expect.soft(kept, route).toContain("no-store");
      await expectClean(answer, route);
    }
    if (etag) {
      const held = await steward.request.get(address, { headers: { "If-None-Match": etag } });
      expect.soft(held.status(), `${route}, held`).toBe(304);
      expectHeaders(held, is, `${route}, held`);
    }
  }
  await nobody.dispose();
});

/** Every script carries the nonce of the answer, and nothing in a page is a style, or a script by another name. */
async function expectClean(answer: APIResponse, route: string) {
  const html = await answer.text();
  const scripts = html.match(/<script\b[^>]*>/g) ?? [];
  expect.soft(scripts.length, route).toBeGreaterThan(3);
  expect
    .soft(
      scripts.filter((tag) => !tag.includes(` nonce="${nonceOf(answer)}"`)),
      route,
    )
    .toEqual([]);
  const tags = html.replace(/<script\b.*?<\/script>/gs, "").match(/<[a-z][^>]*>/g) ?? [];
  expect
    .soft(
      tags.filter((tag) =>
        /^<(style|base|object|embed|iframe)\b| (style|on[a-z]+|srcdoc)="|="\s*javascript:/i.test(tag),
      ),
      route,
    )
    .toEqual([]);
}

test("what is not found, moved, refused or broken says so too; a nonce is never used twice", async ({
  app,
  request,
}) => {
  const part = /\/_next\/static\/[^"]+\.js/.exec(await (await request.get("/sign-in")).text())?.[0] ?? "";
  const answers: [Kind, string, number, Parameters<typeof request.fetch>[1]?][] = [
    ["page", "/organizations/none", 404],
    ["page", `${report}/recommendations/none`, 404],
    ["link", "/sign-in/none", 200],
    ["link", "/invitations/none", 200],
    ["link", "/confirm-email/none", 200],
    ["link", "/sign-in/second-factor", 307],
    ["page", `${report}/`, 308],
    ["page", "/our-work", 307],
    ["page", "/%E0%A4%A", 400],
    ["page", report, 403, { method: "POST", headers: { origin: "https://example.org" } }],
    ["page", report, 403, { method: "TRACE" }],
    ["page", "/.git/config", 404],
    ["page", "/package.json", 404],
    ["file", "/_next/static/", 308],
    ["open", `/api/v1${report}/updates`, 405, { method: "POST" }],
    ["open", `/api/v1${report}/updates`, 204, { method: "OPTIONS" }],
    ["open", "/reports/none/feed.atom", 404],
    ["card", "/embed/reports/none", 404],
    // What is not the address of a card may not be framed, whatever Next makes of it.
    ["page", "/embed", 404],
    ["page", "/embed/reports/..%2f..%2four-work", 404],
    ["file", "/evidence/none", 404],
    ["file", "/access/export", 404, { method: "POST", headers: { origin: app.baseURL } }],
    ["file", "/account/data", 403, { method: "POST", headers: { origin: app.baseURL } }],
    ["file", part, 200],
    ["file", "/_next/static/none.js", 404],
    ["file", "/_next/image?url=%2Ficon.svg&w=64&q=75", 400],
  ];
  const nonces: (string | undefined)[] = [];
  for (const [is, path, status, options] of answers) {
    const answer = await request.fetch(path, { maxRedirects: 0, ...options });
    expect.soft(answer.status(), path).toBe(status);
    expectHeaders(answer, is, `${options?.method ?? "GET"} ${path}`);
    if (is === "page") nonces.push(nonceOf(answer));
  }
  // Also where the same is asked again, and where the browser brings a nonce of its own.
  const mine = { "content-security-policy": "script-src 'nonce-mine'", "x-nonce": "mine" };
  for (const headers of [{}, mine]) {
    const answer = await request.get("/sign-in", { headers });
    nonces.push(nonceOf(answer));
    await expectClean(answer, "/sign-in");
  }
  expect(new Set(nonces).size).toBe(nonces.length);

  await query(app, "alter table tallies rename to gone");
  const broken = await request.get(report);
  expect(broken.status()).toBe(500);
  expectHeaders(broken, "page", "a page that fails");
  await expectClean(broken, "a page that fails");
});

test("before it has started, it says so with the same headers", async () => {
  const web = await openWebServer("127.0.0.1", 0);
  const answer = await fetch(`http://127.0.0.1:${web.port}/`);
  expect(answer.status).toBe(503);
  expectHeaders({ headers: () => Object.fromEntries(answer.headers) }, "page", "starting");
  await web.close(0);
});

test("what is drawn where something failed keeps to its policy too", async ({ page, app }) => {
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  // First the figures of the page are missing, then what stands above every page.
  for (const table of ["tallies", "reports"]) {
    await query(app, `alter table ${table} rename to ${table}_gone`);
    await page.goto(report);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Something went wrong");
    await expect(page.getByRole("banner")).toHaveCount(table === "tallies" ? 1 : 0);
    const family = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
    expect(family).toContain("system-ui");
  }
  expect(complaints.filter((words) => /policy/i.test(words))).toEqual([]);
});

test("a browser keeps nothing of it but the cookie of the session, and not even that once one has signed out", async ({
  page,
  app,
}) => {
  await signIn(page, app, "acleda");
  for (const path of [report, `${report}/recommendations/R1.2`, "/our-work"]) await page.goto(path);
  const kept = () => page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
  expect(await kept()).toEqual([0, 0, ""]);
  expect(await page.context().cookies()).toHaveLength(1);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  expect(await kept()).toEqual([0, 0, ""]);
  expect(await page.context().cookies()).toEqual([]);
  await page.goBack();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
});

/** What a script that got into a page would try with the help of another site, and which part of the policy stops it. */
const tries: Record<string, (other: string) => unknown> = {
  "script-src-elem": () =>
    document.body.append(document.createRange().createContextualFragment("<script>window.ran = 1</script>")),
  "script-src-elem of another site": (other) =>
    document.body.append(Object.assign(document.createElement("script"), { src: `${other}/x.js` })),
  "script-src": () => setTimeout("window.ran = 1" as unknown as () => void),
  "script-src-attr": () => {
    document.body.insertAdjacentHTML("beforeend", '<button id="planted" onclick="window.ran = 1">x</button>');
    document.getElementById("planted")?.click();
  },
  "style-src-attr": () => document.body.insertAdjacentHTML("beforeend", '<p style="color: red">x</p>'),
  "style-src-elem": () => document.body.insertAdjacentHTML("beforeend", "<style>body { color: red }</style>"),
  "img-src": (other) => document.body.insertAdjacentHTML("beforeend", `<img src="${other}/x.png" alt="x">`),
  "connect-src": (other) => fetch(other).catch(() => {}),
  "base-uri": (other) => document.head.insertAdjacentHTML("beforeend", `<base href="${other}">`),
  "frame-src": (other) => document.body.insertAdjacentHTML("beforeend", `<iframe title="x" src="${other}"></iframe>`),
  "object-src": (other) => document.body.insertAdjacentHTML("beforeend", `<object data="${other}/x.svg"></object>`),
  "form-action": (other) => {
    document.body.insertAdjacentHTML("beforeend", `<form id="away" action="${other}"></form>`);
    (document.getElementById("away") as HTMLFormElement).submit();
  },
};

test("what got into a page although it should not have runs nothing, loads nothing and sends nothing", async ({
  page,
  app,
}) => {
  const site = await openOtherSite();
  await page.goto(report);
  for (const [directive, attempt] of Object.entries(tries))
    expect(await violationOf(page, attempt, site.address), directive).toBe(directive.split(" ")[0]);
  expect(await page.evaluate(() => (window as { ran?: unknown }).ran)).toBeUndefined();
  expect(page.url()).toBe(`${app.baseURL}${report}`);
  expect(site.asked).toEqual([]);
  site.close();
});

/** The directive that the browser says was violated by what `attempt` does. */
async function violationOf(page: Page, attempt: (other: string) => unknown, other: string): Promise<string> {
  const violated = page.evaluate(
    () =>
      new Promise<string>((settle) => {
        document.addEventListener("securitypolicyviolation", (event) => settle(event.effectiveDirective), {
          once: true,
        });
        setTimeout(() => settle("none"), 3_000);
      }),
  );
  await page.evaluate(attempt as (other: string) => void, other);
  return violated;
}
