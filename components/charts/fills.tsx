/** How a stretch or a disc is filled, the same everywhere, on screen, on paper and in black and white. Solid is verified, with holes where it was done differently; hatched is reported only; checked is time that has passed. */
export type Fill =
  | "verified"
  | "notched"
  | "reported"
  | "differently"
  | "partly"
  | "started"
  | "waiting"
  | "left"
  | "stopped"
  | "late"
  | "aged";

/** The colour of a fill, as a token of globals.css: of its outline too. */
export const tones: Record<Fill, string> = {
  verified: "var(--done)",
  notched: "var(--done)",
  reported: "var(--done)",
  differently: "var(--done)",
  partly: "var(--partly)",
  started: "var(--progress)",
  waiting: "var(--waiting)",
  left: "var(--left)",
  stopped: "var(--left)",
  late: "var(--late)",
  aged: "var(--stale)",
};

export function paint(fill: Fill): string {
  if (fill === "verified") return tones.verified;
  return fill === "waiting" ? "var(--surface)" : `url(#fill-${fill})`;
}

/** What is drawn on the ground of each pattern, six by six, and how far it is turned. */
const patterns: Partial<Record<Fill, { shapes: string; turned?: number }>> = {
  notched: { shapes: '<path fill-rule="evenodd" d="M0 0h6v6h-6z M2 2h2v2h-2z"/>', turned: 45 },
  reported: { shapes: '<rect width="3" height="6"/>', turned: 45 },
  differently: { shapes: '<rect width="2.5" height="6"/><rect width="6" height="1.5"/>', turned: 45 },
  partly: { shapes: '<rect width="1.5" height="6"/>', turned: -45 },
  started: { shapes: '<circle cx="3" cy="3" r="1.25"/>' },
  left: { shapes: '<rect width="1" height="6"/>' },
  stopped: { shapes: '<rect width="6" height="1"/>' },
  late: { shapes: '<path d="M0 0h3v6h3v-3h-6z"/>' },
  aged: { shapes: '<path d="M0 0h3v6h3v-3h-6z"/>' },
};

const written = Object.entries(patterns).map(
  ([fill, { shapes, turned = 0 }]) =>
    `<pattern id="fill-${fill}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(${turned})">` +
    `<rect width="6" height="6" fill="var(--surface)"/><g fill="${tones[fill as Fill]}">${shapes}</g></pattern>`,
);

/** The patterns that paint() points at; once on a page. */
export function Patterns() {
  return <Drawings markup={`<defs>${written.join("")}</defs>`} />;
}

/** What others of a page point at. Every page has it: its markup, of constants alone, is written once, and not drawn for each page. */
export function Drawings({ markup }: { markup: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: nothing that anybody typed comes here, and drawn as elements it would be a fifth of a page of a recommendation.
  return <svg aria-hidden width="0" height="0" className="absolute" dangerouslySetInnerHTML={{ __html: markup }} />;
}
