import { randomUUID } from "node:crypto";
import { type Messages, NextIntlClientProvider, useMessages, useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import { historyWords } from "#components/updates/history.tsx";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { writeAsOf } from "#lib/as-of.ts";
import { assignedOf } from "#lib/assignments/assigned.ts";
import { canApprove, capacityFor } from "#lib/assignments/policy.ts";
import type { Standing } from "#lib/assignments/standing.ts";
import { demands, moves } from "#lib/assignments/status.ts";
import { type Day, fromDatabaseDay } from "#lib/dates.ts";
import type { Implementation } from "#lib/generated/enums.ts";
import type { Thresholds } from "#lib/progress/thresholds.ts";
import type { Recommendation } from "#lib/recommendations/queries.ts";
import type { ShownUpdate } from "#lib/updates/queries.ts";
import { AssignmentFacts } from "./assignment-facts.tsx";
import { ConfirmForm } from "./confirm-form.tsx";
import { LogProgressForm } from "./log-progress-form.tsx";

type Props = {
  viewer: Viewer;
  report: Recommendation["report"];
  assignment: Recommendation["assignments"][number];
  standing: Standing<ShownUpdate> | undefined;
  thresholds: Thresholds;
  savedId: string | undefined;
  /** The day of the past that the page shows: there is nothing to log then. */
  asOf: Day | undefined;
};

/** How far one organization is, and its form if it is the viewer's. */
export function AssignmentSection({ viewer, report, assignment, standing, thresholds, savedId, asOf }: Props) {
  const t = useTranslations("recommendation");
  const role = useTranslations("role");
  const basis = useTranslations("basis");
  const status = useTranslations("implementation");
  const messages = useMessages();
  const { organization, implementation } = assignment;
  const id = organization.slug;
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
      <AssignmentFacts assignment={assignment} standing={standing} thresholds={thresholds} timeZone={report.timeZone} />
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
  ...historyWords,
  "logProgress",
  "problem",
  "implementationMeans",
  "implementationNeeds",
] as const satisfies (keyof Messages)[];

function wordsOf(messages: Messages) {
  return Object.fromEntries(formWords.map((name) => [name, messages[name]]));
}
