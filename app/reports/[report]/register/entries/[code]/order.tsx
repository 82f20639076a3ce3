import { useTranslations } from "next-intl";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { siblingsOf } from "#lib/register/order.ts";
import type { Entry, ListedEntry, Register } from "#lib/register/queries.ts";
import { moveEntryAction } from "../../actions.ts";

type Props = { register: Register; entry: Entry; entries: readonly ListedEntry[] };

/** Where an entry stands among its siblings, and a way to another place. */
export function Order({ register, entry, entries }: Props) {
  const t = useTranslations("register");
  const field = useTranslations("registerField");
  const siblings = siblingsOf(entries, entry.parentId);
  const place = siblings.findIndex(({ id }) => id === entry.id) + 1;
  const parent = entries.find(({ id }) => id === entry.parentId);
  return (
    <section aria-labelledby="order">
      <h2 id="order" className="text-xl">
        {t("orderTitle")}
      </h2>
      <p className="mt-2 mb-3">
        {t("orderLine", {
          place,
          count: siblings.length,
          kind: parent ? "parts" : "entries",
          parent: parent?.code ?? "",
        })}
      </p>
      <PlannedForm
        action={moveEntryAction}
        id="move"
        name={t("moveName", { code: entry.code })}
        hidden={{ report: register.slug, id: entry.id }}
        groups={[
          {
            fields: [{ name: "move", label: field("place"), value: String(place), look: "line", inputMode: "numeric" }],
          },
        ]}
        buttons={[{ label: t("move"), look: "plain" }]}
        here="?"
        isInline
      />
    </section>
  );
}
