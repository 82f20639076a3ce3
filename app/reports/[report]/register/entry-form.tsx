import { useTranslations } from "next-intl";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { Priority, RecommendationKind } from "#lib/generated/enums.ts";
import type { ListedEntry, Register } from "#lib/register/queries.ts";
import { saveEntryAction } from "./actions.ts";

/** What stands in the form of an entry at first. */
type EntryValues = {
  section: string;
  locator: string;
  sourceUrl: string;
  textComplete: boolean;
  editorialNote: string;
  code: string;
  title: string;
  statement: string;
  kind: string;
  parentId: string;
  themeIds: readonly string[];
  priority: string;
  prioritySource: string;
};

type Props = {
  register: Register;
  entries: readonly ListedEntry[];
  values: EntryValues;
  hidden: Readonly<Record<string, string | number>>;
  isPublished: boolean;
  here: string;
};

/** An entry and, beside its text, where it stands in the report. */
export function EntryForm({ register, entries, values, hidden, isPublished, here }: Props) {
  const t = useTranslations("register");
  const field = useTranslations("registerField");
  const kind = useTranslations("kind");
  const priority = useTranslations("priority");
  const line = (name: "section" | "locator" | "sourceUrl" | "code" | "title" | "prioritySource", hint?: string) => ({
    name,
    label: field(name),
    hint,
    value: values[name],
    look: "line" as const,
  });
  const text = (name: "statement" | "editorialNote", rows: number, hint: string) => ({
    name,
    label: field(name),
    hint,
    value: values[name],
    look: "text" as const,
    rows,
  });
  const parents = entries.filter(({ id, state }) => state !== "withdrawn" && id !== hidden.id);
  return (
    <PlannedForm
      action={saveEntryAction}
      id="entry"
      name={t("text")}
      hidden={{ report: register.slug, ...hidden }}
      groups={[
        {
          title: t("source"),
          fields: [
            {
              ...line("section", field("sectionHint")),
              suggestions: [...new Set(entries.map(({ section }) => section))],
            },
            line("locator", field("locatorHint")),
            { ...line("sourceUrl", field("sourceUrlHint")), inputMode: "url" },
            {
              name: "textComplete",
              label: field("textComplete"),
              hint: field("textCompleteHint"),
              value: values.textComplete ? "yes" : "",
              look: "tick",
            },
            text("editorialNote", 3, field("editorialNoteHint")),
          ],
        },
        {
          title: t("text"),
          fields: [line("code", field("codeHint")), line("title"), text("statement", 8, field("statementHint"))],
        },
        {
          title: t("nature"),
          fields: [
            {
              name: "kind",
              label: field("kind"),
              value: values.kind,
              look: "choice",
              options: [
                ["", field("choose")],
                ...Object.values(RecommendationKind).map((code) => [code, kind(code)] as const),
              ],
            },
            {
              name: "parent",
              label: field("parent"),
              hint: field("parentHint"),
              value: values.parentId,
              look: "choice",
              options: [
                ["", field("noParent")],
                ...parents.map(({ id, code, title }) => [id, `${code} ${title}`] as const),
              ],
            },
            {
              name: "priority",
              label: field("priority"),
              value: values.priority,
              look: "choice",
              options: Object.values(Priority).map((code) => [code, priority(code)] as const),
            },
            line("prioritySource", field("prioritySourceHint")),
          ],
        },
        {
          fields: [
            {
              name: "themes",
              label: field("themes"),
              value: values.themeIds.join(" "),
              look: "ticks",
              options: register.themes.map(({ id, name }) => [id, name] as const),
            },
          ],
        },
      ]}
      buttons={[
        { label: t(isPublished ? "saveEntry" : "saveDraft"), next: "save" },
        ...(isPublished ? [] : [{ label: t("saveAndPublish"), next: "publish", look: "plain" as const }]),
        { label: t("saveAndNext"), next: "next", look: "plain" },
      ]}
      here={here}
      toChanges={hidden.id ? t("toChanges") : undefined}
    />
  );
}
