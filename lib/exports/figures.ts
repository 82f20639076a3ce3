import type { Day } from "#lib/dates.ts";
import { Implementation, Response, Verification } from "#lib/generated/enums.ts";
import { type Bucket, type Figure, type FigureKey, figureKeys, percentOf } from "#lib/progress/figures.ts";
import { prepareMovement } from "#lib/progress/movement.ts";
import type { Movement, Progress, WholeProgress } from "#lib/progress/queries.ts";
import { nameStage } from "#lib/progress/segments.ts";
import { type Settings, spansOf } from "#lib/progress/thresholds.ts";
import type { Words } from "#lib/words.ts";

// The figures of a report as lines: what the page says of them, in the page's words.

/** A figure in words, as n of N; of delays, the days. */
export type Line = { name: string; figure: Figure; means: string; days?: number | null };
/** Lines that belong together. */
type Lines = { title: string; lines: Line[] };

export function nameFigure(key: FigureKey, settings: Settings, words: Words): string {
  return words(`figures.${key}`, spansOf(settings));
}

export function defineFigure(key: FigureKey, settings: Settings, words: Words): string {
  return words(`figures.means.${key}`, spansOf(settings));
}

export function figureLines({ figures }: Progress, settings: Settings, words: Words): Line[] {
  return figureKeys.map((key) => ({
    name: nameFigure(key, settings, words),
    figure: figures[key],
    means: defineFigure(key, settings, words),
  }));
}

/** Each axis, of all assignments. */
function countLines({ counts, total }: Progress, words: Words): Line[] {
  const line = (name: string, n: number) => ({
    name,
    figure: { n, of: total },
    means: words("exports.countMeans"),
  });
  return [
    ...Object.values(Implementation).map((code) =>
      line(
        words("exports.countOf.implementation", { code: words(`implementation.${code}`) }),
        counts.implementation[code],
      ),
    ),
    ...Object.values(Response).map((code) =>
      line(words("exports.countOf.response", { code: words(`answer.${code}`) }), counts.response[code]),
    ),
    ...Object.values(Verification).map((code) =>
      line(
        words("exports.countOf.verification", { code: words(`verificationTitle.${code}`) }),
        counts.verification[code],
      ),
    ),
  ];
}

export function ageingLines({ ageing }: Progress, words: Words): Lines[] {
  return (["overdue", "open"] as const).map((which) => ({
    title: words(`ageing.${which}.title`),
    lines: ageing[which].map(({ measure, count }) => ({
      name: words(`ageing.bucket.${measure}`),
      figure: { n: count, of: sumOf(ageing[which]) },
      means: words(`exports.ageing.means.${which}`),
    })),
  }));
}

export function delayLines({ delay }: WholeProgress, words: Words): Line[] {
  const means = `${words("exports.delay.means")} ${words("exports.delay.known", { n: delay.n, of: delay.of })}`;
  return (["median", "ninetieth"] as const).map((which) => ({
    name: words(`exports.delay.${which}`),
    figure: { n: delay.n, of: delay.of },
    means,
    days: delay[which],
  }));
}

/** The table of the page: how many were in each stage at the end of each month and on the day itself, and all of them. */
export function movementTable(movement: Movement, words: Words) {
  const { moments, stages } = prepareMovement(movement);
  return {
    stages,
    head: [words("movement.endOf"), ...stages.map((stage) => nameStage(stage, words)), words("chart.total")],
    rows: moments.map(({ on, total }, index): { on: Day; counts: number[] } => ({
      on,
      counts: [...stages.map(({ counts }) => counts[index] ?? 0), total],
    })),
  };
}

/** All of them, one below the other. */
export function allLines(progress: WholeProgress, settings: Settings, words: Words): Line[] {
  const ageing = ageingLines(progress, words).flatMap(({ title, lines }) =>
    lines.map((line) => ({ ...line, name: `${title}: ${line.name}` })),
  );
  return [
    ...figureLines(progress, settings, words),
    ...countLines(progress, words),
    ...ageing,
    ...delayLines(progress, words),
  ];
}

function sumOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}

/** What is counted, for programs: each figure with its share in percent where there are enough to speak of one. */
export function writeProgress({ total, figures, counts, ageing, delay }: WholeProgress) {
  const shared = figureKeys.map((key) => [key, { ...figures[key], percent: percentOf(figures[key]) ?? null }]);
  return { total, figures: Object.fromEntries(shared), counts, ageing, delay };
}
