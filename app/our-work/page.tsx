import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Freshness, TargetDay } from "#components/assignments/facts.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Link } from "#components/ui/link.tsx";
import { byAttention, needsOf } from "#lib/assignments/attention.ts";
import { isOpen, isVerified } from "#lib/assignments/status.ts";
import { listAssignments } from "#lib/organizations/queries.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";
import { requireMember } from "#lib/viewer.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ourWork"))("title") };
}

const most = 200;

export default async function OurWorkPage() {
  const viewer = await requireMember();
  const { organization } = viewer;
  const now = new Date();
  const [t, role, { items }] = await Promise.all([
    getTranslations("ourWork"),
    getTranslations("role"),
    listAssignments(viewer, organization.id, most),
  ]);
  const assignments = items
    .map((assignment) => {
      const thresholds = thresholdsAt(now, assignment.recommendation.report);
      return { ...assignment, thresholds, needs: needsOf(assignment, thresholds) };
    })
    .toSorted(byAttention);
  return (
    <>
      <h1 className="text-xl sm:text-2xl">{t("title")}</h1>
      <p className="mt-2 max-w-[68ch] text-lg">
        {assignments.length > 0
          ? t("lead", { organization: organization.name })
          : t(viewer.roles.includes("steward") ? "noneSteward" : "none", { organization: organization.name })}
      </p>
      <ul className="mt-6 border-t border-line">
        {assignments.map(({ id, recommendation, needs, thresholds, ...assignment }) => {
          const { report } = recommendation;
          const address = `/reports/${report.slug}/recommendations/${recommendation.code}`;
          return (
            <li
              key={id}
              className="grid gap-x-6 gap-y-2 border-b border-line py-4 md:grid-cols-[1fr_14rem_14rem_auto] md:items-baseline"
            >
              <p>
                <Link href={address} className="font-semibold text-accent underline underline-offset-3">
                  {recommendation.code} {recommendation.title}
                </Link>
                <span className="block text-sm text-muted">{role(assignment.role)}</span>
              </p>
              <p>
                <Status implementation={assignment.implementation} isVerified={isVerified(assignment)} />
              </p>
              <p className="grid text-sm">
                {needs.includes("notAnswered") && <span>{t("needs.notAnswered")}</span>}
                <TargetDay assignment={assignment} isOpen={isOpen(assignment.implementation)} thresholds={thresholds} />
                <Freshness assignment={assignment} thresholds={thresholds} timeZone={report.timeZone} />
              </p>
              <p>
                <Link href={`${address}#${organization.slug}`}>
                  {t("logProgress")} <span className="sr-only">{recommendation.code}</span>
                </Link>
              </p>
            </li>
          );
        })}
      </ul>
    </>
  );
}
