import type { Metadata } from "next";
import type { Messages } from "next-intl";
import { getTranslations } from "next-intl/server";
import { PastNotice } from "#components/dates/past-notice.tsx";
import { Follow } from "#components/feeds/follow.tsx";
import { EntryChanges } from "#components/register/entry-changes.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Pages } from "#components/site/pages.tsx";
import { Focused } from "#components/ui/focused.tsx";
import { linkStyle } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { History } from "#components/updates/history.tsx";
import { shorten } from "#components/updates/wording.ts";
import { lastInstant, readAsOf } from "#lib/as-of.ts";
import { isExit } from "#lib/assignments/status.ts";
import { listUnderWay } from "#lib/assignments/under-way.ts";
import { dayAt } from "#lib/dates.ts";
import type { UpdateKind } from "#lib/generated/enums.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";
import { getRecommendation } from "#lib/recommendations/queries.ts";
import { listEntryChanges } from "#lib/register/change-queries.ts";
import { getReport } from "#lib/reports/queries.ts";
import type { ShownUpdate } from "#lib/updates/entries.ts";
import { listHistory } from "#lib/updates/queries.ts";
import { listStanding } from "#lib/updates/standing.ts";
import { getViewer } from "#lib/viewer.ts";
import { AssignmentSection } from "./assignment-section.tsx";
import { Description } from "./description.tsx";
import { Lost } from "./lost.tsx";
import { NotThen } from "./not-then.tsx";
import { isAmong, offersOf } from "./offers.ts";
import { Parts } from "./parts.tsx";
import { parsePlace } from "./place.ts";
import { getRedrawn } from "./redrawn.ts";

type Props = {
  params: Promise<{ report: string; code: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The recommendation that the address names, now or as of the day that it asks for. */
async function lookUp({ params, searchParams }: Props) {
  const [viewer, { report: slug, code }, parameters] = await Promise.all([getViewer(), params, searchParams]);
  const now = new Date();
  const report = await getReport(slug);
  const { asOf, refusal } = readAsOf(parameters.asOf, dayAt(now, report?.timeZone ?? "UTC"));
  const recommendation = report && (await getRecommendation(viewer, slug, code, asOf));
  return { viewer, now, place: parsePlace(parameters), asOf, refusal, since: report?.createdAt, recommendation };
}

/** As much of a statement as others show beside a link. */
const longestDescription = 200;

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [{ recommendation, asOf }, t] = await Promise.all([lookUp(props), getTranslations("feeds")]);
  if (!recommendation) return missingMetadata();
  const { code, title, statement, report } = recommendation;
  return sharedMetadata({
    title: `${code} ${title}`,
    description: shorten(statement, longestDescription),
    page: `/reports/${report.slug}/recommendations/${encodeURIComponent(code)}`,
    asOf,
    feed: t("feedOfRecommendation", { code, title }),
  });
}

export default async function RecommendationPage(props: Props) {
  const { viewer, now, place, asOf, refusal, since, recommendation } = await lookUp(props);
  if (asOf && !recommendation) return <NotThen {...(await props.params)} asOf={asOf} />;
  if (!recommendation || !since) return <Missing />;
  const { report, assignments } = recommendation;
  const until = lastInstant(asOf, report.timeZone);
  const ids = assignments.map(({ id }) => id);
  const reading = listHistory(viewer, recommendation.id, place, until);
  const [t, history, standing, changed, underWay, redrawn] = await Promise.all([
    getTranslations("recommendation"),
    reading,
    listStanding(
      viewer,
      ids,
      until,
      reading.then(({ entries }) => entries),
    ),
    listEntryChanges(viewer, recommendation.id, until),
    asOf ? undefined : listUnderWay(viewer, ids),
    place.draft && !asOf ? getRedrawn(viewer, place.draft) : undefined,
  ]);
  const thresholds = thresholdsAt(until ?? now, report);
  const sections = assignments.map((assignment) => ({
    assignment,
    offers: offersOf(viewer, assignment, underWay?.get(assignment.id), thresholds.today),
    redrawn: redrawn?.assignmentId === assignment.id ? redrawn : undefined,
  }));
  const isDrawnAgain = sections.some(({ offers, redrawn }) => redrawn && isAmong(redrawn.form, offers));
  const saved = history.entries.find(({ id }) => id === place.saved);
  const address = `/reports/${report.slug}/recommendations/${recommendation.code}`;
  return (
    <div className="grid grid-cols-1 gap-x-12 gap-y-10 lg:grid-cols-[22rem_minmax(0,1fr)]">
      {(asOf || refusal) && (
        <div className="lg:col-span-2">
          <PastNotice asOf={asOf} refusal={refusal} since={dayAt(since, report.timeZone)} href={address} />
        </div>
      )}
      <Description recommendation={recommendation} asOf={asOf} />
      <div className="grid grid-cols-1 content-start gap-10">
        {saved && (
          <Focused key={saved.id} id="saved" role="status" className="outline-none">
            <Notice look="done">
              {t(`saved.${savedWords[saved.kind](saved)}`)}{" "}
              <a href={`#entry-${saved.id}`} className={linkStyle}>
                {t("toHistory")}
              </a>
            </Notice>
          </Focused>
        )}
        {redrawn && !isDrawnAgain && <Lost redrawn={redrawn} report={report} assignments={assignments} />}
        <Parts recommendation={recommendation} asOf={asOf} />
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
                standing={standing.get(assignment.id)}
                offers={offers}
                redrawn={redrawn}
                onBehalf={place.onBehalf}
                thresholds={thresholds}
                asOf={asOf}
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
              <History entries={history.entries} timeZone={report.timeZone} asOf={asOf} />
            </>
          )}
          <Pages
            page={history.page}
            pages={history.pages}
            addressOf={(page) => `${address}?page=${page}${asOf ? `&asOf=${asOf}` : ""}#history`}
          />
        </section>
        <Follow page={address} hasCalendar={false} />
        <EntryChanges {...changed} timeZone={report.timeZone} />
      </div>
    </div>
  );
}

type SavedWords = keyof Messages["recommendation"]["saved"];

/** What came of an entry of each kind, in the words of the page. */
const savedWords = {
  response: () => "response",
  progress: ({ implementation }) => (implementation && isExit(implementation) ? "exit" : "progress"),
  note: () => "note",
  confirmation: () => "confirmation",
  target: () => "target",
  action: () => "action",
  verification: ({ verification }) => (verification === "more_evidence_requested" ? "returned" : "verification"),
  reply: () => "reply",
  exit_decision: ({ exitDecision }) => (exitDecision === "refused" ? "exitRefused" : "exitConfirmed"),
  reopening: () => "reopening",
  correction: () => "correction",
} satisfies Record<UpdateKind, (entry: ShownUpdate) => SavedWords>;
