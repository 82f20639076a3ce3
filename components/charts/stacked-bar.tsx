import { type Fill, paint, tones } from "./fills.tsx";

/** A stretch of a bar: how many, in words, how it is filled, and where what it counts is listed. */
export type Stretch = { key: string; label: string; count: number; fill: Fill; href?: string };

/** A bar of prepared stretches, on a scale that bars beside it share: `of` is the length of the whole scale. */
export function StackedBar({
  title,
  stretches,
  of,
  className = "h-6",
  isSkippedByTab = false,
}: {
  title: string;
  stretches: readonly Stretch[];
  of: number;
  className?: string;
  /** For one bar of many, beside a table whose numbers lead to the same: the keyboard goes there, and not through every stretch. */
  isSkippedByTab?: boolean;
}) {
  const share = (count: number) => `${(count / Math.max(of, 1)) * 100}%`;
  const startOf = (index: number) => stretches.slice(0, index).reduce((sum, { count }) => sum + count, 0);
  const isLinked = stretches.some(({ href }) => href);
  return (
    <svg role={isLinked ? "group" : "img"} aria-label={title} className={`block w-full overflow-visible ${className}`}>
      {stretches.map(({ key, label, count, fill, href }, index) => {
        const shape = (
          <rect
            x="0"
            y="1"
            width="100%"
            height="calc(100% - 2px)"
            fill={paint(fill)}
            stroke={tones[fill]}
            strokeWidth="1.5"
          />
        );
        return (
          <svg key={key} x={share(startOf(index))} width={share(count)} height="100%" overflow="visible">
            <title>{label}</title>
            {href ? (
              <a href={href} aria-label={label} tabIndex={isSkippedByTab ? -1 : undefined} className="hover:opacity-70">
                {shape}
              </a>
            ) : (
              shape
            )}
          </svg>
        );
      })}
    </svg>
  );
}

/** A sample of a fill, beside its word. */
export function Sample({ fill, className = "" }: { fill: Fill; className?: string }) {
  return (
    <svg aria-hidden className={`inline-block h-4 w-6 flex-none ${className}`}>
      <rect x="1" y="1" width="22" height="14" fill={paint(fill)} stroke={tones[fill]} strokeWidth="1.5" />
    </svg>
  );
}
