import type { Locator, Page } from "@playwright/test";
import { expect } from "./app.ts";

export const report = "/reports/cmb-97-021";
export const recommendation = (code: string) => `${report}/recommendations/${code}`;

/** The fields of the form by their accessible names. */
export const labels = {
  status: "Status",
  note: "What has happened?",
  occurredOn: "When did it happen?",
  whatRemains: "What remains to be done?",
  completedOn: "When was it completed?",
  howIntentMet: "How is the intent of the recommendation met?",
  doneInstead: "What was done instead?",
  exitReason: "Reason for closing it",
  justification: "Why?",
  evidenceTitle: "Title",
  evidenceUrl: "Link",
} as const;
export type FieldName = keyof typeof labels;
export type Typed = Partial<Record<FieldName, string>>;

/** What an entry needs at least; choices by the words that are shown. */
export const firstSteps = {
  status: "In progress",
  note: "A working group has met.",
  occurredOn: "2001-03",
} as const satisfies Typed;

export function formOf(page: Page): Locator {
  return page.getByRole("form", { name: "Log progress" });
}

export function field(page: Page, name: FieldName): Locator {
  return formOf(page).getByLabel(labels[name], { exact: true });
}

/** The button that saves, by whichever name it has at the moment. */
export function saveButton(page: Page): Locator {
  return formOf(page).getByRole("button", { name: "Save update" });
}

export async function fill(page: Page, typed: Typed): Promise<void> {
  for (const [name, text] of Object.entries(typed) as [FieldName, string][]) {
    const control = field(page, name);
    if (name === "status" || name === "exitReason") await control.selectOption(text);
    else await control.fill(text);
  }
}

export async function save(page: Page, typed: Typed): Promise<void> {
  await fill(page, typed);
  await saveButton(page).click();
}

/** The message above the page after an entry was saved. */
export function savedNotice(page: Page): Locator {
  return page.getByRole("status").filter({ hasText: "Saved." });
}

export async function saveAndSee(page: Page, typed: Typed): Promise<void> {
  const before = page.url();
  await save(page, typed);
  // The message of an entry before this one may still stand there.
  await page.waitForURL((url) => url.href !== before && url.searchParams.has("saved"));
  await expect(savedNotice(page)).toBeVisible();
}

/** The entries of the history, newest first. */
export function historyOf(page: Page): Locator {
  return page.getByRole("region", { name: "History" }).locator("ol > li");
}
