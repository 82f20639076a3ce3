import { createHash } from "node:crypto";
import type { HeadlineWords } from "#components/sharing/headline-words.ts";
import { element, text } from "#lib/markup.ts";

// A page of its own, small enough for a corner of another: nothing is loaded with it, and nothing runs in it. It is
// written as text, because what Next draws comes with the scripts of the whole site.

const style = `
:root { color-scheme: light dark; --ink: light-dark(oklch(24% 0.02 250), oklch(94% 0.006 250)); --muted: light-dark(oklch(45% 0.02 250), oklch(76% 0.012 250)); --ground: light-dark(oklch(100% 0 0), oklch(22.5% 0.014 250)); --line: light-dark(oklch(90% 0.006 250), oklch(33% 0.014 250)); --edge: light-dark(oklch(58% 0.015 250), oklch(62% 0.015 250)); --accent: light-dark(oklch(44% 0.13 255), oklch(78% 0.1 250)); --done: light-dark(oklch(47% 0.12 150), oklch(75% 0.14 150)); }
* { box-sizing: border-box; margin: 0; }
html { background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Khmer", Arial, sans-serif; overflow-wrap: anywhere; }
main { display: flex; flex-direction: column; gap: 0.75rem; padding: 1rem; border: 1px solid var(--line); border-radius: 0.25rem; min-height: 100vh; }
h1 { font-size: 1rem; font-weight: 600; line-height: 1.4; }
dl { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
dl div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
dd { font-size: 1.25rem; line-height: 1.75rem; font-weight: 600; font-variant-numeric: tabular-nums; }
dd span { margin-left: 0.25rem; font-size: 0.875rem; font-weight: 400; }
svg { display: block; width: 100%; height: 1.25rem; flex: none; border: 1px solid var(--edge); }
dt, p, dd span { color: var(--muted); font-size: 0.875rem; line-height: 1.25rem; }
a { color: var(--accent); text-underline-offset: 3px; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.foot { margin-top: auto; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1rem; }
.solid { fill: var(--done); }
`;

/** Any page may frame it; it loads, runs and sends nothing. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors *",
].join("; ");

export const cardHeaders = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy };

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
    element("style", {}, style),
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
