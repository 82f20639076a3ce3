import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Pages } from "#components/site/pages.tsx";
import type { ProblemField } from "#lib/assignments/entry.ts";
import { isWriter } from "#lib/assignments/policy.ts";
import { listEnteredForUs } from "#lib/assignments/queries.ts";
import { severalKinds } from "#lib/assignments/several.ts";
import { isOpen } from "#lib/assignments/status.ts";
import { listWork } from "#lib/organizations/queries.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { listDecided } from "#lib/verification/queries.ts";
import { requireMember } from "#lib/viewer.ts";
import { getAnswered } from "./answered.ts";
import { ForUs } from "./for-us.tsx";
import { Outcome, Reason } from "./outcome.tsx";
import { parseDraft } from "./place.ts";
import { SeveralForm } from "./several-form.tsx";
import { WorkList, type WorkRow } from "./work-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ourWork"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function OurWorkPage({ searchParams }: Props) {
  const viewer = await requireMember();
  const { organization } = viewer;
  const parameters = await searchParams;
  const { page } = parseFilters(parameters);
  const draft = parseDraft(parameters);
  const now = new Date();
  const [t, problem, { items, pages }, entered, returned, answered] = await Promise.all([
    getTranslations("ourWork"),
    getTranslations("problem"),
    listWork(viewer, now, page),
    listEnteredForUs(viewer, now),
    listDecided("more_evidence_requested", organization.id),
    draft ? getAnswered(viewer, draft, now) : undefined,
  ]);
  const wordProblem = (field: ProblemField) => {
    const found = answered?.problems.find((one) => one.field === field);
    return found && problem(`${field}.${found.code}` as "targetOn.missing");
  };
  // What is still chosen after a refusal stands alone: the rest of the work comes back with the next page.
  const left = answered && answered.rows.length > 0 ? answered.rows : undefined;
  const rows: WorkRow[] = left
    ? left.map((row) => ({
        item: row.item,
        isChosen: true,
        reason: row.reason || row.since ? <Reason row={row} /> : undefined,
      }))
    : items.map((item) => ({ item }));
  const kinds = severalKinds.filter((kind) => isWriter(viewer, kind));
  const list = <WorkList rows={rows} organization={organization.slug} kinds={kinds} now={now} />;
  return (
    <>
      <h1>{t("title")}</h1>
      <p className="mt-2 max-w-text text-lg">
        {items.length > 0
          ? t("lead", { organization: organization.name })
          : t(viewer.roles.includes("steward") ? "noneSteward" : "none", { organization: organization.name })}
      </p>
      {answered && (
        <Outcome
          key={draft}
          answered={answered}
          organization={organization.acronym}
          wordProblem={(field) => wordProblem(field) ?? ""}
        />
      )}
      {!left && <ForUs entered={entered} returned={returned} now={now} />}
      {kinds.length > 0 && rows.length > 0 ? (
        <SeveralForm
          key={draft}
          kinds={kinds}
          organization={organization.acronym}
          page={page}
          count={rows.length}
          hasTargets={rows.some(({ item }) => item.targetOn && isOpen(item.implementation))}
          typed={answered && (left || answered.refusal) ? answered.typed : {}}
          problemAt={wordProblem}
        >
          {list}
        </SeveralForm>
      ) : (
        <div className="mt-6">{list}</div>
      )}
      {!left && <Pages page={page} pages={pages} addressOf={(other) => `/our-work?page=${other}`} />}
    </>
  );
}
