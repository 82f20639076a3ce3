import { scaleLinear } from "d3-scale";
import { area, curveStepAfter, type Series, stack } from "d3-shape";
import type { Fill } from "./fills.tsx";

/** One layer of a stacked chart: how many at each point of its axis. */
export type Layer = { key: string; label: string; fill: Fill; counts: readonly number[]; href?: string };

/** A label below the axis, at a point; where room is short only some of them are shown, and where it is very short the ends. */
export type Mark = { index: number; shown: "always" | "narrow" | "wide" };

const mostMarks = 7;
/** A label this share of a stride away from the first would run into it. */
const closest = 0.6;

/** The outlines of layers that lie on each other, in a square of side 1 whose top is `ceiling`: each point is a step as wide as every other. */
export function pileUp(layers: readonly Layer[]) {
  const points = Array.from({ length: layers[0]?.counts.length ?? 0 }, (_, index) => index);
  const totals = points.map((point) => layers.reduce((sum, { counts }) => sum + (counts[point] ?? 0), 0));
  const scale = scaleLinear([0, Math.max(...totals, 1)], [1, 0]).nice(4);
  const piled = stack<number, Layer>()
    .keys(layers)
    .value((point, { counts }) => counts[point] ?? 0)(points);
  return {
    ceiling: scale.domain()[1] ?? 1,
    ticks: scale.ticks(4).filter(Number.isInteger),
    outlines: piled.map((band) => ({ layer: band.key, path: outlineOf(band, scale) })),
  };
}

type Edge = { x: number; from: number; to: number };

/** Where there is none of a layer it has no outline either, so that no line pretends that there is some. */
function outlineOf(band: Series<number, Layer>, scale: (count: number) => number): string {
  const draw = area<Edge>()
    .x(({ x }) => x)
    .y0(({ from }) => scale(from))
    .y1(({ to }) => scale(to))
    .curve(curveStepAfter)
    .digits(4);
  const edges = band.map(([from, to], index) => ({ x: index / band.length, from, to }));
  return stretchesOf(edges)
    .map((stretch) => {
      const last = stretch.at(-1) as Edge;
      const corners = stretch.filter((edge, index) => !isLevel(edge, stretch[index - 1]));
      return draw([...corners, { ...last, x: last.x + 1 / band.length }]);
    })
    .join("");
}

function stretchesOf(edges: readonly Edge[]): Edge[][] {
  const stretches: Edge[][] = [];
  let current: Edge[] | undefined;
  for (const edge of edges) {
    if (edge.from === edge.to) current = undefined;
    else if (current) current.push(edge);
    else {
      current = [edge];
      stretches.push(current);
    }
  }
  return stretches;
}

function isLevel(edge: Edge, before: Edge | undefined) {
  return before?.from === edge.from && before.to === edge.to;
}

/** Which points are labelled: the last, then back in even strides, and the first where there is room for it. */
export function marksOf(count: number): Mark[] {
  const last = count - 1;
  const stride = Math.max(Math.ceil(last / (mostMarks - 1)), 1);
  const even = Array.from({ length: Math.ceil(count / stride) }, (_, back) => last - back * stride).reverse();
  const offCentre = (index: number) => Math.abs(index - last / 2);
  const inner = even.filter((index) => index > stride * closest && index < last);
  const middle = inner.length > 1 ? inner.toSorted((one, other) => offCentre(one) - offCentre(other))[0] : undefined;
  return [...new Set([0, ...inner, last])].map((index) => ({
    index,
    shown: index === 0 || index === last ? "always" : index === middle ? "narrow" : "wide",
  }));
}
