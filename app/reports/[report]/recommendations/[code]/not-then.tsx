import { getTranslations } from "next-intl/server";
import { PastNotice } from "#components/dates/past-notice.tsx";
import { Missing } from "#components/site/missing.tsx";
import type { Day } from "#lib/dates.ts";
import { getRecommendation } from "#lib/recommendations/queries.ts";
import { getViewer } from "#lib/viewer.ts";

/** A recommendation that was not in the register on the day of the past that is asked for, and is today. */
export async function NotThen({ report, code, asOf }: { report: string; code: string; asOf: Day }) {
  const [t, recommendation] = await Promise.all([
    getTranslations("asOf"),
    getRecommendation(await getViewer(), report, code),
  ]);
  if (!recommendation) return <Missing />;
  return (
    <div className="grid grid-cols-1 gap-6">
      <PastNotice
        asOf={asOf}
        refusal={undefined}
        since={undefined}
        href={`/reports/${report}/recommendations/${recommendation.code}`}
      />
      <h1>
        <span className="text-muted">{recommendation.code}</span> {recommendation.title}
      </h1>
      <p>{t("notThen")}</p>
    </div>
  );
}
