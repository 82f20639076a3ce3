import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { z } from "zod";
import { Status } from "#components/implementation/status.tsx";
import { EditLink } from "#components/register/edit-link.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import type { Day } from "#lib/dates.ts";
import type { Recommendation } from "#lib/recommendations/queries.ts";
import { isVerifiedAsWhole } from "#lib/recommendations/rollup.ts";
import { writeFilters } from "#lib/recommendations/schema.ts";

/** What the recommendation says, where it stands in the report, and how far it is as a whole. */
export function Description({ recommendation, asOf }: { recommendation: Recommendation; asOf: Day | undefined }) {
  const t = useTranslations("recommendation");
  const kind = useTranslations("kind");
  const section = useTranslations("section");
  const priority = useTranslations("priority");
  const { report, parent, themes } = recommendation;
  const list = `/reports/${report.slug}/recommendations`;
  const sectionName = recommendation.section as Parameters<typeof section>[0];
  const meaning = meaningOf(report.kindMeanings, recommendation.kind);
  const facts: { term: string; text: ReactNode; hint?: string }[] = [
    {
      term: t("overall"),
      text: <Status implementation={recommendation.implementation} isVerified={isVerifiedAsWhole(recommendation)} />,
      hint: t(recommendation.parts.length > 0 ? "overallHintParts" : "overallHint"),
    },
    { term: t("kind"), text: [kind(recommendation.kind), meaning].filter(Boolean).join(": ") },
    {
      term: t("priority"),
      text: priority(recommendation.priority),
      ...(recommendation.prioritySource && { hint: t("prioritySource", { source: recommendation.prioritySource }) }),
    },
    {
      term: t("where"),
      text: (
        <>
          {section.has(sectionName) ? section(sectionName) : recommendation.section}, {recommendation.locator}.{" "}
          <Link href={recommendation.sourceUrl} rel="noopener">
            {t("readThere")}
          </Link>
        </>
      ),
    },
    {
      term: t("themes"),
      text: (
        <ul className="flex flex-wrap gap-x-4">
          {themes.map(({ theme }) => (
            <li key={theme.slug}>
              <Link href={list + writeFilters({ theme: theme.slug, asOf })}>{theme.name}</Link>
            </li>
          ))}
        </ul>
      ),
    },
    ...(parent
      ? [
          {
            term: t("partOf"),
            text: (
              <Link href={`${list}/${parent.code}${writeAsOf(asOf)}`}>
                {parent.code} {parent.title}
              </Link>
            ),
          },
        ]
      : []),
  ];
  return (
    <div className="grid grid-cols-1 content-start gap-6 lg:sticky lg:top-6 lg:self-start">
      <div>
        <p className="text-muted">
          <Link href={`/reports/${report.slug}${writeAsOf(asOf)}`}>{report.title}</Link>
        </p>
        <h1 className="mt-1 lg:text-xl">
          <span className="text-muted">{recommendation.code}</span> {recommendation.title}
        </h1>
        <EditLink report={report.slug} code={recommendation.code} />
      </div>
      <p className="max-w-text text-lg lg:text-base">{recommendation.statement}</p>
      {!recommendation.textComplete && (
        <Notice>
          <p className="font-semibold">{t("incomplete")}</p>
          {recommendation.editorialNote && <p>{recommendation.editorialNote}</p>}
        </Notice>
      )}
      <dl className="grid max-w-text gap-3">
        {facts.map(({ term, text, hint }) => (
          <div key={term}>
            <dt className="text-sm text-muted">
              {term}
              {hint && ` (${hint})`}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** What the register says that a kind of entry is, in this report. */
function meaningOf(meanings: unknown, kind: Recommendation["kind"]): string | undefined {
  return z.record(z.string(), z.string()).catch({}).parse(meanings)[kind];
}
