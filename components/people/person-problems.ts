import { getTranslations } from "next-intl/server";
import { longestName, type PersonProblem } from "#lib/people/schema.ts";

/** What is to be mended of what was typed about a person, beside its fields. */
export async function wordPersonProblems(problems: readonly PersonProblem[]) {
  const t = await getTranslations("personProblem");
  return problems.map(({ field, code }) => ({
    field,
    words: t(`${field}.${code}` as Parameters<typeof t>[0], { limit: longestName }),
  }));
}
