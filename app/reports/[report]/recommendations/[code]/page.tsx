import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Focused } from "#components/ui/focused.tsx";
import { linkStyle } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { History } from "#components/updates/history.tsx";
import { isExit } from "#lib/assignments/status.ts";
import { listUnderWay } from "#lib/assignments/under-way.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";
import { getRecommendation } from "#lib/recommendations/queries.ts";
import { listHistory, type ShownUpdate } from "#lib/updates/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { AssignmentSection } from "./assignment-section.tsx";
import { Description } from "./description.tsx";
import { Lost } from "./lost.tsx";
import { isAmong, offersOf } from "./offers.ts";
import { Parts } from "./parts.tsx";
import { parsePlace } from "./place.ts";
import { getRedrawn } from "./redrawn.ts";

type Props = {
  params: Promise<{ report: string; code: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { report, code } = await params;
  const recommendation = await getRecommendation(await getViewer(), report, code);
  return recommendation ? { title: `${recommendation.code} ${recommendation.title}` } : missingMetadata();
}

export default async function RecommendationPage({ params, searchParams }: Props) {
  const [viewer, { report: slug, code }, place] = await Promise.all([
    getViewer(),
    params,
    searchParams.then(parsePlace),
  ]);
  const recommendation = await getRecommendation(viewer, slug, code);
  if (!recommendation) return <Missing />;
  const { report, assignments } = recommendation;
  const ids = assignments.map(({ id }) => id);
  const [t, pages, history, underWay, redrawn] = await Promise.all([
    getTranslations("recommendation"),
    getTranslations("pages"),
    listHistory(viewer, recommendation.id, place.page),
    listUnderWay(viewer, ids),
    place.draft ? getRedrawn(viewer, place.draft) : undefined,
  ]);
  const thresholds = thresholdsAt(new Date(), report);
  const sections = assignments.map((assignment) => ({
    assignment,
    offers: offersOf(viewer, assignment, underWay.get(assignment.id), thresholds.today),
    redrawn: redrawn?.assignmentId === assignment.id ? redrawn : undefined,
  }));
  const isDrawnAgain = sections.some(({ offers, redrawn }) => redrawn && isAmong(redrawn.form, offers));
  const saved = history.entries.find(({ id }) => id === place.saved);
  const address = `/reports/${report.slug}/recommendations/${recommendation.code}`;
  return (
    <div className="grid grid-cols-1 gap-x-12 gap-y-10 lg:grid-cols-[22rem_minmax(0,1fr)]">
      <Description recommendation={recommendation} />
      <div className="grid grid-cols-1 content-start gap-10">
        {saved && (
          <Focused key={saved.id} id="saved" role="status" className="outline-none">
            <Notice look="done">
              {t(`saved.${savedWords(saved)}`)}{" "}
              <a href={`#entry-${saved.id}`} className={linkStyle}>
                {t("toHistory")}
              </a>
            </Notice>
          </Focused>
        )}
        {redrawn && !isDrawnAgain && <Lost redrawn={redrawn} report={report} assignments={assignments} />}
        <Parts recommendation={recommendation} />
        {recommendation.parts.length === 0 && (
          <div className="grid grid-cols-1 gap-8 lg:[&>section:first-of-type]:border-t-0 lg:[&>section:first-of-type]:pt-0">
            <h2 className="text-xl lg:sr-only">{t("assigned")}</h2>
            {assignments.length === 0 && <p className="max-w-text">{t("none")}</p>}
            {sections.map(({ assignment, offers, redrawn }) => (
              <AssignmentSection
                key={assignment.id}
                viewer={viewer}
                address={address}
                report={report}
                assignment={assignment}
                offers={offers}
                redrawn={redrawn}
                thresholds={thresholds}
                savedId={saved?.assignment.id === assignment.id ? saved.id : undefined}
              />
            ))}
          </div>
        )}
        <section aria-labelledby="history">
          <h2 id="history" className="text-xl">
            {t("history")}
          </h2>
          {history.found === 0 ? (
            <p className="mt-2">{t("historyNone")}</p>
          ) : (
            <>
              <p className="mt-1 text-muted">
                {t("historyHint")} {recommendation.parts.length > 0 && t("historyOfParts")}
              </p>
              <History entries={history.entries} timeZone={report.timeZone} />
            </>
          )}
          <Pagination
            page={history.page}
            pages={history.pages}
            addressOf={(page) => `${address}?page=${page}#history`}
            words={{
              label: pages("label"),
              previous: pages("previous"),
              next: pages("next"),
              position: pages("position", { page: history.page, pages: history.pages }),
            }}
          />
        </section>
      </div>
    </div>
  );
}

function savedWords({ kind, implementation }: ShownUpdate) {
  return kind === "progress" && implementation && isExit(implementation) ? "exit" : kind;
}
