/** How a stretch or a disc is filled, the same everywhere, on screen, on paper and in black and white. Solid is verified, hatched is reported only; checked is time that has passed. */
export type Fill =
  | "verified"
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

/** The patterns that paint() points at; once on a page. */
export function Patterns() {
  const ground = <rect width="6" height="6" fill="var(--surface)" />;
  return (
    <svg aria-hidden width="0" height="0" className="absolute">
      <defs>
        <pattern id="fill-reported" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          {ground}
          <rect width="3" height="6" fill={tones.reported} />
        </pattern>
        <pattern id="fill-differently" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          {ground}
          <rect width="2.5" height="6" fill={tones.differently} />
          <rect width="6" height="1.5" fill={tones.differently} />
        </pattern>
        <pattern id="fill-partly" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
          {ground}
          <rect width="1.5" height="6" fill={tones.partly} />
        </pattern>
        <pattern id="fill-started" width="6" height="6" patternUnits="userSpaceOnUse">
          {ground}
          <circle cx="3" cy="3" r="1.25" fill={tones.started} />
        </pattern>
        <pattern id="fill-left" width="6" height="6" patternUnits="userSpaceOnUse">
          {ground}
          <rect width="1" height="6" fill={tones.left} />
        </pattern>
        <pattern id="fill-stopped" width="6" height="6" patternUnits="userSpaceOnUse">
          {ground}
          <rect width="6" height="1" fill={tones.stopped} />
        </pattern>
        {(["late", "aged"] as const).map((fill) => (
          <pattern key={fill} id={`fill-${fill}`} width="6" height="6" patternUnits="userSpaceOnUse">
            {ground}
            <path d="M0 0h3v6h3v-3h-6z" fill={tones[fill]} />
          </pattern>
        ))}
      </defs>
    </svg>
  );
}
