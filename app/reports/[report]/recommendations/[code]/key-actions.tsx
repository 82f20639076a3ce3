import { useLocale, useTranslations } from "next-intl";
import { Late, TargetMoves } from "#components/assignments/facts.tsx";
import type { KeyAction } from "#lib/assignments/standing.ts";
import { wordDatedDay } from "#lib/dates.ts";
import type { Thresholds } from "#lib/progress/thresholds.ts";

/** What an organization undertakes to do for an assignment, as each action stands now. */
export function KeyActions({ actions, thresholds }: { actions: readonly KeyAction[]; thresholds: Thresholds }) {
  const t = useTranslations("facts");
  const state = useTranslations("actionState");
  const locale = useLocale();
  if (actions.length === 0) return null;
  return (
    <div className="max-w-text">
      <h4 className="font-semibold">{t("actions")}</h4>
      <ul className="mt-1 border-t border-line">
        {actions.map(({ id, latest, originalTargetOn, targetChanges }) => (
          <li key={id} className="border-b border-line py-2">
            <p className="whitespace-pre-wrap wrap-anywhere">{latest.actionWhat}</p>
            <p className="flex flex-wrap gap-x-4 text-sm text-muted">
              {latest.actionState && <strong className="text-ink">{state(latest.actionState)}</strong>}
              <span className="wrap-anywhere">{t("responsible", { unit: latest.responsibleUnit ?? "" })}</span>
              <span className="wrap-anywhere">
                {latest.targetOn
                  ? t("by", { day: wordDatedDay(latest.targetOn, locale) })
                  : t("noDate", { reason: latest.noTargetReason ?? "" })}{" "}
                {latest.targetOn && (
                  <Late target={latest.targetOn} isOpen={latest.actionState === "planned"} thresholds={thresholds} />
                )}
              </span>
              <TargetMoves changes={targetChanges} original={originalTargetOn} />
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
