"use client";
import { useLocale, useTranslations } from "next-intl";
import { Focused } from "#components/ui/focused.tsx";
import { linkStyle } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { History } from "#components/updates/history.tsx";
import type { Problem } from "#lib/assignments/entry.ts";
import { type DatedDay, wordDatedDay } from "#lib/dates.ts";
import type { FormState } from "./form-state.ts";

type Props = {
  state: FormState;
  id: string;
  organization: string;
  published: DatedDay;
  timeZone: string;
  isTyped: boolean;
};

/** Why a form was refused, with a link to each field that is to be mended. Takes the focus, with scripts and without. Into a form that is one button nothing was typed. */
export function Refusal({ state, id, organization, published, timeZone, isTyped }: Props) {
  const t = useTranslations("logProgress");
  const wordProblem = useProblemWords(published);
  const { attempt, refusal, problems, since } = state;
  if (!refusal) return null;
  const sentences: Record<typeof refusal, () => string> = {
    invalid: () => t("problems", { count: problems.length }),
    "changed-meanwhile": () => t(isTyped ? "changedMeanwhile" : "confirmChangedMeanwhile"),
    "not-yours": () => t("notYours", { organization }),
    "not-found": () => t("notFound"),
    "bad-request": () => t("badRequest"),
  };
  return (
    <Focused key={attempt} role="alert" className="mt-4">
      <Notice look="problem">
        <p className="font-semibold">{sentences[refusal]()}</p>
        {problems.length > 0 && (
          <ul className="mt-2 list-disc pl-5">
            {problems.map((problem) => (
              <li key={problem.field + problem.code}>
                <a href={`#${problemId(id, problem.field)}`} className={linkStyle}>
                  {wordProblem(problem)}
                </a>
              </li>
            ))}
          </ul>
        )}
        {since.length > 0 && <History entries={since} timeZone={timeZone} />}
        {refusal === "changed-meanwhile" && isTyped && <p className="mt-2">{t("changedMeanwhileAsk")}</p>}
      </Notice>
    </Focused>
  );
}

/** The id of a field in the form of an assignment. */
export function problemId(assignmentId: string, field: string): string {
  return `${field}-${assignmentId}`;
}

/** The sentence that says what to mend. */
export function useProblemWords(published: DatedDay): (problem: Problem) => string {
  const t = useTranslations("problem");
  const locale = useLocale();
  return ({ field, code }) =>
    t(`${field.replace(/\.\d+\./, ".")}.${code}` as Parameters<typeof t>[0], {
      published: wordDatedDay(published, locale),
    });
}
