import type { Page } from "@playwright/test";
import { signIn } from "../support/accounts.ts";
import { expect, test } from "../support/app.ts";
import { addDevice, addPasskey } from "../support/device.ts";
import { query } from "../support/rows.ts";

test.use({ variables: { SITE_NAME: "localhost" } });

const alertOf = (page: Page) => page.getByRole("main").getByRole("alert");

test("a passkey is added, signs in without anything typed, and is removed", async ({ page, app }) => {
  const device = await addDevice(page);
  await signIn(page, app, "acleda");
  await addPasskey(page, "My laptop");
  expect((await device.credentials()).map(({ isResidentCredential, rpId }) => [isResidentCredential, rpId])).toEqual([
    [true, "localhost"],
  ]);
  // One device keeps one passkey for one account.
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(alertOf(page)).toContainText("No passkey was made.");

  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(/\/our-work$/);
  await expect(page.getByRole("banner")).toContainText("for ACLEDA");
  expect(await query(app, "select way::text, second_factor from sessions where ended_at is null")).toEqual([
    { way: "passkey", second_factor: null },
  ]);

  await page.goto("/account/passkeys");
  await expect(page.getByRole("listitem").filter({ hasText: "My laptop" })).toContainText("Last used");
  await page.getByRole("button", { name: "Remove My laptop" }).click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("The passkey is removed.");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(alertOf(page)).toContainText("This passkey signs nobody in here.");
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
});

test("whoever turns the device down, or has none, is told so and can try again", async ({ page, app }) => {
  const device = await addDevice(page);
  await signIn(page, app, "acleda");
  await addPasskey(page, "My laptop");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.goto("/sign-in");
  await device.verifies(false);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(alertOf(page)).toContainText("No passkey was shown.");
  await expect(alertOf(page)).toBeFocused();
  await device.verifies(true);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(/\/our-work$/);
});

test("a passkey is what an organization asks for that demands a second factor", async ({ page, app }) => {
  await addDevice(page);
  await signIn(page, app, "acleda");
  await query(
    app,
    `insert into second_factor_demands (organization_id, set_at, set_by_id)
     select m.organization_id, now(), m.user_id from memberships m join organizations o on o.id = m.organization_id where o.slug = 'acleda'`,
  );
  await page.goto("/our-work");
  await expect(page).toHaveURL(/\/account\/second-factor$/);
  await page.getByRole("link", { name: "add a passkey" }).click();
  await page.getByLabel("Name").fill("My laptop");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  // What they have from then on is asked for before anything else, also before they change how they sign in.
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Show that it is you");
  for (const path of ["/our-work", "/account/second-factor", "/account/passkeys"]) {
    await page.goto(path);
    await expect(page).toHaveURL((url) => url.pathname === "/account/confirm");
    await expect(page.getByRole("main")).toContainText("ACLEDA asks its people for a second factor, and you have one");
  }
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(["Sign in once more", "With a passkey"]);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(/\/account\/passkeys$/);
  await expect(page.getByRole("listitem").filter({ hasText: "My laptop" })).toBeVisible();
  await page.goto("/our-work");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Our work");
});

test("before a passkey is added one has just shown who one is, by another passkey for instance", async ({
  page,
  app,
}) => {
  await addDevice(page);
  await signIn(page, app, "acleda");
  await addPasskey(page, "My laptop");
  await query(app, "update sessions set shown_at = shown_at - interval '16 minutes'");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(alertOf(page)).toContainText("You signed in more than 15 minutes ago.");
  await page.goto("/account/passkeys");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Show that it is you");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(/\/account\/passkeys$/);
});

test.describe("with scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says that a passkey needs them, and offers no button that does nothing", async ({ page }) => {
    await page.goto("/sign-in");
    await expect(page.getByText("A passkey needs scripts, and they are off in this browser.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toHaveCount(0);
  });
});
