import { request as httpRequest } from "node:http";
import type { Page } from "@playwright/test";
import { newLink, openLink, signIn } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { query } from "../support/rows.ts";

const alertOf = (page: Page) => page.getByRole("main").getByRole("alert");
const sessionsOf = (page: Page) => page.getByRole("region", { name: "Where you are signed in" }).getByRole("listitem");

for (const scripts of ["on", "off"] as const) {
  test.describe(`scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("one sees where one is signed in, ends one session, and then all", async ({ page, app, browser }) => {
      const other = await (await browser.newContext({ baseURL: app.baseURL })).newPage();
      await signIn(other, app, "acleda");
      await signIn(page, app, "acleda");
      await page.getByRole("banner").getByRole("link", { name: "Your account" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your account");
      await expect(sessionsOf(page)).toHaveCount(2);
      await expect(sessionsOf(page).first()).toContainText(/on Linux \(this one\)/);
      await expect(sessionsOf(page).first()).toContainText("by a one-time link, for ACLEDA");
      await page.getByRole("button", { name: /^End the session of/ }).click();
      await expect(page.getByRole("status").filter({ hasText: "The session has ended." })).toBeVisible();
      await expect(sessionsOf(page)).toHaveCount(1);
      await other.goto("/our-work");
      await expect(other).toHaveURL(/\/sign-in$/);

      await signIn(other, app, "acleda");
      await page.getByRole("button", { name: "Sign out everywhere" }).click();
      await expect(page).toHaveURL((url) => url.pathname === "/sign-in");
      for (const one of [page, other]) {
        await one.goto("/account");
        await expect(one).toHaveURL(/\/sign-in$/);
      }
      expect(await query(app, "select from sessions where ended_at is null")).toHaveLength(0);
    });

    test("one's e-mail is changed by whoever has just shown who they are", async ({ page, app }) => {
      await signIn(page, app, "acleda");
      await page.goto("/account");
      await page.getByRole("link", { name: "Add one" }).click();
      await page.getByRole("textbox", { name: "E-mail" }).fill("sok");
      await page.getByRole("button", { name: "Save e-mail" }).click();
      await expect(alertOf(page)).toContainText("This is no e-mail address.");
      await expect(page.getByRole("textbox", { name: "E-mail" })).toHaveValue("sok");
      await page.getByRole("textbox", { name: "E-mail" }).fill("sok@example.org");

      // While the form was open, time went by: it says so and keeps what was typed.
      await query(app, "update sessions set shown_at = shown_at - interval '15 minutes'");
      await page.getByRole("button", { name: "Save e-mail" }).click();
      await expect(alertOf(page)).toContainText("You signed in more than 15 minutes ago.");
      await expect(alertOf(page).getByRole("link")).toHaveAttribute("href", "/account/confirm");
      await expect(page.getByRole("textbox", { name: "E-mail" })).toHaveValue("sok@example.org");

      await page.goto("/account/email");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Show that it is you");
      await expect(page).toHaveURL(/\/account\/confirm\?next=%2Faccount%2Femail$/);
      await openLink(page, await newLink(app, "acleda"), "acleda");
      await expect(page).toHaveURL((url) => url.pathname === "/our-work");
      // What was signed in with before has ended.
      expect(await query(app, "select from sessions where ended_at is null")).toHaveLength(1);
      await page.goto("/account/confirm?next=/account/email");
      await expect(page).toHaveURL((url) => url.pathname === "/account/email");
      await page.getByRole("textbox", { name: "E-mail" }).fill("sok@example.org");
      await page.getByRole("button", { name: "Save e-mail" }).click();
      await expect(page.getByRole("status").filter({ hasText: "Your e-mail is saved." })).toBeVisible();
      await expect(page.getByText("sok@example.org (not confirmed)")).toBeVisible();
    });
  });
}

test("after showing who one is one goes on within the account, and nowhere else", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  for (const next of ["https://example.org", "//example.org", "/our-work", "/account/../our-work", "", "/account\\x"]) {
    await page.goto(`/account/confirm?next=${encodeURIComponent(next)}`);
    expect([next, new URL(page.url()).pathname]).toEqual([next, "/account"]);
  }
});

test("a session ends after a day without use, and after a week however much it is used", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  const isSignedIn = async () => {
    await page.goto("/account");
    return new URL(page.url()).pathname === "/account";
  };
  await query(app, "update sessions set last_seen_at = now() - interval '23 hours 59 minutes'");
  expect(await isSignedIn()).toBe(true);
  await query(app, "update sessions set last_seen_at = now() - interval '24 hours'");
  expect(await isSignedIn()).toBe(false);
  await query(app, "update sessions set last_seen_at = now()");
  expect(await isSignedIn()).toBe(true);
  await query(app, "update sessions set created_at = now() - interval '7 days', expires_at = now()");
  expect(await isSignedIn()).toBe(false);
});

test("on this machine the cookie is read by no script and sent from no other site", async ({ page, app }) => {
  await signIn(page, app, "acleda");
  const [cookie, ...others] = await page.context().cookies();
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({
    ...{ name: "next-auth.session-token", httpOnly: true, sameSite: "Lax", secure: false, path: "/" },
  });
  expect(Math.abs((cookie?.expires ?? 0) - Date.now() / 1000 - 7 * 24 * 3600)).toBeLessThan(60);
  const tokens = await query<{ id: string }>(app, "select id, token_hash from sessions");
  for (const value of Object.values(tokens[0] ?? {})) expect(cookie?.value).not.toContain(value);
});

test.describe("where people reach the site by https", () => {
  const site = "https://tamdan.example.org";
  test.use({ siteAddress: site });

  /** What a proxy passes on that speaks https with people. */
  function ask(
    app: App,
    path: string,
    cookie = "",
    form?: FormData,
  ): Promise<{ status: number; set: string[]; text: string }> {
    return new Promise((settle, fail) => {
      const body = form && new Response(form);
      const headers = {
        ...{ host: new URL(site).host, cookie },
        ...(body && { origin: site, "content-type": body.headers.get("content-type") ?? "" }),
      };
      const { hostname, port } = new URL(app.baseURL);
      const asked = httpRequest({ hostname, port, path, headers, method: form ? "POST" : "GET" }, (answer) => {
        let text = "";
        answer.on("data", (part) => {
          text += part;
        });
        answer.on("end", () =>
          settle({ status: answer.statusCode ?? 0, set: answer.headers["set-cookie"] ?? [], text }),
        );
      });
      asked.on("error", fail);
      void (async () => asked.end(body ? Buffer.from(await body.arrayBuffer()) : undefined))();
    });
  }

  /** The hidden fields of the form with a button of this name. */
  function formOf(page: string, button: string): FormData {
    const form = page.match(/<form\b.*?<\/form>/gs)?.find((text) => text.includes(button)) ?? "";
    const fields = new FormData();
    for (const [input] of form.matchAll(/<input type="hidden"[^>]*>/g))
      fields.append(/name="([^"]*)"/.exec(input)?.[1] ?? "", /value="([^"]*)"/.exec(input)?.[1] ?? "");
    expect([...fields].length).toBeGreaterThan(0);
    return fields;
  }

  test("the cookie is of this host alone, and secure", async ({ app }) => {
    const link = await newLink(app, "acleda");
    const page = await ask(app, link);
    const signedIn = await ask(app, link, "", formOf(page.text, "Sign in as ACLEDA"));
    expect(signedIn.status).toBe(303);
    expect(signedIn.set).toHaveLength(1);
    const [cookie = "", ...attributes] = (signedIn.set[0] ?? "").split("; ");
    expect(cookie).toMatch(/^__Host-next-auth\.session-token=.{100,}$/);
    expect(attributes.map((one) => one.toLowerCase())).toEqual(
      expect.arrayContaining(["path=/", "secure", "httponly", "samesite=lax", "max-age=604800"]),
    );
    expect(attributes.join()).not.toMatch(/domain/i);
    const account = await ask(app, "/account", cookie);
    expect([account.status, account.text.includes("Where you are signed in")]).toEqual([200, true]);
    // Under the name that it has without https it means nobody.
    expect((await ask(app, "/account", cookie.replace("__Host-", ""))).status).toBe(307);

    const signedOut = await ask(app, "/account", cookie, formOf(account.text, "Sign out"));
    const gone = signedOut.set.find((line) => line.startsWith("__Host-next-auth.session-token=;"));
    expect(gone?.toLowerCase()).toMatch(/path=\/.*secure|secure.*path=\//);
    expect((await ask(app, "/account", cookie)).status).toBe(307);
  });
});
