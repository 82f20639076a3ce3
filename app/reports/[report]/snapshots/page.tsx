import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Link } from "#components/ui/link.tsx";
import { addDays, dayAt } from "#lib/dates.ts";
import { getReport } from "#lib/reports/queries.ts";
import { canFreeze } from "#lib/snapshots/policy.ts";
import { listSnapshots } from "#lib/snapshots/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { freezeAction } from "./actions.ts";
import { CompareForm } from "./compare-form.tsx";
import { FreezeForm } from "./freeze-form.tsx";
import { SnapshotList } from "./snapshot-list.tsx";

type Props = { params: Promise<{ report: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const report = await getReport((await params).report);
  if (!report) return missingMetadata();
  const [t, snapshots] = await Promise.all([getTranslations("sharing"), getTranslations("snapshots")]);
  const { slug, title } = report;
  return sharedMetadata({
    title: t("within", { page: snapshots("title"), title }),
    description: snapshots("lead"),
    page: `/reports/${slug}/snapshots`,
    pictured: `/reports/${slug}`,
  });
}

export default async function SnapshotsPage({ params }: Props) {
  const [viewer, report] = await Promise.all([getViewer(), getReport((await params).report)]);
  if (!report) return <Missing />;
  const [t, snapshots] = await Promise.all([getTranslations("snapshots"), listSnapshots(report.id)]);
  const address = `/reports/${report.slug}/snapshots`;
  const stewards = report.participations.filter((participation) => participation.function === "steward");
  const mayFreeze = canFreeze(
    viewer,
    stewards.map(({ organization }) => organization.id),
  );
  return (
    <div className="grid grid-cols-1 gap-10">
      <div>
        <p className="text-muted">
          <Link href={`/reports/${report.slug}`}>{report.title}</Link>
        </p>
        <h1>{t("title")}</h1>
        <p className="mt-2 max-w-text text-lg">{t("lead")}</p>
      </div>
      {snapshots.length === 0 ? (
        <p className="max-w-text">
          {t("none", { stewards: stewards.map(({ organization }) => organization.acronym).join(", ") })}
        </p>
      ) : (
        <>
          <SnapshotList snapshots={snapshots} address={address} timeZone={report.timeZone} />
          <section aria-labelledby="compare" className="no-print">
            <h2 id="compare" className="text-xl">
              {t("compareTitle")}
            </h2>
            <p className="mt-1 max-w-text text-muted">{t("compareHint")}</p>
            <CompareForm snapshots={snapshots} address={`${address}/compare`} />
          </section>
        </>
      )}
      {mayFreeze && (
        <section aria-labelledby="freeze" className="no-print border-t border-line pt-8">
          <h2 id="freeze" className="text-xl">
            {t("form.form")}
          </h2>
          <p className="mt-1 max-w-text">{t("form.lead")}</p>
          <FreezeForm
            action={freezeAction}
            report={report.slug}
            yesterday={addDays(dayAt(new Date(), report.timeZone), -1)}
            here="?"
            words={{
              form: t("form.form"),
              title: t("form.title"),
              titleHint: t("form.titleHint"),
              day: t("form.day"),
              dayHint: t("form.dayHint"),
              freeze: t("form.freeze"),
            }}
          />
        </section>
      )}
    </div>
  );
}
