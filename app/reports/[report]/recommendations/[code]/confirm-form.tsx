"use client";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { Submission } from "#lib/assignments/schema.ts";
import type { DatedDay } from "#lib/dates.ts";
import { confirmAction } from "./actions.ts";
import { here, untouched } from "./form-state.ts";
import { Refusal } from "./refusal.tsx";

type Props = { submission: Submission; organization: string; published: DatedDay; timeZone: string };

/** One button: signs and dates that nothing has changed. */
export function ConfirmForm({ submission, ...about }: Props) {
  const [state, action, isPending] = useActionState(confirmAction, untouched, here);
  const t = useTranslations("logProgress");
  return (
    <form action={action} className="no-print mt-4 max-w-text">
      {Object.entries(submission).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button look="plain" disabled={isPending} aria-describedby={`confirm-${submission.assignmentId}`}>
        {t("confirm")}
      </Button>
      <p id={`confirm-${submission.assignmentId}`} className="mt-1 text-sm text-muted">
        {t("confirmHint")}
      </p>
      <Refusal state={state} id={`confirm-${submission.assignmentId}`} {...about} isTyped={false} />
    </form>
  );
}
