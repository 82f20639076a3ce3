import { useTranslations } from "next-intl";
import { CheckBox, FileField, TextField } from "#components/ui/field.tsx";
import { linkStyle } from "#components/ui/link.tsx";
import type { Problem } from "#lib/assignments/entry.ts";
import { acceptedExtensions } from "#lib/evidence/limits.ts";
import type { PlannedField } from "./entry-plan.ts";
import { askedBy, type FormProps, useFrames } from "./field-frames.ts";
import type { Redrawn } from "./form-state.ts";

/** As many as one entry may bring (schema.ts); each further one is folded below the one before it. */
const pieces = [0, 1, 2, 3, 4] as const;
/** Where evidence is the point of the form. The others offer one piece: a page with many forms would weigh too much. */
const withMore: readonly FormProps["offer"]["words"][] = ["progress", "correction", "moreEvidence"];

/** What shows it: folded where nothing that can be chosen demands it. */
export function Evidence({ field, ...props }: FormProps & { field: PlannedField }) {
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
function Piece({ index, ...props }: FormProps & { index: number }) {
  const { offer, place, redrawn, problems } = props;
  const t = useTranslations("evidenceForm");
  const { frameOf, typedOf } = useFrames(props);
  const nameOf = (field: string) => `evidence.${index}.${field}`;
  const label = (words: "pieceTitle" | "url" | "file" | "issuer" | "documentOn" | "language") =>
    index === 0 ? t(words) : t("ofPiece", { field: t(words), number: index + 1 });
  const chosen = redrawn?.files[nameOf("file")];
  const isAmong = (others: readonly string[]) => others.some((field) => isTouched(nameOf(field), redrawn, problems));
  const next = withMore.includes(offer.words) ? pieces[index + 1] : undefined;
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
