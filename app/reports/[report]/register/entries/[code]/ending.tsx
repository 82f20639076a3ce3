import { useTranslations } from "next-intl";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import type { Entry, Register } from "#lib/register/queries.ts";
import { isDeletable } from "#lib/register/schema.ts";
import { deleteEntryAction, withdrawEntryAction } from "../../actions.ts";

type Props = { register: Register; entry: Entry };

/** The end of an entry: a draft that nothing hangs on is deleted, all others are withdrawn for a reason. */
export function Ending({ register, entry }: Props) {
  const t = useTranslations("register");
  const field = useTranslations("registerField");
  const hidden = { report: register.slug, id: entry.id };
  const parts = entry.parts.filter(({ withdrawnAt }) => !withdrawnAt);
  const isDraft = isDeletable(entry);
  const title = t(isDraft ? "deleteTitle" : "withdrawTitle");
  return (
    <section aria-labelledby="ending" className="no-print">
      <h2 id="ending" className="text-xl">
        {title}
      </h2>
      <p className="mt-2 mb-3 max-w-text">
        {parts.length > 0
          ? t("withdrawParts", { parts: parts.map(({ code }) => code).join(", ") })
          : t(isDraft ? "deleteHint" : "withdrawHint")}
      </p>
      {parts.length === 0 &&
        (isDraft ? (
          <PlannedForm
            action={deleteEntryAction}
            id="delete"
            name={title}
            hidden={hidden}
            buttons={[{ label: t("delete"), look: "plain" }]}
            here="?"
          />
        ) : (
          <PlannedForm
            action={withdrawEntryAction}
            id="withdraw"
            name={title}
            hidden={hidden}
            groups={[
              {
                fields: [
                  {
                    name: "reason",
                    label: field("reason"),
                    hint: field("reasonHint"),
                    value: "",
                    look: "line",
                  },
                ],
              },
            ]}
            buttons={[{ label: t("withdraw"), look: "plain", said: title }]}
            here="?"
            isInline
          />
        ))}
    </section>
  );
}
