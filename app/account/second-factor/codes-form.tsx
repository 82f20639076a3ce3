"use client";
import { Focused } from "#components/ui/focused.tsx";
import type { FormState } from "#components/ui/form-state.ts";
import { Notice } from "#components/ui/notice.tsx";
import { type FieldPlan, PlannedForm } from "#components/ui/planned-form.tsx";

type Props = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  id: string;
  fields?: readonly FieldPlan[];
  button: string;
  look: "primary" | "plain";
  words: Record<"form" | "made" | "once", string>;
  /** Not offered any more: the codes that it has made are still shown when the page changes by it. */
  isOver?: boolean;
};

/** A form that makes recovery codes, which are shown this once. */
export function CodesForm({ action, id, fields = [], button, look, words, isOver }: Props) {
  return (
    <PlannedForm
      action={action}
      id={id}
      name={words.form}
      hidden={{}}
      groups={fields.length > 0 ? [{ fields }] : []}
      buttons={[{ label: button, look }]}
      here="/account/second-factor"
      isOver={isOver}
      outcome={({ made, attempt }) =>
        made?.codes && (
          <Focused key={attempt} role="status" className="no-print mb-6 outline-none">
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
