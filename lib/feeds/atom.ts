import { element, text } from "#lib/markup.ts";

/** A feed as RFC 4287 knows it. Every address is in full, every text plain. */
type Feed = {
  id: string;
  title: string;
  subtitle: string;
  language: string;
  rights: string | null;
  updatedAt: Date;
  /** Where this feed is, and the page that it follows. */
  self: string;
  page: string;
  entries: Entry[];
};

export type Entry = {
  id: string;
  title: string;
  recordedAt: Date;
  /** When it was recorded, or when another entry said that it no longer counts. */
  updatedAt: Date;
  author: string;
  page: string;
  category: string;
  paragraphs: string[];
};

export function writeAtom({ id, title, subtitle, language, rights, updatedAt, self, page, entries }: Feed): string {
  const content = [
    element("id", {}, text(id)),
    element("title", {}, text(title)),
    element("subtitle", {}, text(subtitle)),
    element("updated", {}, updatedAt.toISOString()),
    ...(rights ? [element("rights", {}, text(rights))] : []),
    element("link", { rel: "self", type: "application/atom+xml", href: self }),
    element("link", { rel: "alternate", type: "text/html", href: page }),
    element("generator", {}, "Tamdan"),
    ...entries.map(writeEntry),
  ];
  const feed = element("feed", { xmlns: "http://www.w3.org/2005/Atom", "xml:lang": language }, ...content);
  return `<?xml version="1.0" encoding="utf-8"?>\n${feed}\n`;
}

function writeEntry({ id, title, recordedAt, updatedAt, author, page, category, paragraphs }: Entry): string {
  const html = paragraphs.map((paragraph) => element("p", {}, text(paragraph).replaceAll("\n", "<br/>")));
  return element(
    "entry",
    {},
    element("id", {}, text(id)),
    element("title", {}, text(title)),
    element("published", {}, recordedAt.toISOString()),
    element("updated", {}, updatedAt.toISOString()),
    element("author", {}, element("name", {}, text(author))),
    element("category", { term: category }),
    element("link", { rel: "alternate", type: "text/html", href: page }),
    element("content", { type: "xhtml" }, element("div", { xmlns: "http://www.w3.org/1999/xhtml" }, ...html)),
  );
}
