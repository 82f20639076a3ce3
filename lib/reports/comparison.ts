import { isDeepStrictEqual } from "node:util";

/** How many things of a kind a load made, changed and found as they are. */
export type Count = { new: number; changed: number; unchanged: number };

/** What the file says beside what is kept. A column that is `undefined` in a row is left as it is. */
export function compare<Row extends object, Kept extends object>(
  rows: Row[],
  kept: Kept[],
  keyOf: (row: Row | Kept) => string,
) {
  const before = new Map(kept.map((one) => [keyOf(one), one]));
  const keys = new Set(rows.map(keyOf));
  const known = rows.flatMap((row) => {
    const one = before.get(keyOf(row));
    return one ? [{ before: one, row }] : [];
  });
  const fresh = rows.filter((row) => !before.has(keyOf(row)));
  const changed = known.filter(({ before, row }) => differs(row, before));
  const count: Count = { new: fresh.length, changed: changed.length, unchanged: known.length - changed.length };
  return { fresh, changed, count, vanished: kept.filter((one) => !keys.has(keyOf(one))) };
}

export function differs(row: object, kept: object): boolean {
  const columns: Record<string, unknown> = { ...kept };
  return Object.entries(row).some(
    ([column, value]) => value !== undefined && !isDeepStrictEqual(value, columns[column]),
  );
}

export function countNames(fresh: string[], changed: string[], total: number): Count {
  const others = new Set(changed).difference(new Set(fresh)).size;
  return { new: fresh.length, changed: others, unchanged: total - fresh.length - others };
}

/** The schema has seen to it that every name in a file leads somewhere. */
export function idOf(ids: Map<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`Nothing was saved under the name ${name}.`);
  return id;
}
