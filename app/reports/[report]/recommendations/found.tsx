import { useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import { spansOf } from "#lib/progress/thresholds.ts";
import { isShort, phrasesOf } from "#lib/recommendations/phrases.ts";
import { type Filters, unitOf, writeFilters } from "#lib/recommendations/schema.ts";
import type { Report } from "#lib/reports/queries.ts";
import { locale } from "#lib/words.ts";
import { useFilterNames, withoutFilters } from "./filter-names.ts";
import { words } from "./list-words.ts";

type Props = { report: Report; filters: Filters; found: number; address: string };

/** How many there are, and by which filters: on a phone the filters themselves are folded. */
export function Found({ report, filters, found, address }: Props) {
  const t = useTranslations("list");
  const measures = useTranslations("measures");
  const set = useFilterNames(report)(filters).filter(({ name }) => name !== "counted");
  const { counted } = filters;
  const short = phrasesOf(filters).filter(isShort);
  return (
    <div className="mt-6">
      <p role="status" className="text-lg font-semibold">
        {t(words[unitOf(filters)].found, { found })}
      </p>
      {counted && (
        <p className="max-w-text">
          {t.rich("countedLine", {
            title: measures(`${counted}.title`),
            means: measures(`${counted}.means`, spansOf(report)),
            strong: (chunks) => <strong className="font-semibold">{chunks}</strong>,
          })}
        </p>
      )}
      {(set.length > 0 || counted) && (
        <p className="flex flex-wrap gap-x-4 text-muted">
          {set.map(({ name, words }) => (
            <span key={name}>{words}</span>
          ))}
          {found > 0 && <Link href={address + writeFilters(withoutFilters(filters))}>{t("clear")}</Link>}
        </p>
      )}
      {short.length > 0 && (
        <p className="max-w-text text-sm text-muted">
          {t("short", {
            count: short.length,
            words: new Intl.ListFormat(locale).format(short.map((word) => `“${word}”`)),
          })}
        </p>
      )}
    </div>
  );
}
