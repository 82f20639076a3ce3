import { NextIntlClientProvider, useMessages, useTranslations } from "next-intl";
import { Freshness, TargetDay } from "#components/assignments/facts.tsx";
import { DayText } from "#components/dates/day-text.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Link } from "#components/ui/link.tsx";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { isImplemented, isOpen, isVerified } from "#lib/assignments/status.ts";
import { datedDay, fromDatabaseDay } from "#lib/dates.ts";
import type { Thresholds } from "#lib/progress/thresholds.ts";
import type { Recommendation } from "#lib/recommendations/queries.ts";
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
  offers: Offers;
  /** A form of this assignment that was refused just now. */
  redrawn: Redrawn | undefined;
  thresholds: Thresholds;
  savedId: string | undefined;
  /** A view of the past has no forms. */
  isPast?: boolean;
};

/** How far one organization is, and its form if it is the viewer's. */
export function AssignmentSection({
  viewer,
  address,
  report,
  assignment,
  offers,
  redrawn,
  thresholds,
  savedId,
  isPast = false,
}: Props) {
  const t = useTranslations("recommendation");
  const role = useTranslations("role");
  const basis = useTranslations("basis");
  const response = useTranslations("response");
  const verification = useTranslations("verification");
  const status = useTranslations("implementation");
  const messages = useMessages();
  const { organization, implementation } = assignment;
  const id = organization.slug;
  const completed = datedDay(assignment.completedOn, assignment.completedPrecision);
  return (
    <section aria-labelledby={id} className="border-t border-line pt-6">
      <h3 id={id} className="text-lg">
        <Link href={`/organizations/${organization.slug}`}>{organization.name}</Link> ({organization.acronym})
      </h3>
      <p className="text-sm text-muted">
        {role(assignment.role)} · {basis(assignment.basis)}
      </p>
      <p className="mt-3 flex flex-wrap gap-x-6 gap-y-1">
        <strong className="font-semibold">
          <Status implementation={implementation} isVerified={isVerified(assignment)} />
        </strong>
        {completed && <span>{t.rich("completed", { day: () => <DayText day={completed} /> })}</span>}
        {isImplemented(implementation) && <span>{verification(assignment.verification)}</span>}
        <TargetDay assignment={assignment} isOpen={isOpen(implementation)} thresholds={thresholds} />
        <Freshness assignment={assignment} thresholds={thresholds} timeZone={report.timeZone} />
      </p>
      <p className="mt-1">{response(assignment.response, { organization: organization.acronym })}.</p>
      {assignment.exitRequested && (
        <p className="mt-1 font-semibold">{t("exitRequested", { status: status(assignment.exitRequested) })}</p>
      )}
      {!isPast && viewer.kind === "member" && (
        <NextIntlClientProvider messages={wordsOf(messages)}>
          <AssignmentForms
            key={savedId}
            viewer={viewer}
            offers={offers}
            redrawn={redrawn}
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
      {!isPast && viewer.kind === "public" && (
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
