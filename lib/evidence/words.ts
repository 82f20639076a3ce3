/** "820 bytes", "48 kB", "3.4 MB", in a language. */
export function wordSize(bytes: number, locale: string): string {
  const [unit, divisor] =
    bytes < 1000 ? (["byte", 1] as const) : bytes < 1e6 ? (["kilobyte", 1e3] as const) : (["megabyte", 1e6] as const);
  const unitDisplay = unit === "byte" ? "long" : "short";
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay, maximumSignificantDigits: 3 }).format(
    bytes / divisor,
  );
}

/** "Khmer" for km, in a language; what is no language tag stays as it was typed. */
export function wordLanguage(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
