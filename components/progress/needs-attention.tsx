import { useTranslations } from "next-intl";
import { Heading, type Level } from "#components/ui/heading.tsx";
import { concernsOf } from "#lib/progress/attention.ts";
import type { Tally } from "#lib/progress/figures.ts";
import { type Settings, spansOf } from "#lib/progress/thresholds.ts";
import { Count, type HrefOf } from "./count.tsx";
import { Counted } from "./counted.tsx";
import { FigureText } from "./figure-text.tsx";

type Props = { measures: Tally; settings: Settings; level: Level; hrefOf?: HrefOf };

/** What somebody has to act on, a number with its rows behind it for each, and in one paragraph what is in order. */
export function NeedsAttention({ measures, settings, level, hrefOf }: Props) {
  const t = useTranslations("attention");
  const { pressing, settled } = concernsOf(measures);
  return (
    <div className="grid grid-cols-1 gap-4">
      {pressing.length === 0 && <p className="text-lg">{t("none")}</p>}
      {pressing.length > 0 && (
        <ul className="max-w-[48rem] border-t border-line">
          {pressing.map((concern) => (
            <li
              key={concern.key}
              className="grid gap-x-6 border-b border-line py-3 sm:grid-cols-[9rem_minmax(0,1fr)] sm:items-baseline"
            >
              <p className="text-lg font-semibold whitespace-nowrap tabular-nums">
                <FigureText figure={concern} measures={concern.measures} hrefOf={hrefOf} />
              </p>
              <div>
                <Heading level={level}>{t(`name.${concern.key}`)}</Heading>
                <p className="max-w-text text-muted">
                  {t(`means.${concern.key}`, { of: concern.of, ...spansOf(settings) })}
                  {concern.key === "waiting" && measures.submitted_long > 0 && (
                    <>
                      {" "}
                      {t.rich("long", {
                        days: settings.verificationDays,
                        n: measures.submitted_long,
                        count: () => <Count count={measures.submitted_long} measure="submitted_long" hrefOf={hrefOf} />,
                      })}
                    </>
                  )}
                </p>
                <Counted topics={[concern.key]} settings={settings} about={t(`name.${concern.key}`)} />
              </div>
            </li>
          ))}
        </ul>
      )}
      {settled.length > 0 && (
        <p className="max-w-text text-muted">
          {settled.map(({ key, of }) => t(`settled.${key}`, { of, ...spansOf(settings) })).join(" ")}
        </p>
      )}
    </div>
  );
}
