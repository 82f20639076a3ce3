import { useTranslations } from "next-intl";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { OrganizationKind } from "#lib/generated/enums.ts";
import { saveOrganizationAction } from "./actions.ts";

type Props = {
  report: string;
  known: readonly { id: string; name: string; acronym: string }[];
  values: Readonly<Record<Line, string>> & { organizationKind: string; successor: string };
  hidden: Readonly<Record<string, string | number>>;
};
type Line = "name" | "acronym" | "iatiIdentifier" | "existsFrom" | "existsUntil" | "part";

/** An organization: what it is, and from when until when. */
export function OrganizationForm({ report, known, values, hidden }: Props) {
  const t = useTranslations("register");
  const field = useTranslations("registerField");
  const kinds = useTranslations("organizations.kinds");
  const line = (name: Line, hint?: string) => ({
    name,
    label: field(name),
    hint,
    value: values[name],
    look: "line" as const,
  });
  return (
    <PlannedForm
      action={saveOrganizationAction}
      id="organization"
      name={t("identity")}
      hidden={{ report, ...hidden }}
      groups={[
        {
          title: t("identity"),
          fields: [
            line("name"),
            line("acronym", field("acronymHint")),
            {
              name: "organizationKind",
              label: field("organizationKind"),
              value: values.organizationKind,
              look: "choice",
              options: [
                ["", field("choose")],
                ...Object.values(OrganizationKind).map((code) => [code, kinds(code)] as const),
              ],
            },
            line("iatiIdentifier", field("iatiIdentifierHint")),
          ],
        },
        {
          title: t("time"),
          fields: [
            line("existsFrom", field("dateHint")),
            line("existsUntil", field("dateHint")),
            {
              name: "successor",
              label: field("successor"),
              hint: field("successorHint"),
              value: values.successor,
              look: "choice",
              options: [
                ["", field("noSuccessor")],
                ...known
                  .filter(({ id }) => id !== hidden.id)
                  .map(({ id, name, acronym }) => [id, `${name} (${acronym})`] as const),
              ],
            },
            line("part", field("partHint")),
          ],
        },
      ]}
      buttons={[{ label: t("saveOrganization") }]}
      here="?"
      toChanges={hidden.id ? t("toChanges") : undefined}
    />
  );
}
