import type { ReactNode } from "react";

/**
 * Draws what stands in many rows once for each key, and gives that same element again: an element that was sent before is
 * sent as a reference to it, which makes a long list a good deal lighter.
 */
export function drawnOnce<Item>(keyOf: (item: Item) => string, draw: (item: Item, key: string) => ReactNode) {
  const drawn = new Map<string, ReactNode>();
  return (item: Item): ReactNode => {
    const key = keyOf(item);
    if (!drawn.has(key)) drawn.set(key, draw(item, key));
    return drawn.get(key);
  };
}
