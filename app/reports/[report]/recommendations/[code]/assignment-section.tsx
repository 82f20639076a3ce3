import { NextIntlClientProvider, useMessages, useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { writeAsOf } from "#lib/as-of.ts";
import type { Standing } from "#lib/assignments/standing.ts";
import { type Day, fromDatabaseDay } from "#lib/dates.ts";
import type { Thresholds } from "#lib/progress/thresholds.ts";
import type { Recommendation } from "#lib/recommendations/queries.ts";
import type { ShownUpdate } from "#lib/updates/entries.ts";
import { AssignmentFacts } from "./assignment-facts.tsx";
import { AssignmentForms } from "./assignment-forms.tsx";
import type { Redrawn } from "./form-state.ts";
import { wordsOf } from "./form-words.ts";
import type { Offers } from "./offers.ts";

type Props = {
  viewer: Viewer;
  /** Of the recommendation. */
  address: string;
  report: Recommendation["report"];
  assignment: Recommendation["assignments"][number];
  standing: Standing<ShownUpdate> | undefined;
  offers: Offers;
  /** A form of this assignment that was refused just now. */
  redrawn: Redrawn | undefined;
  /** The organization that the steward wants to enter for, by its slug. */
  onBehalf: string | undefined;
  thresholds: Thresholds;
  savedId: string | undefined;
  /** The day of the past that the page shows: there is nothing to log then. */
  asOf: Day | undefined;
};

/** How far one organization is, and its form if it is the viewer's. */
export function AssignmentSection({
  viewer,
  address,
  report,
  assignment,
  standing,
  offers,
  redrawn,
  onBehalf,
  thresholds,
  savedId,
  asOf,
}: Props) {
  const t = useTranslations("recommendation");
  const role = useTranslations("role");
  const basis = useTranslations("basis");
  const messages = useMessages();
  const { organization, implementation } = assignment;
  const id = organization.slug;
  return (
    <section aria-labelledby={id} className="border-t border-line pt-6">
      <h3 id={id} className="text-lg">
        <Link href={`/organizations/${organization.slug}${writeAsOf(asOf)}`}>{organization.name}</Link> (
        {organization.acronym})
      </h3>
      <p className="text-sm text-muted">
        {role(assignment.role)} · {basis(assignment.basis)}
      </p>
      <AssignmentFacts
        assignment={assignment}
        standing={standing}
        thresholds={thresholds}
        timeZone={report.timeZone}
        asOf={asOf}
      />
      {!asOf && viewer.kind === "member" && (
        <NextIntlClientProvider messages={wordsOf(messages)}>
          <AssignmentForms
            key={savedId}
            viewer={viewer}
            offers={offers}
            redrawn={redrawn}
            onBehalfAddress={onBehalf === id ? undefined : `${address}?onBehalf=${id}#${id}`}
            place={{
              address: `${address}/entries`,
              assignmentId: assignment.id,
              seen: assignment.logLength,
              organization: organization.acronym,
              implementation,
              published: { on: fromDatabaseDay(report.publishedOn), precision: report.publishedPrecision },
              timeZone: report.timeZone,
            }}
          />
        </NextIntlClientProvider>
      )}
      {!asOf && viewer.kind === "public" && (
        <p className="no-print mt-3 text-sm text-muted">
          {t.rich("signInHint", {
            organization: organization.acronym,
            link: () => <Link href="/sign-in">{t("signInLink")}</Link>,
          })}
        </p>
      )}
    </section>
  );
}
