import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { ChangedAssignments } from "#components/changes/changed-assignments.tsx";
import { DayText } from "#components/dates/day-text.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Pages } from "#components/site/pages.tsx";
import { Button } from "#components/ui/button.tsx";
import { Focused } from "#components/ui/focused.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { readPeriod } from "#lib/changes/period.ts";
import { countChanges, getVisit, listChanges, listRegisterChanges, sumKeys } from "#lib/changes/queries.ts";
import { dayAt, wordInstant } from "#lib/dates.ts";
import { getReport } from "#lib/reports/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { locale } from "#lib/words.ts";
import { markReadAction } from "./actions.ts";
import { PeriodForm } from "./period-form.tsx";

type Props = {
  params: Promise<{ report: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const report = await getReport((await params).report);
  if (!report) return missingMetadata();
  const [t, changes] = await Promise.all([getTranslations("sharing"), getTranslations("changes")]);
  const { slug, title, timeZone } = report;
  const parameters = await searchParams;
  const { period } = readPeriod(parameters, new Date(), timeZone, undefined);
  return sharedMetadata({
    title: t("within", { page: changes("title"), title }),
    description: t("ofChanges", { title }),
    page: `/reports/${slug}/changes`,
    query: parameters.from || parameters.to ? `?from=${period.fromDay}&to=${period.toDay}` : "",
    pictured: `/reports/${slug}`,
  });
}

const Place = z.object({ page: z.coerce.number().int().min(1).max(100_000).catch(1).default(1) });
const pageSize = 50;

export default async function ChangesPage({ params, searchParams }: Props) {
  const [viewer, report] = await Promise.all([getViewer(), getReport((await params).report)]);
  if (!report) return <Missing />;
  const parameters = await searchParams;
  const now = new Date();
  const visit = viewer.kind === "member" ? await getVisit(viewer, report.id) : undefined;
  const { period, refusal } = readPeriod(parameters, now, report.timeZone, visit?.at);
  const [t, asOf, sums, register] = await Promise.all([
    getTranslations("changes"),
    getTranslations("asOf"),
    countChanges(report.id, period),
    listRegisterChanges(report.id, period),
  ]);
  const pages = Math.max(1, Math.ceil(sums.all.assignments / pageSize));
  const page = Math.min(Place.parse(parameters).page, pages);
  const items = await listChanges(report.id, period, { skip: (page - 1) * pageSize, take: pageSize });
  const address = `/reports/${report.slug}/changes`;
  const asked = period.isSinceVisit ? "since=visit" : `from=${period.fromDay}&to=${period.toDay}`;
  const day = period.isUpToNow ? undefined : period.toDay;
  const unchanged = report.participations
    .filter(({ function: role, organization }) => role === "stakeholder" && !sums.changed.has(organization.slug))
    .map(({ organization }) => organization.acronym);
  return (
    <div className="grid grid-cols-1 gap-8">
      <div>
        <p className="text-muted">
          <Link href={`/reports/${report.slug}`}>{report.title}</Link>
        </p>
        <h1>{t("title")}</h1>
        {refusal && (
          <div className="mt-4">
            <Notice look="problem">{asOf(`refused.${refusal}`)}</Notice>
          </div>
        )}
        {parameters.read && period.isSinceVisit && (
          <Focused id="read" role="status" className="mt-4 outline-none">
            <Notice look="done">{t("read")}</Notice>
          </Focused>
        )}
        <p className="mt-2 max-w-text text-lg">
          {period.isSinceVisit
            ? t(visit?.isFirst ? "sinceAccount" : "sinceVisit", {
                at: wordInstant(period.from, report.timeZone, locale),
              })
            : t.rich(period.isUpToNow ? "untilNow" : "between", {
                from: () => <DayText day={period.fromDay} />,
                to: () => <DayText day={period.toDay} />,
              })}
        </p>
        <PeriodForm
          address={address}
          period={period}
          today={dayAt(now, report.timeZone)}
          hasVisit={visit !== undefined}
        />
      </div>
      <div>
        <ul className="grid max-w-text gap-1">
          {sumKeys
            .filter((key) => key === "assignments" || sums.all[key] > 0)
            .map((key) => (
              <li key={key} className={key === "assignments" ? "text-lg font-semibold" : ""}>
                {t(`sums.${key}`, { count: sums.all[key] })}
              </li>
            ))}
        </ul>
        {viewer.kind === "member" && period.isUpToNow && (
          <form action={markReadAction} className="no-print mt-4">
            <input type="hidden" name="report" value={report.slug} />
            <input type="hidden" name="shownAt" value={now.toISOString()} />
            <Button look="plain">{t("markRead")}</Button>
            <p className="mt-1 text-sm text-muted">{t("markReadHint")}</p>
          </form>
        )}
      </div>
      {register.found > 0 && (
        <section aria-labelledby="register">
          <h2 id="register" className="text-xl">
            {t("register")}
          </h2>
          <ul className="mt-2 list-disc pl-5">
            {register.items.map(({ code, title, isThere }) => (
              <li key={code}>{t(isThere ? "published" : "withdrawn", { recommendation: `${code} ${title}` })}</li>
            ))}
          </ul>
          {register.found > register.items.length && (
            <p className="mt-2 text-muted">{t("registerMore", { count: register.found - register.items.length })}</p>
          )}
        </section>
      )}
      <section aria-labelledby="by-organization" className="grid grid-cols-1 gap-6">
        <h2 id="by-organization" className="text-xl">
          {t("byOrganization")}
        </h2>
        <ChangedAssignments
          items={items}
          organizations={report.participations.map(({ organization }) => organization)}
          report={`/reports/${report.slug}`}
          asOf={day}
        />
        {unchanged.length > 0 && (
          <p className="max-w-text text-muted">
            {t("nothing", { organizations: new Intl.ListFormat(locale).format(unchanged) })}
          </p>
        )}
        <Pages page={page} pages={pages} addressOf={(other) => `${address}?${asked}&page=${other}`} />
      </section>
    </div>
  );
}
