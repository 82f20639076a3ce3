import { SaxesParser } from "saxes";

export type Element = { name: string; attributes: Record<string, string>; text: string; children: Element[] };

export type AtomEntry = {
  id: string;
  title: string;
  published: string;
  updated: string;
  author: string;
  page: string;
  paragraphs: string[];
};

const atom = "http://www.w3.org/2005/Atom";
const xhtml = "http://www.w3.org/1999/xhtml";
/** RFC 3339. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Reads a feed as strictly as RFC 4287 is written; throws what is wrong with it. */
export function readAtom(xml: string) {
  const feed = readXml(xml);
  const problems: string[] = [];
  const demand = (isMet: boolean, rule: string) => {
    if (!isMet) problems.push(rule);
  };
  const inAtom = (name: string) => `{${atom}}${name}`;
  const all = (of: Element, name: string) => of.children.filter((child) => child.name === inAtom(name));
  const textOf = (of: Element, name: string) => {
    const found = all(of, name);
    demand(found.length === 1, `exactly one ${name}`);
    return found[0]?.text.trim() ?? "";
  };
  const link = (of: Element, rel: string) => {
    const found = all(of, "link").filter(({ attributes }) => (attributes.rel ?? "alternate") === rel);
    demand(found.length === 1, `one link ${rel}`);
    const href = found[0]?.attributes.href ?? "";
    demand(URL.canParse(href), `an address in full: ${href}`);
    return href;
  };
  const iri = (text: string) => {
    demand(/^[a-z][a-z0-9+.-]*:\S+$/.test(text), `an IRI: ${text}`);
    return text;
  };
  const at = (text: string) => {
    demand(instant.test(text) && !Number.isNaN(Date.parse(text)), `an instant of RFC 3339: ${text}`);
    return text;
  };
  demand(feed.name === inAtom("feed"), "the root is a feed");
  const once = ["generator", "icon", "logo", "rights", "subtitle"];
  for (const name of once) demand(all(feed, name).length <= 1, `at most one ${name}`);
  const known = new Set([...once, "id", "title", "updated", "author", "category", "contributor", "link", "entry"]);
  for (const { name } of feed.children)
    demand(known.has(name.replace(`{${atom}}`, "")), `${name} does not belong into a feed`);
  const entries = all(feed, "entry").map((entry): AtomEntry => {
    const authors = all(entry, "author");
    demand(authors.length + all(feed, "author").length > 0, "an author");
    const [content] = all(entry, "content");
    demand(all(entry, "content").length <= 1, "at most one content");
    const [div] = content?.children ?? [];
    demand(
      content?.attributes.type === "xhtml" && content.children.length === 1 && div?.name === `{${xhtml}}div`,
      "XHTML content is one div",
    );
    for (const category of all(entry, "category")) demand(Boolean(category.attributes.term), "a category has a term");
    return {
      id: iri(textOf(entry, "id")),
      title: textOf(entry, "title"),
      published: at(textOf(entry, "published")),
      updated: at(textOf(entry, "updated")),
      author: authors[0] ? textOf(authors[0], "name") : "",
      page: link(entry, "alternate"),
      paragraphs: div?.children.map(({ text }) => text) ?? [],
    };
  });
  const versions = entries.map(({ id, updated }) => `${id} ${updated}`);
  demand(new Set(versions).size === versions.length, "no two versions of an entry with one date");
  const read = {
    id: iri(textOf(feed, "id")),
    title: textOf(feed, "title"),
    updated: at(textOf(feed, "updated")),
    self: link(feed, "self"),
    page: link(feed, "alternate"),
    entries,
  };
  demand(read.title !== "" && entries.every(({ title, author }) => title && author), "titles and authors have words");
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return read;
}

/** Well-formed XML 1.0 with its namespaces; throws on the first thing that is not. */
function readXml(xml: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const root: Element = { name: "", attributes: {}, text: "", children: [] };
  const open = [root];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ uri, local, attributes }) => {
    const values = Object.values(attributes).map(({ name, value }) => [name, value] as const);
    const element = { name: `{${uri}}${local}`, attributes: Object.fromEntries(values), text: "", children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    for (const element of open) element.text += text;
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.write(xml).close();
  const [feed] = root.children;
  if (!feed || root.children.length > 1) throw new Error("XML has one root.");
  return feed;
}
