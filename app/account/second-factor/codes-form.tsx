"use client";
import { Focused } from "#components/ui/focused.tsx";
import type { FormState } from "#components/ui/form-state.ts";
import { Notice } from "#components/ui/notice.tsx";
import { type FieldPlan, PlannedForm } from "#components/ui/planned-form.tsx";

type Props = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  fields: readonly FieldPlan[];
  button: string;
  look: "primary" | "plain";
  words: Record<"form" | "made" | "once", string>;
};

/** One form before a second factor is set and after, so that the codes that it makes are still shown when the page changes. */
export function CodesForm({ action, fields, button, look, words }: Props) {
  return (
    <PlannedForm
      action={action}
      id="codes"
      name={words.form}
      hidden={{}}
      groups={fields.length > 0 ? [{ fields }] : []}
      buttons={[{ label: button, look }]}
      here="/account/second-factor"
      outcome={({ made, attempt }) =>
        made?.codes && (
          <Focused key={attempt} role="status" className="mb-6 outline-none">
            <Notice look="done">
              <p className="font-semibold">{words.made}</p>
              <ul className="my-3 grid gap-1 font-mono text-sm">
                {made.codes.split(" ").map((code) => (
                  <li key={code}>{code}</li>
                ))}
              </ul>
              <p>{words.once}</p>
            </Notice>
          </Focused>
        )
      }
    />
  );
}
