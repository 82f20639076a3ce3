import type { Page } from "@playwright/test";
import { expect } from "./app.ts";

// The forms by which somebody signs in, as somebody at the page uses them.

export const email = "sok@example.org";
export const password = "four unrelated horses";
export const alertOf = (page: Page) => page.getByRole("main").getByRole("alert");
export const statusOf = (page: Page) => page.getByRole("main").getByRole("status");
export const withPassword = (page: Page) => page.getByRole("form", { name: "With a password" });
export const byMail = (page: Page) => page.getByRole("form", { name: "With a link by mail" });
export const isSignedIn = (page: Page) => expect(page.getByRole("banner")).toContainText("for ACLEDA");

/** Whatever comes of it. */
export async function tryToSetPassword(page: Page) {
  await page.goto("/account/password");
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Save password" }).click();
}

export async function setPassword(page: Page) {
  await tryToSetPassword(page);
  await expect(statusOf(page)).toContainText("Your password is set.");
}

export async function enterPassword(page: Page, typed = password, address = email) {
  await page.goto("/sign-in");
  await withPassword(page).getByLabel("E-mail").fill(address);
  await withPassword(page).getByLabel("Password").fill(typed);
  await withPassword(page).getByRole("button", { name: "Sign in" }).click();
}

export async function signOut(page: Page) {
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
}
