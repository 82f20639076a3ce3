import { randomUUID } from "node:crypto";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Freshness, Needs, TargetDay } from "#components/assignments/facts.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Link } from "#components/ui/link.tsx";
import { boxOf, isClosedTo, type SeveralKind, writeBox } from "#lib/assignments/several.ts";
import { isVerified } from "#lib/assignments/status.ts";
import type { ListedAssignment } from "#lib/organizations/queries.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";

/** An assignment of our work; of one that was chosen and not saved, why. */
export type WorkRow = { item: ListedAssignment; isChosen?: boolean; reason?: ReactNode };

type Props = {
  rows: readonly WorkRow[];
  organization: string;
  /** What the viewer may log for several of them at once. */
  kinds: readonly SeveralKind[];
  now: Date;
};

/** Assignments, each with what it waits for, and a box to choose it where several can be chosen. */
export function WorkList({ rows, organization, kinds, now }: Props) {
  const t = useTranslations("ourWork");
  const role = useTranslations("role");
  const status = useTranslations("implementation");
  return (
    <ul className="border-t border-line">
      {rows.map(({ item: { id, recommendation, needs, ...assignment }, isChosen, reason }) => {
        const { report } = recommendation;
        const { implementation } = assignment;
        const thresholds = thresholdsAt(now, report);
        const address = `/reports/${report.slug}/recommendations/${recommendation.code}`;
        const needsNoTarget = kinds.includes("target") && isClosedTo("target", implementation);
        return (
          <li key={id} className="flex items-start gap-2 border-b border-line py-4">
            {kinds.length > 0 && (
              <label className="no-print -my-2.5 -ml-2.5 flex size-11 shrink-0 cursor-pointer items-center justify-center">
                <input
                  type="checkbox"
                  name={boxOf(id)}
                  value={writeBox({ seen: assignment.logLength, submissionId: randomUUID() })}
                  defaultChecked={isChosen}
                  aria-describedby={reason ? `why-${id}` : undefined}
                  className="size-6 accent-accent"
                />
                <span className="sr-only">
                  {t("choose", { code: recommendation.code, title: recommendation.title })}
                </span>
              </label>
            )}
            <div className="grid min-w-0 grow gap-x-6 gap-y-2 md:grid-cols-[1fr_14rem_14rem_auto] md:items-baseline">
              <p>
                <Link href={address} className="font-semibold text-accent underline underline-offset-3">
                  {recommendation.code} {recommendation.title}
                </Link>
                <span className="block text-sm text-muted">{role(assignment.role)}</span>
              </p>
              <p>
                <Status implementation={implementation} isVerified={isVerified(assignment)} />
              </p>
              <p className="grid text-sm">
                <Needs needs={needs} />
                {(!needsNoTarget || assignment.targetOn) && (
                  <TargetDay assignment={assignment} thresholds={thresholds} />
                )}
                {needsNoTarget && (
                  <span className="text-muted">{t("needsNoTarget", { status: status(implementation) })}</span>
                )}
                <Freshness assignment={assignment} thresholds={thresholds} timeZone={report.timeZone} />
              </p>
              <p>
                <Link href={`${address}#${organization}`}>
                  {t("logProgress")} <span className="sr-only">{recommendation.code}</span>
                </Link>
              </p>
              {reason && (
                <div id={`why-${id}`} className="max-w-text md:col-span-full">
                  {reason}
                </div>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
