import type { Page } from "@playwright/test";

/** How many a list says that it has. */
export async function foundAt(page: Page, href: string): Promise<number> {
  const text = await (await page.request.get(href)).text();
  const [, said = ""] =
    text.match(/role="status"[^>]*>(?:<[^>]+>)*([^<]*)/) ?? text.match(/>(\d[\d,]* recommendations?)[.:]/) ?? [];
  return Number(said.match(/\d[\d,]*/)?.[0].replaceAll(",", "") ?? (said.startsWith("No ") ? 0 : Number.NaN));
}
