import type { Page } from "@playwright/test";

/**
 * Words that are a script wherever they are taken for more than words: in the text of an element, in an attribute, a
 * title, a text area, a script or a style, as an element of their own or as an address.
 */
export function plant(where: string): string {
  const call = `ran('${where}')`;
  return (
    `${where}'"></title></textarea></script></style>--><script>${call}</script>` +
    `<img src=x data-planted onerror=${call}><svg data-planted onload=${call}>\${${call}}`
  );
}

/** An address that is one, and a script where it is not written as an attribute. */
export const plantedAddress = (where: string) =>
  `https://example.org/${where}?'"><script>ran('${where}')</script><img/src=x/data-planted/onerror=ran('${where}')>`;

/** Notes what runs in every page of a context, whatever its policy would forbid. */
export async function watchScripts(page: Page): Promise<string[]> {
  const ran: string[] = [];
  await page.exposeFunction("ran", (where: string) => ran.push(`${where} at ${page.url()}`));
  page.on("dialog", (dialog) => {
    ran.push(`${dialog.message()} at ${page.url()}`);
    void dialog.dismiss();
  });
  return ran;
}

/** What of the page was made of planted words, whether or not it has run: elements, handlers and addresses. */
export async function findPlanted(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .filter((element) => {
        const attributes = [...element.attributes];
        return (
          element.hasAttribute("data-planted") ||
          attributes.some(({ name }) => /^on/i.test(name)) ||
          attributes.some(
            ({ name, value }) => /^(href|src|action|formaction)$/.test(name) && /^\s*(javascript|data):/i.test(value),
          )
        );
      })
      .map(({ outerHTML }) => outerHTML.slice(0, 200)),
  );
}

const entry = (code: string, more: object = {}) => ({
  code,
  kind: "recommendation",
  section: plant("section"),
  locator: plant("locator"),
  title: plant("title"),
  statement: plant("statement"),
  editorialNote: plant("editorialNote"),
  themes: ["planted-theme"],
  textComplete: false,
  sourceUrl: plantedAddress("entry"),
  priority: "high",
  prioritySource: plant("prioritySource"),
  assignments: [{ organization: "planted-bank", role: "lead", basis: "stated" }],
  ...more,
});

const organization = (slug: string, more: object = {}) => ({
  slug,
  name: plant(`${slug} name`),
  acronym: plant(slug),
  kind: "other",
  iatiIdentifier: plant("iati"),
  function: "stakeholder",
  part: plant("part"),
  ...more,
});

/** A register whose every text is planted. */
export const plantedRegister = {
  report: {
    slug: "planted",
    title: plant("report"),
    subtitle: plant("subtitle"),
    publishedOn: "2001",
    language: "en",
    timeZone: "Asia/Phnom_Penh",
    author: "planted-steward",
    sourceUrl: plantedAddress("report"),
    rights: plant("rights"),
    coverage: { held: [plant("held")], notHeld: [plant("not held")], note: plant("coverage") },
  },
  kinds: { recommendation: plant("kind") },
  themes: { "planted-theme": plant("theme"), "planted-unused": plant("unused") },
  organizations: [
    organization("planted-steward", { function: "steward" }),
    organization("planted-bank"),
    organization("planted-fund"),
  ],
  recommendations: [
    entry("P1"),
    entry("P2", { assignments: [{ organization: "planted-fund", role: "support", basis: "proposed" }] }),
    entry("P3"),
    entry("P4", { assignments: [] }),
    entry("P4.1", { parent: "P4" }),
    entry("P5"),
  ],
};
