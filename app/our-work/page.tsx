import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Freshness, Needs, TargetDay } from "#components/assignments/facts.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Pages } from "#components/site/pages.tsx";
import { Link } from "#components/ui/link.tsx";
import { listEnteredForUs } from "#lib/assignments/queries.ts";
import { isOpen, isVerified } from "#lib/assignments/status.ts";
import { listWork } from "#lib/organizations/queries.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { listDecided } from "#lib/verification/queries.ts";
import { requireMember } from "#lib/viewer.ts";
import { ForUs } from "./for-us.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ourWork"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function OurWorkPage({ searchParams }: Props) {
  const viewer = await requireMember();
  const { organization } = viewer;
  const { page } = parseFilters(await searchParams);
  const now = new Date();
  const [t, role, { items, pages }, entered, returned] = await Promise.all([
    getTranslations("ourWork"),
    getTranslations("role"),
    listWork(viewer, now, page),
    listEnteredForUs(viewer, now),
    listDecided("more_evidence_requested", organization.id),
  ]);
  return (
    <>
      <h1>{t("title")}</h1>
      <p className="mt-2 max-w-text text-lg">
        {items.length > 0
          ? t("lead", { organization: organization.name })
          : t(viewer.roles.includes("steward") ? "noneSteward" : "none", { organization: organization.name })}
      </p>
      <ForUs entered={entered} returned={returned} now={now} />
      <ul className="mt-6 border-t border-line">
        {items.map(({ id, recommendation, needs, ...assignment }) => {
          const { report } = recommendation;
          const thresholds = thresholdsAt(now, report);
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
                <Needs needs={needs} />
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
      <Pages page={page} pages={pages} addressOf={(other) => `/our-work?page=${other}`} />
    </>
  );
}
