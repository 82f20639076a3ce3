import type { Page } from "@playwright/test";

// The figures of a page as it draws them, section by section: its sentences, lists, tables and bars, as they are read.

export type Bar = { title: string; stretches: { label: string; start: number; width: number }[] };
export type Section = {
  /** Headings and sentences that have a number in them. */
  says: string[];
  /** What stands in each item of a list that has a number in it, piece by piece. */
  items: string[][];
  /** The rows of its tables, without the heads; the first cell by its first line, which names the row. */
  rows: string[][];
  bars: Bar[];
};

/** The sections whose heading has an id with this beginning, by the rest of the id. */
export async function readSections(page: Page, prefix = ""): Promise<Record<string, Section>> {
  return page.evaluate((beginning) => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    const textOf = (element: Element) =>
      // biome-ignore lint/performance/useDomNodeTextContent: the layout alone tells what is hidden, and where a line ends
      (element as HTMLElement).innerText
        .replace(/(\d),(?=\d{3})/g, "$1")
        .replace(/[ \t\u00a0]+/g, " ")
        .trim();
    const all = (of: ParentNode, selector: string) => [...of.querySelectorAll(selector)];
    const isNumbered = (text: string) => /\d/.test(text);
    /** "How this is counted" is no figure. */
    const isApart = (element: Element) => element.closest("details")?.querySelector("table") === null;
    const percentOf = (svg: Element, name: string) => Number(svg.getAttribute(name)?.replace("%", ""));
    const readBar = (svg: Element) => ({
      title: svg.getAttribute("aria-label")?.replace(/(\d),(?=\d{3})/g, "$1") ?? "",
      stretches: all(svg, ":scope > svg").map((stretch) => ({
        label: stretch.querySelector("title")?.textContent?.replace(/(\d),(?=\d{3})/g, "$1") ?? "",
        start: percentOf(stretch, "x"),
        width: percentOf(stretch, "width"),
      })),
    });
    const isAsked = (section: Element) => section.getAttribute("aria-labelledby")?.startsWith(beginning);
    const sections = all(document, "section[aria-labelledby]")
      .filter(isAsked)
      .map((section) => {
        const says = all(section, "h3, h4, p").filter((element) => !element.closest("li, th, td") && !isApart(element));
        const items = all(section, "li, dl > div").filter((element) => !isApart(element));
        // Where nothing is to be followed, a name may stand in the item itself.
        const ownText = (item: Element) =>
          [...item.childNodes].flatMap(({ nodeType, textContent }) =>
            nodeType === Node.TEXT_NODE && textContent?.trim() ? textContent.trim() : [],
          );
        const pieces = (item: Element) =>
          all(item, "dt, dd, h3, h4, p, :scope > span, :scope > a").filter((piece) => !isApart(piece));
        return [
          section.getAttribute("aria-labelledby")?.slice(beginning.length) ?? "",
          {
            says: says.map(textOf).filter(isNumbered),
            items: items
              .map((item) => [...ownText(item), ...pieces(item).map(textOf)])
              .filter((item) => item.some(isNumbered)),
            rows: all(section, "tbody tr").map((row) =>
              all(row, "th, td").map((cell, index) =>
                textOf(cell)
                  .split("\n")
                  .slice(0, index === 0 ? 1 : undefined)
                  .join(" "),
              ),
            ),
            bars: all(section, "svg[aria-label]").map(readBar),
          },
        ];
      });
    return Object.fromEntries(sections);
  }, prefix);
}

/** The rows of the tables of a page, each cell as it is read. */
export async function readRows(page: Page): Promise<string[][]> {
  const rows = await page.locator("main tbody tr").all();
  const read = await Promise.all(rows.map((row) => row.locator("th, td").allInnerTexts()));
  return read.map((cells) =>
    cells.map((cell) =>
      cell
        .replace(/(\d),(?=\d{3})/g, "$1")
        .replace(/\s+/g, " ")
        .trim(),
    ),
  );
}
