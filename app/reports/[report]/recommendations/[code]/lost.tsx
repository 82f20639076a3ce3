import { NextIntlClientProvider, useMessages, useTranslations } from "next-intl";
import { fromDatabaseDay } from "#lib/dates.ts";
import type { Recommendation } from "#lib/recommendations/queries.ts";
import type { Redrawn } from "./form-state.ts";
import { wordsOf } from "./form-words.ts";
import { Refusal } from "./refusal.tsx";

type Props = {
  redrawn: Redrawn;
  report: Recommendation["report"];
  assignments: Recommendation["assignments"];
};

/** A refused form that this viewer has no more, or never had: why, and what was typed. */
export function Lost({ redrawn, report, assignments }: Props) {
  const t = useTranslations("entryForm");
  const messages = useMessages();
  const organization = assignments.find(({ id }) => id === redrawn.assignmentId)?.organization.acronym ?? "";
  const texts = Object.entries(redrawn.typed).filter(([name, text]) => !unseen.includes(name) && text.trim() !== "");
  return (
    <div>
      <NextIntlClientProvider messages={wordsOf(messages)}>
        <Refusal
          state={{ attempt: 0, refused: { ...redrawn.refused, problems: [] } }}
          formId={redrawn.form}
          organization={organization}
          published={{ on: fromDatabaseDay(report.publishedOn), precision: report.publishedPrecision }}
          timeZone={report.timeZone}
          words="progress"
          isTyped
        />
      </NextIntlClientProvider>
      {texts.length > 0 && (
        <>
          <p className="mt-4">{t("lost")}</p>
          <ul className="mt-2 grid max-w-text gap-2 border-l-2 border-line pl-4">
            {texts.map(([name, text]) => (
              <li key={name} className="whitespace-pre-wrap wrap-anywhere">
                {text}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** What a form carries and nobody types. */
const unseen = ["form", "kind", "assignmentId", "submissionId", "seen", "aboutId", "actionId", "actionState"];
