import type { Locator, Page } from "@playwright/test";
import { expect } from "./app.ts";
import { savedNotice } from "./progress-form.ts";

/** What is typed into the fields of a form, by their names; choices by the words that are shown. */
export type Filled = Record<string, string>;

/** A form by its name, unfolded if it is folded, or what it stands in is. */
export async function openForm(page: Page, name: string, within?: string): Promise<Locator> {
  const form = page.getByRole("form", { name, exact: true });
  for (const folded of within ? [within, name] : [name]) {
    const summary = page.locator("summary").filter({ hasText: folded });
    // The page may still be on its way: whether the form is folded is known once one of the two is seen.
    await expect(form.or(summary).filter({ visible: true }).first()).toBeVisible();
    if (await form.isVisible()) break;
    await summary.click();
  }
  await expect(form).toBeVisible();
  return form;
}

export async function fillForm(form: Locator, filled: Filled): Promise<void> {
  for (const [label, text] of Object.entries(filled)) {
    const radio = form.getByRole("radiogroup", { name: label, exact: true });
    if ((await radio.count()) > 0) {
      await radio.getByRole("radio", { name: new RegExp(`^${text}`) }).check();
      continue;
    }
    const control = form.getByLabel(label, { exact: true });
    const isList = (await control.evaluate((element) => element.tagName)) === "SELECT";
    await (isList ? control.selectOption(text) : control.fill(text));
  }
}

/** Sends a form, and sees that it was taken. */
export async function sendForm(page: Page, form: Locator, button: string): Promise<void> {
  const before = page.url();
  await form.getByRole("button", { name: button, exact: true }).click();
  await page.waitForURL((url) => url.href !== before && url.searchParams.has("saved"));
  await expect(savedNotice(page)).toBeVisible();
}
