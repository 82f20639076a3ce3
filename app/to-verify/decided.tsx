import { useTranslations } from "next-intl";
import { Waiting } from "#components/assignments/waiting.tsx";
import { Link } from "#components/ui/link.tsx";
import { thresholdsAt } from "#lib/progress/thresholds.ts";
import type { DecidedClaims } from "#lib/verification/queries.ts";

type Props = { id: "returned" | "unverifiable"; claims: DecidedClaims; now: Date };

/** What a verifier has sent back or could not verify, with the reason that was given. */
export function Decided({ id, claims: { items, found }, now }: Props) {
  const t = useTranslations("toVerify");
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="text-xl">
        {t(`${id}.title`)}
      </h2>
      <p className="mt-1 max-w-text text-muted">{found > 0 ? t(`${id}.hint`) : t(`${id}.empty`)}</p>
      {found > 0 && (
        <ol className="mt-4 border-t border-line">
          {items.map(({ id: key, organization, recommendation, updates: [decision] }) => {
            const { report } = recommendation;
            return (
              <li key={key} className="border-b border-line py-3">
                <p>
                  <Link href={`/reports/${report.slug}/recommendations/${recommendation.code}#${organization.slug}`}>
                    {organization.acronym}: {recommendation.code} {recommendation.title}
                  </Link>
                </p>
                {decision && (
                  <>
                    <p className="max-w-text whitespace-pre-wrap">{decision.justification}</p>
                    <p className="text-sm text-muted">
                      {t(`${id}.by`, { organization: decision.actingOrganization.acronym })}{" "}
                      <Waiting
                        words="ago"
                        since={decision.recordedAt}
                        today={thresholdsAt(now, report).today}
                        timeZone={report.timeZone}
                      />
                    </p>
                  </>
                )}
              </li>
            );
          })}
        </ol>
      )}
      {found > items.length && <p className="mt-2 text-muted">{t("first", { shown: items.length, found })}</p>}
    </section>
  );
}
