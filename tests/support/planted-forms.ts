import { randomUUID } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { parseEntry } from "#lib/assignments/schema.ts";
import type { App } from "./app.ts";
import { complete, completeAnswers, completeKinds, type Typed } from "./entry.ts";
import { plant, plantAddress } from "./planted.ts";
import { query } from "./rows.ts";
import { cookiesOf } from "./sent-forms.ts";

/** The last part of a field's name, without the id or the number of a row. */
export const shortNameOf = (name: string) => name.split(".").at(-1) ?? name;

/** What is typed is seen on a page again, but for a password. */
const typed = "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=password], [type=submit])";

/** The fields of a button's form that take words. */
export function listFields(button: Locator): Promise<{ name: string; type: string }[]> {
  return button.evaluate(
    (element: HTMLButtonElement, selector) =>
      [...(element.form?.elements ?? [])]
        .filter((one) => one.matches(selector))
        .map((one) => ({ name: (one as HTMLInputElement).name, type: (one as HTMLInputElement).type })),
    typed,
  );
}

/**
 * Plants words in every field of a form that takes any, but for those left out, and sends it past whatever the browser
 * would ask first; where none is left, it is not sent. Answers with the names of these fields.
 */
export async function plantForm(button: Locator, leftOut: readonly string[], address: (place: string) => string) {
  const fields = await listFields(button);
  const chosen = fields.filter(({ name }) => !leftOut.includes(shortNameOf(name)));
  if (chosen.length === 0) return [];
  for (const { name } of chosen.filter(({ type }) => type === "file"))
    await button.locator(`xpath=ancestor::form//input[@name="${name}"]`).setInputFiles({
      name: plantName(name),
      mimeType: "text/csv",
      buffer: Buffer.from("Branch,Loans\n"),
    });
  const values = Object.fromEntries(
    chosen.map(({ name, type }) => [name, type === "file" ? null : /url$/i.test(name) ? address(name) : plant(name)]),
  );
  await button.evaluate((element: HTMLButtonElement, planted) => {
    if (element.form) element.form.noValidate = true;
    for (const one of element.form?.elements ?? []) {
      const { name } = one as HTMLInputElement;
      const value = planted[name];
      // A source of a priority is refused where there is no priority.
      if (name === "priority") (one as HTMLSelectElement).value = "high";
      if (value) (one as HTMLInputElement).value = value;
    }
  }, values);
  await Promise.all([button.page().waitForEvent("load"), button.click()]);
  return chosen.map(({ name }) => shortNameOf(name));
}

/** A name of a file; what stands before a slash in one is no part of it. */
export const plantName = (place: string) => `${plant(place).replaceAll("/", "")}.csv`;

/** Of what an entry may say, its words: every field that is an empty text where nothing was typed. */
const wordsOf = (fields: object) => Object.entries(fields).flatMap(([name, value]) => (value === "" ? [name] : []));
const words = wordsOf(parseEntry({}));
const wordsOfEvidence = wordsOf(parseEntry({}).evidence[0] ?? {});

type Entry = [by: "acleda" | "ilo", organization: "acleda" | "undp", code: string, typed: Typed];

const own = (code: string, typed: Typed): Entry => ["acleda", "acleda", code, typed];
const office = (code: string, typed: Typed): Entry => ["ilo", "acleda", code, typed];

/** What is logged, of every kind and every status; the words in it are planted, whatever they were. */
export const entries: readonly Entry[] = [
  own("R1.1", complete.partially_implemented),
  own("R1.1", complete.implemented_differently),
  office("R1.1", { ...completeKinds.verification, verification: "not_verified" }),
  own("R1.1", completeKinds.reply),
  own("R1.3", complete.no_longer_applicable),
  office("R1.3", { ...completeKinds.exit_decision, exitDecision: "refused" }),
  own("R2", complete.not_implemented),
  office("R2", completeKinds.exit_decision),
  office("R2", completeKinds.reopening),
  own("R3.1", complete.implemented),
  own("R3.3", complete.not_implemented),
  ...Object.entries(completeAnswers).map(([response, said]) =>
    own("F2", {
      kind: "response",
      response,
      occurredOn: "2001-03",
      ...said,
      ...("decideBy" in said && { decideBy: "2090-01-01" }),
    }),
  ),
  own("R3.2", complete.in_progress),
  own("R3.2", { ...complete.in_progress, kind: "correction" }),
  own("R3.2", completeKinds.note),
  own("R3.2", completeKinds.target),
  own("R3.2", { ...completeKinds.target, targetOn: "2033", delayReason: "other" }),
  own("R3.2", { ...completeKinds.action, targetOn: "" }),
  ["ilo", "undp", "R1.4", complete.in_progress],
];

/** Logs one of them as a form would, each word of it planted, with a link and a file. */
export async function logPlanted(app: App, page: Page, [, organization, code, typed]: Entry): Promise<string> {
  const [assignment] = await query<{ id: string; seen: number }>(
    app,
    `select a.id, a.log_length as seen from assignments a join organizations o on o.id = a.organization_id
     join recommendations r on r.id = a.recommendation_id where o.slug = $1 and r.code = $2`,
    organization,
    code,
  );
  const form = new FormData();
  form.set("assignmentId", assignment?.id ?? "");
  form.set("seen", String(assignment?.seen));
  form.set("submissionId", randomUUID());
  for (const [name, value] of Object.entries(typed)) if (!name.startsWith("evidence.")) form.set(name, value ?? "");
  const kind = typed.kind ?? typed.status ?? "";
  for (const name of words) form.set(name, plant(`${name} of ${kind}`));
  for (const [at, address] of [plantAddress(`link of ${kind}`), ""].entries())
    for (const name of wordsOfEvidence)
      form.set(
        `evidence.${at}.${name}`,
        name === "url" ? address : name === "language" ? "en" : plant(`${name} of evidence`),
      );
  form.set("evidence.1.file", new File(["Branch,Loans\n"], plantName("the name of a file")));
  const answer = await fetch(`${app.baseURL}/reports/cmb-97-021/recommendations/${code}/entries`, {
    method: "POST",
    body: form,
    headers: { cookie: await cookiesOf(page.context()), origin: app.baseURL, accept: "application/json" },
  });
  return answer.text();
}
