import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Fragment } from "react";
import { OtherDay } from "#components/dates/other-day.tsx";
import { PastNotice } from "#components/dates/past-notice.tsx";
import { Follow } from "#components/feeds/follow.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Link } from "#components/ui/link.tsx";
import { readAsOf, sharedToday } from "#lib/as-of.ts";
import { type Day, dayAt } from "#lib/dates.ts";
import { getOrganization, listAssignments, listPredecessors } from "#lib/organizations/queries.ts";
import { getManaged } from "#lib/people/queries.ts";
import { getMovement, getOrganizationProgress } from "#lib/progress/queries.ts";
import { listAddress } from "#lib/recommendations/address.ts";
import { getViewer } from "#lib/viewer.ts";
import { AssignmentTable } from "./assignment-table.tsx";
import { Existence } from "./existence.tsx";
import { OnPage } from "./on-page.tsx";
import { Participation } from "./participation.tsx";

type Props = {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const [organization, t, feeds] = await Promise.all([
    getOrganization((await params).organization),
    getTranslations("sharing"),
    getTranslations("feeds"),
  ]);
  if (!organization) return missingMetadata();
  const { name, slug, participations } = organization;
  const today = sharedToday(
    participations.map(({ report }) => report),
    new Date(),
  );
  return sharedMetadata({
    title: name,
    description: t("ofOrganization", { name }),
    page: `/organizations/${slug}`,
    asOf: readAsOf((await searchParams).asOf, today).asOf,
    feed: feeds("feedOfOrganization", { name }),
    calendar: feeds("calendar", { title: name }),
  });
}

const most = 100;

async function follow(report: Parameters<typeof getMovement>[0], organizationId: string, now: Date, asOf?: Day) {
  const [progress, movement] = await Promise.all([
    getOrganizationProgress(report, organizationId, now, asOf),
    getMovement(report, now, asOf, { organizationId }),
  ]);
  return { progress, movement };
}

export default async function OrganizationPage({ params, searchParams }: Props) {
  const [viewer, organization] = await Promise.all([getViewer(), getOrganization((await params).organization)]);
  if (!organization) return <Missing />;
  const now = new Date();
  const reports = organization.participations.map(({ report }) => report);
  const today = sharedToday(reports, now);
  const [since] = reports.map(({ createdAt, timeZone }) => dayAt(createdAt, timeZone)).sort();
  const { asOf, refusal } = readAsOf((await searchParams).asOf, today);
  const [t, kinds, { found, items }, predecessors, participations, managed] = await Promise.all([
    getTranslations("organization"),
    getTranslations("organizations"),
    listAssignments(organization, most, now, asOf),
    listPredecessors(organization.id, asOf ?? today),
    Promise.all(
      organization.participations.map(async (participation) => ({
        ...participation,
        ...(await follow(participation.report, organization.id, now, asOf)),
      })),
    ),
    viewer.kind === "member" ? getManaged(viewer, organization.slug) : undefined,
  ]);
  const address = `/organizations/${organization.slug}`;
  const answering = participations.filter(({ progress }) => progress.total > 0);
  return (
    <div className="grid grid-cols-1 gap-12">
      <PastNotice asOf={asOf} refusal={refusal} since={since} href={address} />
      <div>
        <h1>
          {organization.name} ({organization.acronym})
        </h1>
        <p className="mt-2 text-muted">
          {kinds(`kinds.${organization.kind}`)}
          {organization.iatiIdentifier && ` · ${t("iati")} ${organization.iatiIdentifier}`}
        </p>
        <Existence organization={organization} predecessors={predecessors} today={asOf ?? today} />
        {managed && (
          <p className="no-print mt-2">
            <Link href={`${address}/people`}>{t("people", { organization: organization.acronym })}</Link>
          </p>
        )}
        <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
          <div>
            <Follow page={address} />
            {reports.length > 1 && <OnPage reports={reports} />}
          </div>
          <OtherDay address={address} today={today} asOf={asOf} />
        </div>
      </div>
      {participations.map((participation) => (
        <Participation key={participation.report.slug} organization={organization} asOf={asOf} {...participation} />
      ))}
      <section aria-labelledby="assignments">
        <h2 id="assignments" className="text-xl">
          {t("assignments")}
        </h2>
        {found === 0 ? (
          <p className="mt-2">{t("noAssignments", { organization: organization.acronym })}</p>
        ) : (
          <AssignmentTable items={items} reports={reports} now={now} asOf={asOf} />
        )}
        {found > items.length && (
          <p className="mt-4">
            {t.rich("truncated", {
              shown: items.length,
              found,
              links: () =>
                answering.map(({ report: { slug, title } }) => (
                  <Fragment key={slug}>
                    {" "}
                    <Link href={listAddress(slug, { unit: "assignment", organization: organization.slug, asOf })}>
                      {answering.length > 1 ? t("allOf", { report: title }) : t("all")}
                    </Link>
                  </Fragment>
                )),
            })}
          </p>
        )}
      </section>
    </div>
  );
}
