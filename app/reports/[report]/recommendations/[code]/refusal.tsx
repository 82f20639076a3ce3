"use client";
import { useLocale, useTranslations } from "next-intl";
import { Focused } from "#components/ui/focused.tsx";
import { linkStyle } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { History } from "#components/updates/history.tsx";
import type { Problem } from "#lib/assignments/entry.ts";
import { type DatedDay, wordDatedDay } from "#lib/dates.ts";
import type { FormState } from "./form-state.ts";
import type { FormWords } from "./offers.ts";

type Props = {
  state: FormState;
  formId: string;
  organization: string;
  published: DatedDay;
  timeZone: string;
  words: FormWords;
  isTyped: boolean;
};

/** Why a form was refused, with a link to each field that is to be mended. Takes the focus, with scripts and without. Into a form that is one button nothing was typed. */
export function Refusal({ state, formId, organization, published, timeZone, words, isTyped }: Props) {
  const t = useTranslations("refusal");
  const wordProblem = useProblemWords(published, words);
  const { attempt, refused } = state;
  if (!refused) return null;
  const { refusal, minutes = 0, problems, since } = refused;
  return (
    <Focused key={attempt} role="alert" id="refusal" className="mt-4 scroll-mt-4">
      <Notice look="problem">
        <p className="font-semibold">
          {refusal === "changed-meanwhile" && !isTyped
            ? t("confirmation-changed-meanwhile")
            : t(refusal, { count: problems.length, organization, minutes })}
        </p>
        {problems.length > 0 && (
          <ul className="mt-2 list-disc pl-5">
            {problems.map((problem) => (
              <li key={problem.field + problem.code}>
                <a href={`#${fieldId(formId, problem.field)}`} className={linkStyle}>
                  {wordProblem(problem)}
                </a>
              </li>
            ))}
          </ul>
        )}
        {since.length > 0 && <History entries={since} timeZone={timeZone} />}
        {refusal === "changed-meanwhile" && isTyped && <p className="mt-2">{t("changed-meanwhile-ask")}</p>}
      </Notice>
    </Focused>
  );
}

export function fieldId(formId: string, field: string): string {
  return `${formId}-${field}`;
}

/** The sentence that says what to mend. A form may have words of its own for it. */
export function useProblemWords(published: DatedDay, words: FormWords): (problem: Problem) => string {
  const t = useTranslations("problem");
  const locale = useLocale();
  return ({ field, code }) => {
    const usual = `${field.replace(/\.\d+\./, ".")}.${code}` as Parameters<typeof t>[0];
    const own = `${usual}-${words}` as typeof usual;
    return t(t.has(own) ? own : usual, { published: wordDatedDay(published, locale) });
  };
}
