import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangedAssignments } from "#components/changes/changed-assignments.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Pages } from "#components/site/pages.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { getReport } from "#lib/reports/queries.ts";
import { getCompared, listComparedAssignments, listComparedRegister } from "#lib/snapshots/compared.ts";
import { compareFigures, compareOrganizations, haveSameSpans, organizationsOf } from "#lib/snapshots/comparison.ts";
import { listSnapshots } from "#lib/snapshots/queries.ts";
import { Compared, present } from "#lib/snapshots/schema.ts";
import { CompareForm } from "../compare-form.tsx";
import { ComparedBars } from "./compared-bars.tsx";
import { ComparedEnds } from "./compared-ends.tsx";
import { ComparedFigures } from "./compared-figures.tsx";
import { ComparedRegister } from "./compared-register.tsx";

type Props = {
  params: Promise<{ report: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const report = await getReport((await params).report);
  if (!report) return missingMetadata();
  const [t, snapshots, parameters] = await Promise.all([
    getTranslations("sharing"),
    getTranslations("snapshots"),
    searchParams,
  ]);
  const { one, other } = Compared.parse(parameters);
  const { slug, title } = report;
  return sharedMetadata({
    title: t("within", { page: snapshots("compareTitle"), title }),
    description: snapshots("compareHint"),
    page: `/reports/${slug}/snapshots/compare`,
    query: one && other ? `?one=${one}&other=${other}` : "",
    pictured: `/reports/${slug}`,
  });
}

/** Two snapshots side by side, or one and now: the earlier first, whichever was named first. */
export default async function ComparePage({ params, searchParams }: Props) {
  const report = await getReport((await params).report);
  if (!report) return <Missing />;
  const asked = Compared.parse(await searchParams);
  const [t, snapshots, ends] = await Promise.all([
    getTranslations("snapshots"),
    listSnapshots(report.id),
    getCompared(report, asked, new Date()),
  ]);
  const live = `/reports/${report.slug}`;
  const address = `${live}/snapshots`;
  const chooser = (
    <>
      <p className="text-muted">
        <Link href={live}>{report.title}</Link> · <Link href={address}>{t("title")}</Link>
      </p>
      <h1>{t("compareTitle")}</h1>
      <CompareForm snapshots={snapshots} address={`${address}/compare`} one={asked.one} other={asked.other} />
    </>
  );
  if (typeof ends === "string")
    return (
      <div>
        {chooser}
        <div className="mt-6">
          <Notice look={ends === "nothing-named" ? "plain" : "problem"}>{t(`incomparable.${ends}`)}</Notice>
        </div>
      </div>
    );
  const [one, other] = [ends[0].stand, ends[1].stand];
  const [{ found, page, pages, items }, register] = await Promise.all([
    listComparedAssignments(report, ends, asked.page),
    listComparedRegister(report, ends),
  ]);
  const query = `one=${asked.one}&other=${asked.other}`;
  const titles = [ends[0].title ?? t("now"), ends[1].title ?? t("now")] as const;
  return (
    <div className="grid grid-cols-1 gap-12">
      <div>
        {chooser}
        <ComparedEnds ends={ends} address={address} />
      </div>
      <section aria-labelledby="figures">
        <h2 id="figures" className="text-xl">
          {t("figures")}
        </h2>
        {!haveSameSpans(one, other) && <p className="mt-1 max-w-text text-muted">{t("spansDiffer")}</p>}
        <ComparedFigures figures={compareFigures(one, other)} titles={titles} settings={other.settings} />
      </section>
      <section aria-labelledby="by-organization">
        <h2 id="by-organization" className="text-xl">
          {t("byOrganization")}
        </h2>
        <ComparedBars organizations={compareOrganizations(one, other)} titles={titles} />
      </section>
      <section aria-labelledby="changed" className="grid grid-cols-1 gap-6">
        <h2 id="changed" className="text-xl">
          {t("changed", { count: found })}
        </h2>
        {found > 0 && <p className="-mt-4 max-w-text text-muted">{t("changedHint")}</p>}
        <ChangedAssignments
          items={items}
          organizations={organizationsOf(one, other)}
          report={live}
          asOf={asked.one === present || asked.other === present ? undefined : other.on}
        />
        <Pages page={page} pages={pages} addressOf={(to) => `${address}/compare?${query}&page=${to}`} />
      </section>
      <ComparedRegister {...register} />
    </div>
  );
}
