"use client";
import { CopiedField } from "#components/ui/copied-field.tsx";
import { Focused } from "#components/ui/focused.tsx";
import type { FormState } from "#components/ui/form-state.ts";
import { Notice } from "#components/ui/notice.tsx";
import { PlannedForm } from "#components/ui/planned-form.tsx";

type Words = Record<
  "form" | "email" | "emailHint" | "roles" | "button" | "made" | "link" | "linkHint" | "copy" | "copied",
  string
>;

type Props = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  organization: string;
  /** What the invitation will be known by: the same form sent twice invites once. */
  id: string;
  roles: readonly (readonly [value: string, words: string, means: string])[];
  words: Words;
};

/** Invites somebody, and shows the link to pass on. */
export function InviteForm({ action, organization, id, roles, words }: Props) {
  return (
    <PlannedForm
      action={action}
      id="invite"
      name={words.form}
      hidden={{ organization, id }}
      groups={[
        {
          fields: [
            {
              ...{ name: "email", label: words.email, hint: words.emailHint, value: "" },
              ...{ look: "line", type: "email" },
            },
            { name: "roles", label: words.roles, value: "", look: "ticks", options: roles },
          ],
        },
      ]}
      buttons={[{ label: words.button }]}
      here="?"
      outcome={({ made, attempt }) =>
        made?.link && (
          <Focused key={`made-${attempt}`} role="status" className="mb-6 outline-none">
            <Notice look="done">
              <p className="mb-3 font-semibold">{words.made}</p>
              {made.mailed && <p className="mb-3 wrap-anywhere">{made.mailed}</p>}
              <CopiedField
                id="invitation-link"
                label={words.link}
                hint={words.linkHint}
                value={made.link}
                words={words}
              />
            </Notice>
          </Focused>
        )
      }
    />
  );
}
