import { useTranslations } from "next-intl";
import type { Measure } from "#lib/generated/enums.ts";
import { type Figure, percentOf } from "#lib/progress/figures.ts";
import { Count, type HrefOf } from "./count.tsx";

/** "8 of 37", never one without the other; with nothing to count of it says so, and never 0 %. Both lead to their rows where the caller says where those are. */
export function FigureText({
  figure,
  measures,
  hrefOf,
}: {
  figure: Figure;
  measures?: { n?: Measure; of: Measure };
  hrefOf?: HrefOf;
}) {
  const t = useTranslations("figures");
  if (figure.of === 0) return <span className="text-muted">{t("notAvailable")}</span>;
  return t.rich("nOfN", {
    n: () => <Count count={figure.n} measure={measures?.n} hrefOf={hrefOf} />,
    of: () => <Count count={figure.of} measure={measures?.of} hrefOf={hrefOf} />,
  });
}

/** The percentage beside it, where there are enough to speak of one. */
export function Share({ figure }: { figure: Figure }) {
  const t = useTranslations("figures");
  const percent = percentOf(figure);
  if (percent !== undefined) return t("percent", { percent });
  return figure.of === 0 ? null : <span className="text-sm whitespace-nowrap text-muted">{t("tooFew")}</span>;
}
