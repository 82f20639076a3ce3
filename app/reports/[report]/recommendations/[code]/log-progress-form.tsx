"use client";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Disc } from "#components/implementation/disc.tsx";
import { Button } from "#components/ui/button.tsx";
import { Select, TextArea, TextField } from "#components/ui/field.tsx";
import type { Field as EntryField, Submission } from "#lib/assignments/schema.ts";
import { demandedFields } from "#lib/assignments/status.ts";
import type { DatedDay } from "#lib/dates.ts";
import { ExitReason, type Implementation } from "#lib/generated/enums.ts";
import { logProgressAction } from "./actions.ts";
import { here, untouched } from "./form-state.ts";
import { problemId, Refusal, useProblemWords } from "./refusal.tsx";

type Props = {
  submission: Submission;
  organization: string;
  published: DatedDay;
  timeZone: string;
  implementation: Implementation;
  /** The statuses that this viewer may set now. */
  moves: readonly Implementation[];
  /** Those that only an approver may set. */
  withheld: readonly Implementation[];
};

/** Works without scripts; with them it only saves a page load. Never loses what was typed. */
export function LogProgressForm({
  submission,
  organization,
  published,
  timeZone,
  implementation,
  moves,
  withheld,
}: Props) {
  const [state, action, isPending] = useActionState(logProgressAction, untouched, here);
  const t = useTranslations("logProgress");
  const status = useTranslations("implementation");
  const title = useTranslations("implementationTitle");
  const means = useTranslations("implementationMeans");
  const needs = useTranslations("implementationNeeds");
  const reason = useTranslations("exitReason");
  const wordProblem = useProblemWords(published);
  const id = (name: string) => problemId(submission.assignmentId, name);
  const frame = (name: string, label: string, hint?: string, className?: string) => {
    const problem = state.problems.find(({ field }) => field === name);
    return { name, label, hint, className, id: id(name), problem: problem && wordProblem(problem) };
  };
  const typed = (name: string) => ({ defaultValue: state.typed[name] ?? "" });
  // Which statuses ask for a field: globals.css shows it only while one of them is chosen.
  const askedBy = (field: EntryField) => {
    const asking = moves.filter((code) => demandedFields(code).includes(field)).map((code) => `asked-${code}`);
    return `asked ${asking.join(" ")}`;
  };
  const askedFrame = (name: AskedField, hint?: string) => frame(name, t(name), hint, askedBy(name));
  const isAsked = (field: EntryField) => moves.some((code) => demandedFields(code).includes(field));
  return (
    <form
      action={action}
      aria-labelledby={id("title")}
      className="asks no-print mt-6 max-w-text rounded border border-line bg-surface p-4 sm:p-6"
    >
      <h4 id={id("title")} className="text-lg font-semibold">
        {t("title")}
      </h4>
      <Refusal
        state={state}
        id={submission.assignmentId}
        organization={organization}
        published={published}
        timeZone={timeZone}
        isTyped
      />
      {Object.entries(submission).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div key={state.attempt} className="mt-4 grid gap-6">
        <div>
          <Select
            frame={frame("status", t("status"), t("statusHint", { status: status(implementation) }))}
            defaultValue={state.typed.status ?? (moves.length > 0 ? "" : "note")}
          >
            <option value="">{t("choose")}</option>
            {moves.map((code) => (
              <option key={code} value={code}>
                {title(code)}
              </option>
            ))}
            <option value="note">{t("statusNote")}</option>
          </Select>
          <ul className="mt-3 grid gap-2 text-sm">
            {moves.map((code) => (
              <li key={code} className="flex gap-2">
                <Disc implementation={code} />
                <span>
                  <strong className="font-semibold">{title(code)}.</strong> {means(code)}{" "}
                  <span className="text-muted">{needs(code)}</span>
                </span>
              </li>
            ))}
            <li className="pl-7">
              <strong className="font-semibold">{t("statusNote")}.</strong> {t("statusNoteMeans")}{" "}
              <span className="text-muted">{t("statusNoteNeeds")}</span>
            </li>
            {withheld.length > 0 && (
              <li className="text-muted">
                {t("approverOnly", { statuses: withheld.map((code) => status(code)).join(", ") })}
              </li>
            )}
          </ul>
        </div>
        <TextArea frame={frame("note", t("note"), t("noteHint"))} {...typed("note")} />
        <TextField frame={frame("occurredOn", t("occurredOn"), t("occurredOnHint"))} {...typed("occurredOn")} />
        {isAsked("completedOn") && (
          <TextField frame={askedFrame("completedOn", t("occurredOnHint"))} {...typed("completedOn")} />
        )}
        {isAsked("exitReason") && (
          <Select frame={askedFrame("exitReason")} {...typed("exitReason")}>
            <option value="">{t("chooseReason")}</option>
            {Object.values(ExitReason).map((code) => (
              <option key={code} value={code}>
                {reason(code)}
              </option>
            ))}
          </Select>
        )}
        {texts.filter(isAsked).map((name) => (
          <TextArea key={name} frame={askedFrame(name)} {...typed(name)} rows={3} />
        ))}
        <fieldset className="grid gap-4">
          <legend className="mb-3">
            <span className="font-semibold">{t("evidence")}</span>
            <span className="block text-sm text-muted">{t("evidenceHint")}</span>
            {isAsked("evidence") && (
              <span className={`text-sm font-semibold ${askedBy("evidence")}`}>{t("evidenceDemanded")}</span>
            )}
          </legend>
          <TextField frame={frame("evidence.0.title", t("evidenceTitle"))} {...typed("evidence.0.title")} />
          <TextField
            frame={frame("evidence.0.url", t("evidenceUrl"), t("evidenceUrlHint"))}
            {...typed("evidence.0.url")}
            inputMode="url"
          />
        </fieldset>
      </div>
      <Button className="mt-6" disabled={isPending}>
        {isPending ? t("saving") : t("save")}
      </Button>
    </form>
  );
}

/** Fields that only some statuses ask for; of these, the ones with room for sentences. */
const texts = ["whatRemains", "howIntentMet", "doneInstead", "justification"] as const satisfies EntryField[];
type AskedField = (typeof texts)[number] | "completedOn" | "exitReason";
