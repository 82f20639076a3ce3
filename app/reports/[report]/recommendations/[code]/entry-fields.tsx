"use client";
import { useTranslations } from "next-intl";
import { Disc } from "#components/implementation/disc.tsx";
import { CheckBox, Choices, FileField, Select, TextArea, TextField } from "#components/ui/field.tsx";
import { linkStyle } from "#components/ui/link.tsx";
import type { Problem } from "#lib/assignments/entry.ts";
import { acceptedExtensions } from "#lib/evidence/limits.ts";
import type { Implementation } from "#lib/generated/enums.ts";
import type { PlannedField } from "./entry-plan.ts";
import type { Redrawn } from "./form-state.ts";
import type { Offer, Place } from "./offers.ts";
import { fieldId, useProblemWords } from "./refusal.tsx";

type Props = {
  offer: Offer;
  formId: string;
  place: Place;
  problems: readonly Problem[];
  redrawn: Redrawn | undefined;
};

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
export function EntryFields(props: Props) {
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

/** Shown while one of these is chosen: globals.css has the rule. A browser that cannot tell shows it. */
function askedBy(codes: readonly string[] | undefined): string {
  return codes ? `asked ${codes.map((code) => `asked-${code}`).join(" ")}` : "";
}

function useFrames({ offer, formId, place, problems, redrawn }: Props) {
  const wordProblem = useProblemWords(place.published, offer.words);
  return {
    frameOf: (name: string, label: string, hint?: string, className?: string) => {
      const problem = problems.find(({ field }) => field === name);
      return { name, label, hint, className, id: fieldId(formId, name), problem: problem && wordProblem(problem) };
    },
    /** Drawn anew, a form holds what was typed, and not what it was first filled with. */
    typedOf: (name: string) => ({ defaultValue: (redrawn ? redrawn.typed[name] : offer.defaults[name]) ?? "" }),
  };
}

function EntryField({ field, ...props }: Props & { field: PlannedField }) {
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
      return (
        <Select frame={frame} {...typedOf(name)}>
          <option value="">{t("chooseReason")}</option>
          {options.map((code) => (
            <option key={code} value={code}>
              {word(code, "title") ?? code}
            </option>
          ))}
        </Select>
      );
    case "text":
      return <TextArea frame={frame} {...typedOf(name)} rows={name === "note" ? 4 : 3} />;
    default:
      return <TextField frame={frame} {...typedOf(name)} />;
  }
}

/** A status, each with what it means and what it needs. */
function StatusField({
  field: { options = [] },
  frame,
  typed,
  offer,
}: Props & {
  field: PlannedField;
  frame: ReturnType<ReturnType<typeof useFrames>["frameOf"]>;
  typed: { defaultValue: string };
}) {
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

/** As many as one entry may bring (schema.ts); each further one is folded below the one before it. */
const pieces = [0, 1, 2, 3, 4] as const;

/** What shows it: folded where nothing that can be chosen demands it. */
function Evidence({ field, ...props }: Props & { field: PlannedField }) {
  const { offer, redrawn, problems } = props;
  const t = useTranslations("evidenceForm");
  const isDemanded = field.demandedBy.length > 0;
  const isFilled = isTouched("evidence.", redrawn, problems) || offer.kept.length > 0;
  const fields = (
    <fieldset className="grid gap-4">
      <legend className={isDemanded ? "mb-3" : "sr-only"}>
        <span className="font-semibold">{t("title")}</span>
        <span className="block text-sm text-muted">{t("hint")}</span>
        {isDemanded && <span className={`text-sm font-semibold ${askedBy(field.demandedBy)}`}>{t("demanded")}</span>}
      </legend>
      {offer.kept.map(({ id, title }) => (
        <CheckBox
          key={id}
          name={`keep.${id}`}
          title={t("keep", { title })}
          defaultChecked={redrawn ? redrawn.typed[`keep.${id}`] === "on" : true}
        />
      ))}
      <Piece index={0} {...props} />
    </fieldset>
  );
  if (isDemanded) return <div className={askedBy(field.askedBy)}>{fields}</div>;
  return (
    <details open={isFilled} className={askedBy(field.askedBy)}>
      <summary className="py-1">
        <span className={linkStyle}>{t("add")}</span>
      </summary>
      <div className="mt-3">{fields}</div>
    </details>
  );
}

function isTouched(prefix: string, redrawn: Redrawn | undefined, problems: readonly Problem[]): boolean {
  const among = (texts: Readonly<Record<string, string>> = {}) =>
    Object.entries(texts).some(([name, text]) => name.startsWith(prefix) && text !== "");
  return among(redrawn?.typed) || among(redrawn?.files) || problems.some(({ field }) => field.startsWith(prefix));
}

/** One piece of evidence: a link or a file. */
function Piece({ index, ...props }: Props & { index: number }) {
  const { place, redrawn, problems } = props;
  const t = useTranslations("evidenceForm");
  const { frameOf, typedOf } = useFrames(props);
  const nameOf = (field: string) => `evidence.${index}.${field}`;
  const label = (words: "pieceTitle" | "url" | "file" | "issuer" | "documentOn" | "language") =>
    index === 0 ? t(words) : t("ofPiece", { field: t(words), number: index + 1 });
  const chosen = redrawn?.files[nameOf("file")];
  const isAmong = (others: readonly string[]) => others.some((field) => isTouched(nameOf(field), redrawn, problems));
  const next = pieces[index + 1];
  const isNextOpen = pieces.some((piece) => piece > index && isTouched(`evidence.${piece}.`, redrawn, problems));
  return (
    <>
      <TextField frame={frameOf(nameOf("title"), label("pieceTitle"))} {...typedOf(nameOf("title"))} />
      <TextField
        frame={frameOf(nameOf("url"), label("url"), t("urlHint"))}
        {...typedOf(nameOf("url"))}
        inputMode="url"
      />
      <FileField
        frame={frameOf(
          nameOf("file"),
          label("file"),
          chosen === undefined ? t("fileHint") : t("fileAgain", { name: chosen }),
        )}
        accept={acceptedExtensions}
      />
      <details open={isAmong(["issuer", "documentOn", "language", "restricted"])}>
        <summary className="py-1">
          <span className={linkStyle}>{index === 0 ? t("more") : t("moreOfPiece", { number: index + 1 })}</span>
        </summary>
        <div className="mt-3 grid gap-4 border-l-2 border-line pl-4">
          <TextField frame={frameOf(nameOf("issuer"), label("issuer"))} {...typedOf(nameOf("issuer"))} />
          <TextField
            frame={frameOf(nameOf("documentOn"), label("documentOn"), t("documentOnHint"))}
            {...typedOf(nameOf("documentOn"))}
          />
          <TextField
            frame={frameOf(nameOf("language"), label("language"), t("languageHint"))}
            {...typedOf(nameOf("language"))}
          />
          <CheckBox
            name={nameOf("restricted")}
            title={t("restricted", { organization: place.organization })}
            defaultChecked={redrawn?.typed[nameOf("restricted")] === "on"}
          />
        </div>
      </details>
      {next !== undefined && (
        <details open={isNextOpen}>
          <summary className="py-1">
            <span className={linkStyle}>{t("another")}</span>
          </summary>
          <div className="mt-3 grid gap-4">
            <Piece index={next} {...props} />
          </div>
        </details>
      )}
    </>
  );
}
