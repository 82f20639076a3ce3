import { getTranslations } from "next-intl/server";
import type { Figure } from "#lib/progress/figures.ts";

/** "8 of 37" as plain words, where nothing can lead to what is counted. */
export async function getFigureWriter(): Promise<(figure: Figure) => string> {
  const t = await getTranslations("figures");
  return ({ n, of }) => t.markup("nOfN", { n: () => String(n), of: () => String(of) });
}
