import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ImageResponse } from "next/og";
import type { Figure } from "#lib/progress/figures.ts";
import type { HeadlineWords } from "./headline-words.ts";

// The picture that stands beside a shared address. It is drawn by Satori, which knows a part of CSS, on white.

export const pictureSize = { width: 1200, height: 630 };

export type Picture = {
  /** Above the title: what kind of thing it is of. */
  over: string;
  title: string;
  /** Below the title, where there are no figures to show: the first line stands out. */
  text?: string[] | undefined;
  figures?: Pick<HeadlineWords, "scope" | "verified" | "reported"> | undefined;
  asOf: string;
};

const colours = {
  ink: "#17202b",
  muted: "#4f5965",
  line: "#d9dde1",
  edge: "#7a828b",
  done: "#1a6b3c",
  accent: "#1d4f91",
};

const weights = [400, 600] as const;
const subsets = ["latin", "latin-ext", "vietnamese", "greek", "cyrillic"] as const;

/** What is drawn here is drawn with these fonts alone: for a sign that they lack, one would be asked of another server. */
const fonts = () =>
  Promise.all(
    weights.flatMap((weight) =>
      subsets.map(async (subset) => {
        const file = `node_modules/@fontsource/noto-sans/files/noto-sans-${subset}-${weight}-normal.woff`;
        return { name: subset, weight, style: "normal" as const, data: await readFile(join(process.cwd(), file)) };
      }),
    ),
  );
let kept: ReturnType<typeof fonts> | undefined;

/**
 * What the fonts have is Latin, Greek, Cyrillic, and the signs of a sentence. Khmer is left out: Satori puts one sign after
 * another, and Khmer words are not written so.
 */
const lacking =
  /[^ -~\u00a0-\u024f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u1e80-\u1ef9\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020\u2022\u2026\u20ac]/gu;

/** Without the signs that the fonts lack. */
export function drawable(words: string): string {
  return words
    .normalize("NFC")
    .replace(/[\u2010-\u2012]/g, "-")
    .replace(/\s+/g, " ")
    .replace(lacking, "")
    .replace(/ +/g, " ")
    .trim();
}

export async function drawPicture(picture: Picture): Promise<ArrayBuffer> {
  kept ??= fonts();
  return new ImageResponse(<Drawn {...picture} />, { ...pictureSize, fonts: await kept }).arrayBuffer();
}

function Drawn({ over, title, text = [], figures, asOf }: Picture) {
  const [first, ...rest] = text.map(drawable);
  return (
    <div
      style={{
        display: "flex",
        flexDirection: "column",
        width: "100%",
        height: "100%",
        padding: "48px 72px 40px",
        background: "#ffffff",
        color: colours.ink,
        fontFamily: subsets.join(", "),
        fontSize: 28,
      }}
    >
      <div style={{ display: "block", color: colours.muted, lineClamp: 1 }}>{drawable(over)}</div>
      <div style={{ display: "block", marginTop: 10, fontSize: 45, lineHeight: 1.2, fontWeight: 600, lineClamp: 3 }}>
        {drawable(title)}
      </div>
      {first && (
        <div style={{ display: "block", marginTop: 48, fontSize: 36, lineHeight: 1.3, lineClamp: 3 }}>{first}</div>
      )}
      {rest.map((line) => (
        <div
          key={line}
          style={{ display: "block", marginTop: 12, color: colours.muted, lineHeight: 1.4, lineClamp: 2 }}
        >
          {line}
        </div>
      ))}
      <div style={{ display: "flex", flexDirection: "column", marginTop: "auto" }}>
        {figures && <Figures {...figures} />}
        <div
          style={{
            display: "flex",
            justifyContent: "space-between",
            marginTop: 28,
            paddingTop: 18,
            borderTop: `2px solid ${colours.line}`,
            color: colours.muted,
            fontSize: 26,
          }}
        >
          <div style={{ display: "flex" }}>{drawable(asOf)}</div>
          <div style={{ display: "flex", color: colours.accent, fontWeight: 600 }}>Tamdan</div>
        </div>
      </div>
    </div>
  );
}

function Figures({ scope, verified, reported }: NonNullable<Picture["figures"]>) {
  return (
    <div style={{ display: "flex", flexDirection: "column" }}>
      <div style={{ display: "flex", marginBottom: 6 }}>{scope}</div>
      <div style={{ display: "flex", gap: 96 }}>
        {[verified, reported].map(({ words, meaning }) => (
          <div key={meaning} style={{ display: "flex", flexDirection: "column" }}>
            <div style={{ display: "flex", fontSize: 60, lineHeight: 1.15, fontWeight: 600 }}>{words}</div>
            <div style={{ display: "flex", color: colours.muted }}>{meaning}</div>
          </div>
        ))}
      </div>
      {/* biome-ignore lint/performance/noImgElement: Satori draws it; no browser ever loads it. */}
      <img alt="" src={bar(verified.figure, reported.figure)} width={1056} height={36} style={{ marginTop: 18 }} />
    </div>
  );
}

/** Solid is verified, hatched is reported only, empty is the rest. */
function bar(verified: Figure, reported: Figure): string {
  const [width, height] = [1056, 36];
  const at = (count: number) => (count / Math.max(verified.of, 1)) * (width - 4) + 2;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><pattern id="h" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="12" fill="${colours.done}"/></pattern></defs>
    <rect x="${at(verified.n)}" y="2" width="${at(reported.n) - at(verified.n)}" height="${height - 4}" fill="url(#h)"/>
    <rect x="2" y="2" width="${at(verified.n) - 2}" height="${height - 4}" fill="${colours.done}"/>
    <rect x="2" y="2" width="${width - 4}" height="${height - 4}" fill="none" stroke="${colours.edge}" stroke-width="2"/>
  </svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}
