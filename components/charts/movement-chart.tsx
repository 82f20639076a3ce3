import { useFormatter } from "next-intl";
import { useId } from "react";
import { paint, tones } from "./fills.tsx";
import { type Layer, type Mark, marksOf, pileUp } from "./layers.ts";

/** Layers that lie on each other, in steps along an axis. Words and patterns keep their size on a phone; the drawing stretches. */
export function MovementChart({
  title,
  description,
  layers,
  points,
}: {
  title: string;
  description: string;
  /** From the lowest up. */
  layers: readonly Layer[];
  /** What each point of the axis is called. */
  points: readonly string[];
}) {
  const id = useId();
  const { number } = useFormatter();
  const { ceiling, ticks, outlines } = pileUp(layers);
  const height = (count: number) => `${(count / ceiling) * 100}%`;
  return (
    <div className="grid w-fit max-w-full break-inside-avoid grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-1 text-sm text-muted tabular-nums">
      <div aria-hidden className="relative h-56 min-w-[2ch]">
        <span className="invisible">{number(ceiling)}</span>
        <svg aria-hidden className="absolute inset-0 size-full overflow-visible">
          {ticks.map((tick) => (
            <text key={tick} x="100%" y={height(ceiling - tick)} dy="0.35em" textAnchor="end" fill="currentColor">
              {number(tick)}
            </text>
          ))}
        </svg>
      </div>
      <svg
        role="img"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-description`}
        width={`${points.length * 6}rem`}
        className="block h-56 max-w-full overflow-visible"
      >
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-description`}>{description}</desc>
        {ticks.map((tick) => (
          <line
            key={tick}
            x1="0"
            x2="100%"
            y1={height(ceiling - tick)}
            y2={height(ceiling - tick)}
            stroke={tick === 0 ? "var(--edge)" : "var(--line)"}
          />
        ))}
        <defs>
          {outlines.map(({ layer, path }) => (
            <clipPath key={layer.key} id={`${id}-${layer.key}`} clipPathUnits="objectBoundingBox">
              <path d={path} />
            </clipPath>
          ))}
        </defs>
        {outlines.map(({ layer }) => (
          <rect
            key={layer.key}
            width="100%"
            height="100%"
            fill={paint(layer.fill)}
            clipPath={`url(#${id}-${layer.key})`}
          />
        ))}
        <svg aria-hidden width="100%" height="100%" viewBox="0 0 1 1" preserveAspectRatio="none" overflow="visible">
          {outlines.map(({ layer, path }) => (
            <path
              key={layer.key}
              d={path}
              fill="none"
              stroke={tones[layer.fill]}
              strokeWidth="1.5"
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
      </svg>
      <div aria-hidden className="@container col-start-2 h-5">
        <svg aria-hidden className="block size-full overflow-visible">
          {marksOf(points.length).map(({ index, shown }) => (
            <text
              key={index}
              {...placeOf(index, points.length)}
              y="0.95rem"
              fill="currentColor"
              className={hidden[shown]}
            >
              {points[index]}
            </text>
          ))}
        </svg>
      </div>
    </div>
  );
}

const hidden = { always: "", narrow: "@max-2xs:hidden", wide: "@max-lg:hidden" } as const satisfies Record<
  Mark["shown"],
  string
>;

/** Below the middle of its step; the first begins and the last ends where the drawing does. */
function placeOf(index: number, count: number) {
  if (index === 0) return { x: "0" };
  if (index === count - 1) return { x: "100%", textAnchor: "end" } as const;
  return { x: `${((index + 0.5) / count) * 100}%`, textAnchor: "middle" } as const;
}
