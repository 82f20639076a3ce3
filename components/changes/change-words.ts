import { useLocale, useTranslations } from "next-intl";
import type { Change, ChangeOf } from "#lib/changes/changes.ts";
import { wordDatedDay } from "#lib/dates.ts";

/** A change in words: "from not started to in progress", "first target set: June 2027". */
export function useChangeWords(): (change: Change) => string {
  const t = useTranslations("changes.change");
  const status = useTranslations("implementation");
  const locale = useLocale();
  const words: { [What in Change["what"]]: (change: ChangeOf<What>) => string } = {
    added: () => t("added"),
    removed: () => t("removed"),
    implementation: ({ from, to }) => t("implementation", { from: status(from), to: status(to) }),
    exitRequested: ({ to }) => t("exitRequested", { to: status(to) }),
    exitDropped: ({ to }) => t("exitDropped", { to: status(to) }),
    response: ({ to }) => t(`response.${to}`),
    verification: ({ to }) => t(`verification.${to}`),
    firstTarget: ({ to }) => t("firstTarget", { to: wordDatedDay(to, locale) }),
    target: ({ from, to }) => t("target", { from: wordDatedDay(from, locale), to: wordDatedDay(to, locale) }),
    targetDropped: ({ from }) => t("targetDropped", { from: wordDatedDay(from, locale) }),
  };
  return (change) => (words[change.what] as (change: Change) => string)(change);
}
