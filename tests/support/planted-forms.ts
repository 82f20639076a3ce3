import type { Locator, Page } from "@playwright/test";
import { expect } from "./app.ts";
import { findPlanted, plant } from "./planted.ts";

/** What takes something away is sent only where little hangs on it. */
const isEnding = /withdraw|delete|remove/i;
const hasLittle = /P5|unused/;

/** Fills in and sends each form of the page that is not like one that was `sent`; answers with where that led. */
export async function fillAllForms(page: Page, sent: Set<string>): Promise<string[]> {
  const place = page.url();
  const led: string[] = [];
  for (let at = 0; at < (await formsOf(page).count()); at++) {
    const form = formsOf(page).nth(at);
    const { likeness, label } = await readForm(form);
    if (sent.has(likeness) || (isEnding.test(label) && !hasLittle.test(place + label))) continue;
    sent.add(likeness);
    await Promise.all([page.waitForEvent("load"), fillAndSend(form)]);
    expect.soft(await findPlanted(page), `${likeness} of ${place}, sent`).toEqual([]);
    if (page.url() !== place) led.push(page.url().slice(new URL(place).origin.length).split("#")[0] ?? "");
    await page.goto(place);
  }
  return led;
}

const formsOf = (page: Page) => page.getByRole("main").locator("form");

/** By which forms are alike: the names of their fields, without the ids in some of them. */
async function readForm(form: Locator) {
  return form.evaluate((element: HTMLFormElement) => {
    const names = [...element.elements]
      .map((one) => (one as HTMLInputElement).name)
      .filter((name) => !name.startsWith("$"));
    const plain = new Set(names.map((name) => name.replace(/[0-9a-f-]{36}/, "")));
    const label = `${element.getAttribute("aria-label") ?? ""} ${element.textContent}`;
    const kind = (element.elements.namedItem("kind") as HTMLInputElement | null)?.value ?? "";
    const buttons = [...element.querySelectorAll("button")].map(({ value }) => value);
    return { likeness: [...plain, kind, ...buttons].join(" "), label };
  });
}

/** Every text is planted, the last choice is chosen, and what the page would refuse is sent all the same. */
async function fillAndSend(form: Locator): Promise<void> {
  const names = await form.evaluate((element: HTMLFormElement) =>
    [...element.elements].map((one) => (one as HTMLInputElement).name),
  );
  const texts = Object.fromEntries(names.map((name) => [name, plant(`typed ${name}`.replace(/[0-9a-f-]{36}/, ""))]));
  await form.evaluate((element: HTMLFormElement, planted) => {
    for (const one of element.elements) {
      if (one instanceof HTMLSelectElement) one.selectedIndex = one.options.length - 1;
      if (one instanceof HTMLTextAreaElement) one.value = planted[one.name] ?? "";
      if (one instanceof HTMLInputElement) {
        if (["text", "search", "url"].includes(one.type)) one.value = planted[one.name] ?? "";
        if (one.type === "date") one.value = one.max;
        if (one.type === "checkbox" || one.type === "radio") one.checked = true;
      }
    }
    element.noValidate = true;
    element.requestSubmit(element.querySelector("button"));
  }, texts);
}
