import type { HeadlineWords } from "#components/sharing/headline-words.ts";
import { cardStyle } from "#lib/card-style.ts";
import { element, text } from "#lib/markup.ts";

// A page of its own, small enough for a corner of another: nothing is loaded with it, and nothing runs in it. It is
// written as text, because what Next draws comes with the scripts of the whole site.

export type Card = {
  locale: string;
  title: string;
  page: string;
  asOf: string;
  notice: string | undefined;
  headline: HeadlineWords | undefined;
  /** What is said where there is no headline. */
  none: string;
  more: string;
};

export function writeCard({ locale, title, page, asOf, notice, headline, none, more }: Card): string {
  const leading = { href: page, target: "_top" };
  return write(
    locale,
    title,
    element("h1", {}, element("a", leading, text(title))),
    element("p", {}, text(headline?.scope ?? none)),
    ...(headline
      ? [
          element("dl", {}, ...[headline.verified, headline.reported].map(writePair)),
          element("svg", { role: "img", "aria-label": headline.bar }, ...drawBar(headline)),
        ]
      : []),
    ...(notice ? [element("p", {}, text(notice))] : []),
    element("p", { class: "foot" }, element("span", {}, text(asOf)), element("a", leading, text(more))),
  );
}

export function writeMissing(words: string, locale: string): string {
  return write(locale, "Tamdan", element("p", {}, text(words)));
}

function write(locale: string, title: string, ...content: string[]): string {
  const head = [
    element("meta", { charset: "utf-8" }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("meta", { name: "robots", content: "noindex" }),
    element("title", {}, text(`${title} – Tamdan`)),
    element("style", {}, cardStyle),
  ];
  const body = element("body", {}, element("main", {}, ...content));
  return `<!doctype html>\n${element("html", { lang: locale }, element("head", {}, ...head), body)}\n`;
}

function writePair({ words, percent, meaning }: HeadlineWords["verified"]): string {
  const share = percent ? ` ${element("span", {}, text(percent))}` : "";
  return element("div", {}, element("dt", {}, text(meaning)), element("dd", {}, text(words), share));
}

/** Solid is verified, hatched is reported only, empty is the rest. */
function drawBar({ verified: { figure: verified }, reported: { figure: reported } }: HeadlineWords): string[] {
  const share = (count: number) => `${(count / verified.of) * 100}%`;
  const pattern = {
    id: "hatched",
    width: "6",
    height: "6",
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  };
  const hatch = element("rect", { class: "solid", width: "3", height: "6" });
  return [
    element("defs", {}, element("pattern", pattern, hatch)),
    element("rect", { class: "solid", width: share(verified.n), height: "100%" }),
    element("rect", {
      fill: "url(#hatched)",
      x: share(verified.n),
      width: share(reported.n - verified.n),
      height: "100%",
    }),
  ];
}
