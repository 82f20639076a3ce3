import { Drawings, type Fill, paint, tones } from "#components/charts/fills.tsx";
import { isImplemented } from "#lib/assignments/status.ts";
import { Implementation } from "#lib/generated/enums.ts";

/** How each status is filled; an implemented one is solid when it is verified, with holes when it was done differently. */
export function fillOf(implementation: Implementation, isVerified: boolean): Fill {
  if (!isVerified || !isImplemented(implementation)) return fills[implementation];
  return implementation === "implemented" ? "verified" : "notched";
}

const fills: Record<Implementation, Fill> = {
  not_started: "waiting",
  in_progress: "started",
  partially_implemented: "partly",
  implemented: "reported",
  implemented_differently: "differently",
  no_longer_applicable: "left",
  not_implemented: "stopped",
};

/** What is drawn on the empty ring: the part that is done, or a mark. */
const marks: Record<Implementation, (colour: string, fill: string) => string> = {
  not_started: () => "",
  in_progress: (colour) => `<path d="M10 10 V3 A7 7 0 0 1 17 10 Z" fill="${colour}"/>`,
  partially_implemented: (colour) => `<path d="M10 3 A7 7 0 0 1 10 17 Z" fill="${colour}"/>`,
  implemented: (_, fill) => `<circle cx="10" cy="10" r="7" fill="${fill}"/>`,
  implemented_differently: (_, fill) => `<path d="M10 10 L7 3.7 A7 7 0 1 0 13 3.7 Z" fill="${fill}"/>`,
  no_longer_applicable: (colour) => `<path d="M4.5 15.5 L15.5 4.5" stroke="${colour}" stroke-width="2"/>`,
  not_implemented: (colour) =>
    `<path d="M6.5 6.5 L13.5 13.5 M13.5 6.5 L6.5 13.5" stroke="${colour}" stroke-width="2"/>`,
};

const written = Object.values(Implementation).flatMap((implementation) =>
  (isImplemented(implementation) ? [false, true] : [false]).map((isVerified) => {
    const fill = fillOf(implementation, isVerified);
    // The notch of a disc says that it was done differently; it has no room for holes.
    const mark = marks[implementation](tones[fill], paint(isVerified ? "verified" : fill));
    const ring = `<circle cx="10" cy="10" r="8" fill="none" stroke="${tones[fill]}" stroke-width="2"/>`;
    return `<symbol id="${idOf(implementation, isVerified)}" viewBox="0 0 20 20">${mark}${ring}</symbol>`;
  }),
);

/** The discs that Disc points at; once on a page. */
export function Discs() {
  return <Drawings markup={written.join("")} />;
}

function idOf(implementation: Implementation, isVerified: boolean) {
  return `disc-${implementation}${isVerified && isImplemented(implementation) ? "-verified" : ""}`;
}

/** The disc of a status: empty, quarter, half, full, full with a notch, slashed, crossed. `label` only where no word stands beside it. */
export function Disc({
  implementation,
  isVerified = false,
  label,
}: {
  implementation: Implementation;
  isVerified?: boolean;
  label?: string;
}) {
  return (
    <svg
      className="inline-block size-5 flex-none align-[-0.25em]"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <use href={`#${idOf(implementation, isVerified)}`} />
    </svg>
  );
}
