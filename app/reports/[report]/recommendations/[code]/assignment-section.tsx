import { randomUUID } from "node:crypto";
import { type Messages, NextIntlClientProvider, useMessages, useTranslations } from "next-intl";
import { Freshness, TargetDay } from "#components/assignments/facts.tsx";
import { DayText } from "#components/dates/day-text.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Link } from "#components/ui/link.tsx";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { writeAsOf } from "#lib/as-of.ts";
import { assignedOf } from "#lib/assignments/assigned.ts";
import { canApprove, capacityFor } from "#lib/assignments/policy.ts";
import { demands, isImplemented, isOpen, isVerified, moves } from "#lib/assignments/status.ts";
import { type Day, datedDay, fromDatabaseDay } from "#lib/dates.ts";
import type { Implementation } from "#lib/generated/enums.ts";
import type { Thresholds } from "#lib/progress/thresholds.ts";
import type { Recommendation } from "#lib/recommendations/queries.ts";
import { ConfirmForm } from "./confirm-form.tsx";
import { LogProgressForm } from "./log-progress-form.tsx";

type Props = {
  viewer: Viewer;
  report: Recommendation["report"];
  assignment: Recommendation["assignments"][number];
  thresholds: Thresholds;
  savedId: string | undefined;
  /** The day of the past that the page shows: there is nothing to log then. */
  asOf: Day | undefined;
};

/** How far one organization is, and its form if it is the viewer's. */
export function AssignmentSection({ viewer, report, assignment, thresholds, savedId, asOf }: Props) {
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
  const next: readonly Implementation[] = moves[implementation];
  const capacity = asOf ? undefined : capacityFor(viewer, assignedOf(assignment, thresholds.today), "progress");
  const mayApprove = canApprove(viewer, capacity);
  const published = { on: fromDatabaseDay(report.publishedOn), precision: report.publishedPrecision };
  const newSubmission = () => ({ assignmentId: assignment.id, seen: assignment.logLength, submissionId: randomUUID() });
  return (
    <section aria-labelledby={id} className="border-t border-line pt-6">
      <h3 id={id} className="text-lg">
        <Link href={`/organizations/${organization.slug}${writeAsOf(asOf)}`}>{organization.name}</Link> (
        {organization.acronym})
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
      {capacity === "own" && (
        <NextIntlClientProvider messages={wordsOf(messages)}>
          {next.length === 0 && <p className="mt-4 max-w-text">{t("finished", { status: status(implementation) })}</p>}
          <LogProgressForm
            key={`log-${savedId}`}
            submission={newSubmission()}
            organization={organization.acronym}
            published={published}
            timeZone={report.timeZone}
            implementation={implementation}
            moves={next.filter((code) => mayApprove || demands[code].role === "reporter")}
            withheld={next.filter((code) => !mayApprove && demands[code].role === "approver")}
          />
          <ConfirmForm
            key={`confirm-${savedId}`}
            submission={newSubmission()}
            organization={organization.acronym}
            timeZone={report.timeZone}
            published={published}
          />
        </NextIntlClientProvider>
      )}
      {viewer.kind === "public" && !asOf && (
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

/** The words of the forms, which draw themselves again in the browser. */
const formWords = [
  "logProgress",
  "problem",
  "implementation",
  "implementationTitle",
  "implementationMeans",
  "implementationNeeds",
  "exitReason",
  "entry",
  "chart",
] as const satisfies (keyof Messages)[];

function wordsOf(messages: Messages) {
  return Object.fromEntries(formWords.map((name) => [name, messages[name]]));
}
