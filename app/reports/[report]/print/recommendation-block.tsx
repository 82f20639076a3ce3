import { useTranslations } from "next-intl";
import { Freshness, TargetDay, VerificationState } from "#components/assignments/facts.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { isVerified } from "#lib/assignments/status.ts";
import type { Thresholds } from "#lib/progress/thresholds.ts";
import type { listRegister } from "#lib/recommendations/register-rows.ts";
import { isVerifiedAsWhole } from "#lib/recommendations/rollup.ts";

type Recommendation = Awaited<ReturnType<typeof listRegister>>[number];
type Props = {
  recommendation: Recommendation;
  names: ReadonlyMap<string, { acronym: string; name: string }>;
  thresholds: Thresholds;
  report: { timeZone: string };
};

const columns = ["organization", "answer", "status", "verification", "target", "lastEntry"] as const;

/** One recommendation on paper: what it says, where it stands in the report, and how far each organization is. */
export function RecommendationBlock({ recommendation, names, thresholds, report }: Props) {
  const t = useTranslations("print");
  const kind = useTranslations("kind");
  const section = useTranslations("section");
  const role = useTranslations("role");
  const answer = useTranslations("answer");
  const { code, title, statement, assignments, implementation } = recommendation;
  const sectionName = recommendation.section as Parameters<typeof section>[0];
  return (
    <article className="block border-t border-edge py-4" aria-labelledby={`entry-${code}`}>
      <h3 id={`entry-${code}`} className="text-lg">
        {code} {title}
      </h3>
      <p className="text-sm text-muted">
        {kind(recommendation.kind)} · {section.has(sectionName) ? section(sectionName) : recommendation.section},{" "}
        {recommendation.locator}
        {!recommendation.textComplete && ` · ${t("incomplete")}`}
      </p>
      <p className="my-2 max-w-text">{statement}</p>
      <p className="mb-2 flex flex-wrap items-baseline gap-x-3">
        <span className="text-muted">{t("whole")}</span>
        <Status implementation={implementation} isVerified={isVerifiedAsWhole(recommendation)} />
      </p>
      {assignments.length === 0 ? (
        <p className="text-sm text-muted">{t("byParts")}</p>
      ) : (
        <WideTable
          caption={t("ofEach", { code })}
          className="w-full text-sm"
          head={columns.map((column) => <ColumnHead key={column}>{t(column)}</ColumnHead>)}
        >
          {assignments.map((assignment) => {
            const { organization } = assignment;
            return (
              <Row key={assignment.id}>
                <RowHead>
                  {names.get(organization.slug)?.acronym ?? organization.acronym}
                  <span className="block text-muted">{role(assignment.role)}</span>
                </RowHead>
                <Cell>{answer(assignment.response)}</Cell>
                <Cell>
                  <Status implementation={assignment.implementation} isVerified={isVerified(assignment)} />
                </Cell>
                <Cell>
                  <VerificationState assignment={assignment} />
                </Cell>
                <Cell>
                  <TargetDay assignment={assignment} thresholds={thresholds} />
                </Cell>
                <Cell>
                  <Freshness assignment={assignment} thresholds={thresholds} timeZone={report.timeZone} />
                </Cell>
              </Row>
            );
          })}
        </WideTable>
      )}
    </article>
  );
}
