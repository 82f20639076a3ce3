import { type Fill, paint, tones } from "./fills.tsx";

/** A stretch of a bar: how many, in words, and how it is filled. */
export type Stretch = { key: string; label: string; count: number; fill: Fill };

/** A bar of prepared stretches, on a scale that bars beside it share: `of` is the length of the whole scale. */
export function StackedBar({
  title,
  stretches,
  of,
  className = "h-6",
}: {
  title: string;
  stretches: readonly Stretch[];
  of: number;
  className?: string;
}) {
  const share = (count: number) => `${(count / Math.max(of, 1)) * 100}%`;
  const startOf = (index: number) => stretches.slice(0, index).reduce((sum, { count }) => sum + count, 0);
  return (
    <svg role="img" aria-label={title} className={`block w-full overflow-visible ${className}`}>
      {stretches.map(({ key, label, count, fill }, index) => (
        <svg key={key} x={share(startOf(index))} width={share(count)} height="100%">
          <title>{label}</title>
          <rect
            x="0"
            y="1"
            width="100%"
            height="calc(100% - 2px)"
            fill={paint(fill)}
            stroke={tones[fill]}
            strokeWidth="1.5"
          />
        </svg>
      ))}
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
