/** The code after one: R4.2, R4.3 … or E1, E2 … or 3a, 3b; the first that is free. Nothing where no pattern is seen. */
export function nextCode(last: string, taken: ReadonlySet<string>): string {
  let code: string | undefined = last;
  do code = after(code);
  while (code !== undefined && taken.has(code));
  return code ?? "";
}

/** The code of the first part of an entry, or of the next one. */
export function nextPartCode(parent: string, lastPart: string | undefined, taken: ReadonlySet<string>): string {
  return nextCode(lastPart ?? `${parent}.0`, taken);
}

function after(code: string): string | undefined {
  const number = /^(.*?)(\d+)$/.exec(code);
  if (number) return `${number[1]}${BigInt(number[2] ?? 0) + 1n}`;
  const letter = /^(.*\d)([a-y])$/i.exec(code);
  return letter?.[2] && `${letter[1]}${String.fromCharCode(letter[2].charCodeAt(0) + 1)}`;
}

const longest = 60;

/** A name in an address, of its own among those that are taken: small letters, digits and hyphens, a letter first. */
export function newSlug(name: string, noun: string, taken: ReadonlySet<string>): string {
  const letters = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, longest - 5)
    .replace(/-+$/, "");
  const base = letters || noun;
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(slug)) return slug;
  }
}
