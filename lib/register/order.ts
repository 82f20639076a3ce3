/** An entry in the order of a register: after its siblings of a lower position, and below its parent. */
export type Placed = { id: string; parentId: string | null; position: number };

/** Where an entry goes among its siblings: one place up or down, or to a place counted from 1. */
export type Move = "up" | "down" | number;

/** Room that is left before an entry that had to make way, so that the next ones find it. */
const room = 100;

/** The entries as they are read, each followed by its parts. Whose parent is not among them stands by itself. */
export function outline<Entry extends Placed>(entries: readonly Entry[]): (Entry & { depth: number })[] {
  const ids = new Set(entries.map(({ id }) => id));
  const parts = Map.groupBy(entries, ({ parentId }) => (parentId && ids.has(parentId) ? parentId : null));
  const below = (parentId: string | null, depth: number): (Entry & { depth: number })[] =>
    (parts.get(parentId) ?? [])
      .toSorted((one, other) => one.position - other.position)
      .flatMap((entry) => [{ ...entry, depth }, ...below(entry.id, depth + 1)]);
  return below(null, 0);
}

/** Those that have the same parent, in their order. */
export function siblingsOf<Entry extends Placed>(entries: readonly Entry[], parentId: string | null): Entry[] {
  return entries.filter((entry) => entry.parentId === parentId).toSorted((one, other) => one.position - other.position);
}

/** The positions that change when an entry is moved among its siblings; its parts go with it. */
export function moveEntry(entries: readonly Placed[], id: string, move: Move): Map<string, number> {
  const entry = entries.find((one) => one.id === id);
  if (!entry) return new Map();
  const siblings = siblingsOf(entries, entry.parentId).map((one) => one.id);
  const from = siblings.indexOf(id);
  const asked = { up: from - 1, down: from + 1 };
  const to = Math.min(Math.max(typeof move === "number" ? move - 1 : asked[move], 0), siblings.length - 1);
  const order = siblings.toSpliced(from, 1).toSpliced(to, 0, id);
  return to === from ? new Map() : renumber(entries, order, id);
}

/** The positions that change when an entry, new or from elsewhere, comes after one of its siblings, or after all of them. */
export function placeEntry(
  entries: readonly Placed[],
  { id, parentId }: Omit<Placed, "position">,
  afterId: string | null,
): Map<string, number> {
  const others = entries.filter((one) => one.id !== id);
  const siblings = siblingsOf(others, parentId).map((one) => one.id);
  const after = afterId === null ? -1 : siblings.indexOf(afterId);
  const order = siblings.toSpliced(after < 0 ? siblings.length : after + 1, 0, id);
  return renumber([...others, { id, parentId, position: Number.NaN }], order, id);
}

/** New positions for the one that moves and what is below it; the others keep theirs unless they have to make way. */
function renumber(entries: readonly Placed[], siblings: readonly string[], movedId: string): Map<string, number> {
  const places = new Map(siblings.map((id, place) => [id, place]));
  const read = outline(entries.map((entry) => ({ ...entry, position: places.get(entry.id) ?? entry.position })));
  const was = new Map(entries.map(({ id, position }) => [id, position]));
  const moved = new Set([movedId]);
  for (const { id, parentId } of read) if (parentId && moved.has(parentId)) moved.add(id);
  const changed = new Map<string, number>();
  let last = -1;
  for (const { id } of read) {
    const kept = was.get(id) ?? Number.NaN;
    const position = moved.has(id) ? last + 1 : kept > last ? kept : last + room;
    if (position !== kept) changed.set(id, position);
    last = position;
  }
  return changed;
}
