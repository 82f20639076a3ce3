import { useLocale, useTranslations } from "next-intl";
import { Waiting } from "#components/assignments/waiting.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { addressOfEntry } from "#components/updates/entry-address.ts";
import { Sentence } from "#components/updates/sentence.tsx";
import type { listEnteredForUs } from "#lib/assignments/queries.ts";
import { dayAt } from "#lib/dates.ts";
import type { DecidedClaims } from "#lib/verification/queries.ts";

type Props = { entered: Awaited<ReturnType<typeof listEnteredForUs>>; returned: DecidedClaims; now: Date };

/** What others wait for from this organization: an answer to what was entered for it, and evidence. */
export function ForUs({ entered, returned, now }: Props) {
  const t = useTranslations("forUs");
  const locale = useLocale();
  const names = [...new Set(entered.items.map(({ entry }) => entry.actingOrganization.acronym))];
  const first = ({ items, found }: { items: readonly unknown[]; found: number }) =>
    found > items.length && <p className="mt-2 text-sm text-muted">{t("first", { shown: items.length, found })}</p>;
  if (entered.found + returned.found === 0) return null;
  return (
    <div className="mt-6 grid grid-cols-1 gap-4">
      {entered.found > 0 && (
        <Notice>
          <h2 className="text-lg">{t("entered", { organizations: new Intl.ListFormat(locale).format(names) })}</h2>
          <p className="text-muted">{t("enteredHint", { found: entered.found })}</p>
          <ul className="mt-2 grid gap-2">
            {entered.items.map(({ entry, report, timeZone }) => {
              const { code } = entry.assignment.recommendation;
              return (
                <li key={entry.id}>
                  <Sentence
                    entry={entry}
                    timeZone={timeZone}
                    href={addressOfEntry(entry.id, { page: `/reports/${report}/recommendations/${code}` })}
                  />
                  <span className="block text-sm text-muted">
                    {t("by", {
                      title: entry.assignment.recommendation.title,
                      organization: entry.actingOrganization.acronym,
                    })}{" "}
                    <Waiting words="ago" since={entry.recordedAt} today={dayAt(now, timeZone)} timeZone={timeZone} />
                  </span>
                </li>
              );
            })}
          </ul>
          {first(entered)}
        </Notice>
      )}
      {returned.found > 0 && (
        <Notice>
          <h2 className="text-lg">{t("returned")}</h2>
          <p className="text-muted">{t("returnedHint")}</p>
          <ul className="mt-2 grid gap-2">
            {returned.items.map(({ id, recommendation, organization, updates: [decision] }) => (
              <li key={id}>
                <Link
                  href={`/reports/${recommendation.report.slug}/recommendations/${recommendation.code}#${organization.slug}`}
                >
                  {recommendation.code} {recommendation.title}
                </Link>
                {decision && (
                  <span className="block wrap-anywhere">
                    {t("asked", { organization: decision.actingOrganization.acronym })} {decision.justification}
                  </span>
                )}
              </li>
            ))}
          </ul>
          {first(returned)}
        </Notice>
      )}
    </div>
  );
}
