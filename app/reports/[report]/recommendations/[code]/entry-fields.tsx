import { useTranslations } from "next-intl";
import { Disc } from "#components/implementation/disc.tsx";
import { Choices, Select, TextArea, TextField } from "#components/ui/field.tsx";
import type { DelayReason, ExitReason, Implementation } from "#lib/generated/enums.ts";
import type { PlannedField } from "./entry-plan.ts";
import { Evidence } from "./evidence-fields.tsx";
import { askedBy, type FormProps, useFrames } from "./field-frames.ts";

/** How each field is filled in. */
const controls = {
  status: "status",
  response: "choices",
  exitDecision: "choices",
  verification: "choices",
  stance: "choices",
  actionState: "choices",
  exitReason: "list",
  delayReason: "list",
  occurredOn: "day",
  completedOn: "day",
  targetOn: "day",
  decideBy: "line",
  responsibleUnit: "line",
  whoShouldAnswer: "line",
  source: "line",
  note: "text",
  partsNotAccepted: "text",
  whatRemains: "text",
  howIntentMet: "text",
  doneInstead: "text",
  actionWhat: "text",
  noTargetReason: "text",
  verificationBasis: "text",
  justification: "text",
  correctionReason: "text",
  evidence: "evidence",
} as const satisfies Record<PlannedField["name"], string>;

/** The fields of a form, in the order in which they are judged. */
export function EntryFields(props: FormProps) {
  const { offer } = props;
  if (offer.fields.length === 0) return null;
  return (
    <div className="mt-4 grid gap-6">
      {offer.fields.map((field) =>
        field.name === "evidence" ? (
          <Evidence key={field.name} field={field} {...props} />
        ) : (
          <EntryField key={field.name} field={field} {...props} />
        ),
      )}
    </div>
  );
}

function EntryField({ field, ...props }: FormProps & { field: PlannedField }) {
  const { offer, place } = props;
  const { name, options = [] } = field;
  const t = useTranslations("fields");
  const choices = useTranslations("choices");
  const status = useTranslations("implementation");
  const { frameOf, typedOf } = useFrames(props);
  // A form may have words of its own for a field.
  const worded = (part: "label" | "hint") => {
    const [own, usual] = [`${name}.${offer.words}.${part}`, `${name}.${part}`] as Parameters<typeof t>[0][];
    const key = [own, usual].find((one) => one && t.has(one));
    return key && t(key, { status: status(place.implementation), organization: place.organization });
  };
  const hint = worded("hint") ?? (controls[name] === "day" ? t("anyDay") : undefined);
  const frame = frameOf(name, worded("label") ?? "", hint, askedBy(field.askedBy));
  const word = (code: string, part: "title" | "means") => {
    const key = `${name}.${code}.${part}` as Parameters<typeof choices>[0];
    return choices.has(key) ? choices(key) : undefined;
  };
  switch (controls[name]) {
    case "status":
      return <StatusField field={field} frame={frame} typed={typedOf(name)} {...props} />;
    case "choices":
      return (
        <Choices
          frame={frame}
          {...typedOf(name)}
          choices={options.map((value) => ({
            value,
            title: word(value, "title") ?? value,
            means: word(value, "means"),
          }))}
        />
      );
    case "list":
      return <ReasonField field={field} frame={frame} typed={typedOf(name)} />;
    case "text":
      return <TextArea frame={frame} {...typedOf(name)} rows={name === "note" ? 4 : 3} />;
    default:
      return <TextField frame={frame} {...typedOf(name)} />;
  }
}

type Drawn = {
  field: PlannedField;
  frame: ReturnType<ReturnType<typeof useFrames>["frameOf"]>;
  typed: { defaultValue: string };
};

/** Why something is closed or moved, in the words in which the history tells it. */
function ReasonField({ field: { name, options = [] }, frame, typed }: Drawn) {
  const t = useTranslations("fields");
  const exit = useTranslations("exitReason");
  const delay = useTranslations("delayReason");
  const word = (code: string) => (name === "exitReason" ? exit(code as ExitReason) : delay(code as DelayReason));
  return (
    <Select frame={frame} {...typed}>
      <option value="">{t("chooseReason")}</option>
      {options.map((code) => (
        <option key={code} value={code}>
          {word(code)}
        </option>
      ))}
    </Select>
  );
}

/** A status, each with what it means and what it needs. */
function StatusField({ field: { options = [] }, frame, typed, offer }: FormProps & Drawn) {
  const t = useTranslations("fields");
  const status = useTranslations("implementation");
  const title = useTranslations("implementationTitle");
  const means = useTranslations("implementationMeans");
  const needs = useTranslations("implementationNeeds");
  const codes = options.filter((code): code is Implementation => code !== "note");
  const isNoteOffered = options.includes("note");
  return (
    <div>
      <Select frame={frame} defaultValue={typed.defaultValue || (codes.length > 0 ? "" : "note")}>
        <option value="">{t("chooseStatus")}</option>
        {codes.map((code) => (
          <option key={code} value={code}>
            {title(code)}
          </option>
        ))}
        {isNoteOffered && <option value="note">{t("statusNote")}</option>}
      </Select>
      <ul className="mt-3 grid gap-2 text-sm">
        {codes.map((code) => (
          <li key={code} className="flex gap-2">
            <Disc implementation={code} />
            <span>
              <strong className="font-semibold">{title(code)}.</strong> {means(code)}{" "}
              {offer.words !== "reopening" && <span className="text-muted">{needs(code)}</span>}
            </span>
          </li>
        ))}
        {isNoteOffered && (
          <li className="pl-7">
            <strong className="font-semibold">{t("statusNote")}.</strong> {t("statusNoteMeans")}{" "}
            <span className="text-muted">{t("statusNoteNeeds")}</span>
          </li>
        )}
        {offer.withheld.length > 0 && (
          <li className="text-muted">
            {t("approverOnly", { statuses: offer.withheld.map((code) => status(code)).join(", ") })}
          </li>
        )}
      </ul>
    </div>
  );
}
