const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/**
 * The paths of keys that stand twice in one object of a JSON text that is already known to be valid. JSON.parse keeps the
 * last of them without a word, so that whatever stood under the first would be lost.
 */
export function repeatedKeys(text: string): (string | number)[][] {
  const repeated: (string | number)[][] = [];
  const open: { keys?: Set<string>; at: string | number }[] = [];
  let string = "";
  for (const [token] of text.matchAll(tokens)) {
    const innermost = open.at(-1);
    if (token === "{") open.push({ keys: new Set(), at: "" });
    else if (token === "[") open.push({ at: 0 });
    else if (token === "}" || token === "]") open.pop();
    else if (token === ",") {
      if (innermost && !innermost.keys) innermost.at = Number(innermost.at) + 1;
    } else if (token !== ":") string = token;
    else if (innermost?.keys) {
      const key = JSON.parse(string) as string;
      innermost.at = key;
      if (innermost.keys.has(key)) repeated.push(open.map(({ at }) => at));
      innermost.keys.add(key);
    }
  }
  return repeated;
}
