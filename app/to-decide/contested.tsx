import { useTranslations } from "next-intl";
import { Waiting } from "#components/assignments/waiting.tsx";
import { addressOfEntry } from "#components/updates/entry-address.ts";
import { Sentence } from "#components/updates/sentence.tsx";
import { dayAt } from "#lib/dates.ts";
import type { Stewardship } from "#lib/stewardship/queries.ts";
import { WaitingSection } from "./waiting-section.tsx";

/** What was entered on behalf of an organization, and what it says instead. */
export function Contested({ items, found, now }: Stewardship["contested"] & { now: Date }) {
  const t = useTranslations("toDecide");
  return (
    <WaitingSection id="contested" title={t("contested")} hint={t(found > 0 ? "contestedHint" : "contestedEmpty")}>
      {found > 0 && (
        <ol className="mt-4 border-t border-line">
          {items.map(({ entry, contest, report }) => {
            const organization = contest.actingOrganization.acronym;
            const { code } = entry.assignment.recommendation;
            return (
              <li key={contest.id} className="border-b border-line py-4">
                <p>
                  <Sentence
                    entry={entry}
                    timeZone={report.timeZone}
                    href={addressOfEntry(entry.id, { page: `/reports/${report.slug}/recommendations/${code}` })}
                  />
                </p>
                <p className="text-sm text-muted">
                  {t("entered", {
                    title: entry.assignment.recommendation.title,
                    organization: entry.actingOrganization.acronym,
                  })}{" "}
                  <Waiting
                    words="ago"
                    since={entry.recordedAt}
                    today={dayAt(now, report.timeZone)}
                    timeZone={report.timeZone}
                  />
                </p>
                <p className="mt-2 max-w-text whitespace-pre-wrap wrap-anywhere">
                  {contest.note
                    ? t("contest", { organization, note: contest.note })
                    : t("contestNoted", { organization })}
                </p>
                <p className="text-sm text-muted">
                  <Waiting
                    words="contested"
                    since={contest.recordedAt}
                    today={dayAt(now, report.timeZone)}
                    timeZone={report.timeZone}
                  />
                </p>
              </li>
            );
          })}
        </ol>
      )}
      {found > items.length && <p className="mt-2 text-muted">{t("first", { shown: items.length, found })}</p>}
    </WaitingSection>
  );
}
