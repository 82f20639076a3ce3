import type { Page } from "@playwright/test";
import { test as base, expect } from "../support/app.ts";
import { exhaust, release } from "../support/limits.ts";
import { startOpenIdProvider } from "../support/openid-provider.ts";
import { query } from "../support/rows.ts";
import { giveEmail } from "../support/with-mail.ts";

const test = base.extend<{ provider: Awaited<ReturnType<typeof startOpenIdProvider>> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  provider: async ({}, use) => {
    const provider = await startOpenIdProvider("http://127.0.0.1");
    await use(provider);
    await provider.stop();
  },
  variables: async ({ provider }, use) => use({ ...provider.variables, OIDC_NAME: "the Ministry" }),
});

const email = "sok@example.org";
const alertOf = (page: Page) => page.getByRole("main").getByRole("alert");

/** What somebody does at the provider, on its own pages. */
async function signInThere(page: Page, account: string) {
  await page.locator("input[name=login]").fill(account);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.locator("button[type=submit]").click();
}

for (const scripts of ["on", "off"] as const) {
  test.describe(`scripts ${scripts}`, () => {
    test.use({ javaScriptEnabled: scripts === "on" });

    test("somebody who was invited signs in with a provider that vouches for their address", async ({
      page,
      app,
      provider,
    }) => {
      await giveEmail(app, "acleda", email);
      provider.accounts.set("sok", { email, isVerified: true });
      await page.goto("/sign-in");
      await page.getByRole("link", { name: "Sign in with the Ministry" }).click();
      await expect(page).toHaveURL((url) => url.origin === provider.issuer);
      await signInThere(page, "sok");
      await expect(page).toHaveURL(/\/our-work$/);
      await expect(page.getByRole("banner")).toContainText("for ACLEDA");
      await page.goto("/account");
      await expect(page.getByRole("region", { name: "How you sign in" })).toContainText("the Ministry");
      // Nothing of what the provider sent is left in the browser.
      expect(
        (await page.context().cookies()).map(({ name }) => name).filter((name) => name.startsWith("tamdan.")),
      ).toEqual([]);

      // To change how one signs in one shows anew who one is, there too, and goes on where one was.
      await query(app, "update sessions set shown_at = shown_at - interval '15 minutes'");
      await page.goto("/account/password");
      await page.getByRole("link", { name: "Sign in with the Ministry" }).click();
      await signInThere(page, "sok");
      await expect(page).toHaveURL(/\/account\/password$/);
    });

    test("nobody gets an account, and whoever turns back or comes back twice is told so", async ({
      page,
      app,
      provider,
    }) => {
      provider.accounts.set("stranger", { email: "stranger@example.org", isVerified: true });
      const people = await query(app, "select from users");
      await page.goto("/sign-in");
      await page.getByRole("link", { name: "Sign in with the Ministry" }).click();
      const back = page.waitForRequest(/\/sign-in\/identity\/callback\?/);
      await signInThere(page, "stranger");
      await expect(alertOf(page)).toContainText("no account here belongs to you");
      expect(await query(app, "select from users")).toHaveLength(people.length);
      expect(await query(app, "select from sessions")).toEqual([]);
      await page.goto((await back).url());
      await expect(alertOf(page)).toContainText("Begin again.");

      await page.goto("/sign-in/identity/callback?error=access_denied");
      await expect(alertOf(page)).toContainText("Begin again.");
    });
  });
}

test("another site sends nobody to the provider", async ({ app }) => {
  const ask = (site: string) =>
    fetch(`${app.baseURL}/sign-in/identity`, { redirect: "manual", headers: { "sec-fetch-site": site } });
  expect(new URL((await ask("cross-site")).headers.get("location") ?? "", app.baseURL).pathname).toBe("/sign-in");
  const own = await ask("same-origin");
  const { searchParams } = new URL(own.headers.get("location") ?? "");
  expect(searchParams.get("code_challenge_method")).toBe("S256");
  expect(searchParams.get("redirect_uri")).toBe(`${app.baseURL}/sign-in/identity/callback`);
  expect(own.headers.getSetCookie().join()).toMatch(/tamdan\.identity=[\w-]{43}; .*HttpOnly; SameSite=lax/i);
  expect(await query(app, "select content->>'next' as next from challenges")).toEqual([{ next: "/our-work" }]);
});

test("who begins too often from one network is told when again, where they began, and goes on where they were", async ({
  page,
  app,
}) => {
  await exhaust(app, "identity", "address", "127.0.0.1");
  await page.goto("/sign-in?next=/account/password");
  await page.getByRole("link", { name: "Sign in with the Ministry" }).click();
  await expect(alertOf(page)).toContainText(
    "Signing in was begun from your network more often than people do. Try again in 30 minutes.",
  );
  expect(await query(app, "select from challenges")).toEqual([]);
  await release(app);
  await page.getByRole("link", { name: "Sign in with the Ministry" }).click();
  await expect(page.locator("input[name=login]")).toBeVisible();
  expect(await query(app, "select content->>'next' as next from challenges")).toEqual([{ next: "/account/password" }]);
});

test("where one goes on after the provider is one's account or work, and nowhere else", async ({ app }) => {
  for (const next of ["https://example.org", "//example.org", "/account/../x", "/organizations"]) {
    await fetch(`${app.baseURL}/sign-in/identity?next=${encodeURIComponent(next)}`, { redirect: "manual" });
    expect(await query(app, "delete from challenges returning content->>'next' as next")).toEqual([
      { next: "/our-work" },
    ]);
  }
});
