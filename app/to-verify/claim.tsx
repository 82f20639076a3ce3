import { useTranslations } from "next-intl";
import { Waiting } from "#components/assignments/waiting.tsx";
import { DayText } from "#components/dates/day-text.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Link, linkStyle } from "#components/ui/link.tsx";
import { datedDay } from "#lib/dates.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";
import type { WaitingClaim } from "#lib/verification/queries.ts";

/** What one organization reports as implemented, what shows it, and the way to the decision. */
export function Claim({ claim, now }: { claim: WaitingClaim; now: Date }) {
  const t = useTranslations("toVerify");
  const { organization, recommendation, submittedAt } = claim;
  const { report } = recommendation;
  const { today, submittedBefore } = thresholdsAt(now, report);
  const completed = datedDay(claim.completedOn, claim.completedPrecision);
  const [made] = claim.updates;
  const address = `/reports/${report.slug}/recommendations/${recommendation.code}`;
  return (
    <li className="grid gap-x-8 gap-y-2 border-b border-line py-4 md:grid-cols-[minmax(0,1fr)_16rem_minmax(0,20rem)]">
      <div>
        <p>
          <Link
            href={`${address}#${organization.slug}`}
            className="font-semibold text-accent underline underline-offset-3"
          >
            {organization.acronym}: {recommendation.code} {recommendation.title}
          </Link>
        </p>
        <p className="mt-1 text-sm text-muted">
          <Link href={`/organizations/${organization.slug}`}>{organization.name}</Link>
          {made?.onBehalfOfId && ` · ${t("enteredBy", { organization: made.actingOrganization.acronym })}`}
        </p>
      </div>
      <div className="grid content-start gap-1 text-sm">
        <p className="text-base">
          <Status implementation={claim.implementation} />
        </p>
        {completed && <p>{t.rich("completed", { day: () => <DayText day={completed} /> })}</p>}
        {submittedAt && (
          <p>
            <Waiting
              words="submitted"
              since={submittedAt}
              today={today}
              timeZone={report.timeZone}
              limit={{ before: submittedBefore, days: report.verificationDays }}
            />
          </p>
        )}
      </div>
      <div className="text-sm">
        <p className="font-semibold">{t("evidence")}</p>
        <ul className="wrap-anywhere">
          {claim.evidence.map(({ id, kind, title, url, restricted }) => (
            <li key={id}>
              {kind === "link" && url ? (
                <Link href={url} rel="nofollow noopener noreferrer">
                  {title}
                </Link>
              ) : (
                <a href={`/evidence/${id}`} className={linkStyle}>
                  {t("file", { title })}
                </a>
              )}
              {restricted && <span className="text-muted"> · {t("restricted")}</span>}
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}
