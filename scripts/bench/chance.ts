import { v7 as uuid } from "uuid";

export type Chance = ReturnType<typeof chanceOf>;

/** Chance that falls the same way every time it begins with the same number (mulberry32): each run measures the same rows. */
export function chanceOf(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** A whole number from `from` up to and with `to`. */
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const pick = <One>(all: readonly One[]): One => {
    const one = all[between(0, all.length - 1)];
    if (one === undefined) throw new Error("There is nothing to pick from.");
    return one;
  };
  /** `count` different ones, in the order in which they stand. */
  const some = <One>(all: readonly One[], count: number): One[] => {
    const chosen = new Set<number>();
    while (chosen.size < Math.min(count, all.length)) chosen.add(between(0, all.length - 1));
    return [...chosen].sort((one, other) => one - other).flatMap((place) => all.slice(place, place + 1));
  };
  const weighted = <One extends { weight: number }>(all: readonly One[]): One => {
    let left = next() * all.reduce((sum, { weight }) => sum + weight, 0);
    for (const one of all) {
      left -= one.weight;
      if (left < 0) return one;
    }
    return pick(all);
  };
  const idAt = (instant: Date) =>
    uuid({ msecs: instant.getTime(), random: Uint8Array.from({ length: 16 }, () => between(0, 255)) });
  return { between, pick, some, weighted, idAt };
}
