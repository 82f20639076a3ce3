import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Choices, Select, TextArea, TextField } from "#components/ui/field.tsx";
import { linkStyle } from "#components/ui/link.tsx";
import type { ProblemField } from "#lib/assignments/entry.ts";
import type { SeveralKind } from "#lib/assignments/several.ts";
import { DelayReason } from "#lib/generated/enums.ts";
import { ChooseAll } from "./choose-all.tsx";

type Props = {
  kinds: readonly SeveralKind[];
  organization: string;
  page: number;
  /** How many there are to choose from. */
  count: number;
  /** Whether a target date of one of them can be moved. */
  hasTargets: boolean;
  typed: Readonly<Record<string, string>>;
  problemAt: (field: ProblemField) => string | undefined;
  /** The list, with a box for each. */
  children: ReactNode;
};

/**
 * A list to choose from, and below it what is logged for all that is chosen: one form, so that it works without scripts.
 * Which of the two is chosen and not a button of its own, for a press of Enter in a field would take the first button:
 * nobody signs a confirmation in passing.
 */
export function SeveralForm({ kinds, organization, page, count, hasTargets, typed, problemAt, children }: Props) {
  const t = useTranslations("several");
  const [only, ...others] = kinds;
  return (
    <form action="/our-work/entries" method="post" className="asks chooses mt-6">
      <input type="hidden" name="page" value={page} />
      {count > 1 && (
        <div className="no-print mb-2 flex flex-wrap items-center justify-between gap-x-6">
          <p className="text-sm text-muted">
            {t.rich(others.length > 0 ? "lead" : "leadConfirm", {
              below: (words) => (
                <a href="#several" className={linkStyle}>
                  {words}
                </a>
              ),
            })}
          </p>
          <ChooseAll label={t("all", { count })} />
        </div>
      )}
      {children}
      <section
        id="several"
        aria-labelledby="several-title"
        className="no-print mt-6 max-w-text rounded border border-line bg-surface p-4 sm:p-6"
      >
        <h2 id="several-title" className="text-lg">
          {t("title")}
        </h2>
        <p className="mt-1 text-sm text-muted">
          {t.rich("chosen", { count, chosen: () => <span className="chosen-count" /> })} {t("each")}
        </p>
        <div className="mt-4 grid gap-6">
          {others.length > 0 ? (
            <Choices
              frame={{ id: fieldId("kind"), name: "kind", label: t("kind") }}
              defaultValue={typed.kind}
              choices={kinds.map((value) => ({
                value,
                title: t(`kinds.${value}.title`),
                means: t(`kinds.${value}.means`, { organization }),
              }))}
            />
          ) : (
            <>
              <input type="hidden" name="kind" value={only} />
              <p className="text-sm text-muted">
                {t("kinds.confirmation.means")} {t("approverOnly")}
              </p>
            </>
          )}
          {kinds.includes("target") && <TargetFields hasTargets={hasTargets} typed={typed} problemAt={problemAt} />}
        </div>
        <p className="mt-6">
          <Button>{t(others.length > 0 ? "save" : "kinds.confirmation.title")}</Button>
        </p>
      </section>
    </form>
  );
}

/** What a target asks for (kinds.ts): of those that have one already the reason too. */
function TargetFields({ hasTargets, typed, problemAt }: Pick<Props, "hasTargets" | "typed" | "problemAt">) {
  const t = useTranslations("several.fields");
  const field = useTranslations("fields");
  const reason = useTranslations("delayReason");
  const frameOf = (name: "targetOn" | "delayReason" | "justification" | "note", label: string, hint: string) => ({
    name,
    label,
    hint,
    id: fieldId(name),
    problem: problemAt(name),
    className: "asked asked-target",
  });
  const asTyped = (name: string) => ({ defaultValue: typed[name] ?? "" });
  return (
    <>
      <TextField
        frame={frameOf("targetOn", field("targetOn.label"), field("targetOn.hint"))}
        {...asTyped("targetOn")}
      />
      {hasTargets && (
        <>
          <Select
            frame={frameOf("delayReason", field("delayReason.label"), t("delayReason"))}
            {...asTyped("delayReason")}
          >
            <option value="">{field("chooseReason")}</option>
            {Object.values(DelayReason).map((code) => (
              <option key={code} value={code}>
                {reason(code)}
              </option>
            ))}
          </Select>
          <TextArea
            frame={frameOf("justification", field("justification.label"), t("justification"))}
            {...asTyped("justification")}
            rows={3}
          />
        </>
      )}
      <TextArea frame={frameOf("note", field("note.target.label"), t("note"))} {...asTyped("note")} rows={3} />
    </>
  );
}

export function fieldId(name: string): string {
  return `several-${name}`;
}
