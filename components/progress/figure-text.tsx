import { useTranslations } from "next-intl";
import { type Figure, percentOf } from "#lib/progress/figures.ts";

/** "8 of 37", never one without the other; with nothing to count of it says so, and never 0 %. */
export function FigureText({ figure }: { figure: Figure }) {
  const t = useTranslations("figures");
  return figure.of === 0 ? <span className="text-muted">{t("notAvailable")}</span> : t("nOfN", figure);
}

/** The percentage beside it, where there are enough to speak of one. */
export function Share({ figure }: { figure: Figure }) {
  const t = useTranslations("figures");
  const percent = percentOf(figure);
  if (percent !== undefined) return t("percent", { percent });
  return figure.of === 0 ? null : <span className="text-sm text-muted">{t("tooFew")}</span>;
}
