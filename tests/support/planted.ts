import type { BrowserContext, Page, Request } from "@playwright/test";

/** The site that planted words would send a browser to. No name that ends like this leads anywhere (RFC 6761). */
export const away = "x.test";

const places: string[] = [];

/** Where the words with this number were planted. */
export const placeOf = (number: number) => places[number - 1];

/** Words that run and ask another site wherever they are taken for more than words; short enough for every field. */
export function plant(place: string): string {
  return `planted ${places.push(place)}"'></title></textarea></script><script>alert()</script><img src=//${away} onerror=ran()>`;
}

/** The same in a web address that may be kept, and in one that may not. */
export function plantAddress(place: string): string {
  return `https://${away}/planted-${places.push(place)}"'></textarea></script><script>alert()</script><img/src=//${away}/a/onerror=ran()>`;
}
export function plantScript(place: string): string {
  return `javascript:ran()//planted-${places.push(place)}"'><img/src=//${away}/a/onerror=ran()>`;
}

/** The numbers of what is planted in a text, as far as all of it stands there. */
export function numbersIn(text: string): number[] {
  return [...text.matchAll(/planted[ -](\d+)\D.{0,120}?onerror=ran\(\)/gs)].map(([, number]) => Number(number));
}

/** Notes whatever runs in the pages of a browser, whatever opens, and whatever would be asked of another site. */
export async function watch(context: BrowserContext, caught: string[]): Promise<void> {
  await context.exposeBinding("ran", ({ page }) => void caught.push(`a script ran at ${page.url()}`));
  context.on("dialog", (dialog) => {
    caught.push(`a dialog opened at ${dialog.page()?.url()}`);
    void dialog.dismiss();
  });
  const note = (request: Request) => {
    // What a policy stopped was never asked for.
    if (new URL(request.url()).host === away && request.failure()?.errorText !== "csp")
      caught.push(`another site was asked at ${request.frame().url()}`);
  };
  context.on("requestfinished", note);
  context.on("requestfailed", note);
}

/** What a page has made of planted words, where that is more than words; the words that it shows; and where it leads. */
export async function lookAt(page: Page): Promise<{ made: string[]; shown: string; links: string[] }> {
  return page.evaluate((other) => {
    const all = [...document.querySelectorAll("*")];
    const attributesOf = (element: Element) => [...element.attributes];
    const isMade = (element: Element) =>
      element.getAttribute("src")?.includes(other) ||
      (element.localName === "script" && element.textContent === "alert()") ||
      element.localName === "parsererror" ||
      attributesOf(element).some(
        ({ name, value }) =>
          /^on/i.test(name) ||
          (/^(.*href|src|action|formaction)$/i.test(name) && /^\s*(javascript|data):/i.test(value)),
      );
    // Of a page only its body; of a feed all of it.
    const seen = [...(document.body ?? document.documentElement).querySelectorAll("*")].filter(
      ({ localName }) => !["script", "style"].includes(localName),
    );
    const words = seen.flatMap((element) => [
      ...[...element.childNodes].filter(({ nodeType }) => nodeType !== 1).map(({ nodeValue }) => nodeValue),
      ...attributesOf(element).map(({ value }) => value),
      ...("value" in element ? [String(element.value)] : []),
    ]);
    return {
      made: all.filter(isMade).map(({ outerHTML }) => outerHTML.slice(0, 300)),
      shown: words.join("\n"),
      links: all.flatMap((element) => {
        if (element.localName === "a") return element.getAttribute("href") ?? [];
        // What a form asks for leads there too, with its fields as parameters.
        if (!(element instanceof HTMLFormElement) || element.method !== "get") return [];
        const fields = [...new FormData(element).keys()].map((name) => [name, ""]);
        return `${element.getAttribute("action") ?? location.pathname}?${new URLSearchParams(fields)}`;
      }),
    };
  }, away);
}
