import { useLocale, useTranslations } from "next-intl";
import { writeAsOf } from "#lib/as-of.ts";
import { type Day, datedDay, wordDatedDay, wordInstant } from "#lib/dates.ts";
import type { ShownUpdate } from "#lib/updates/entries.ts";
import { BesideList } from "./beside.tsx";
import { addressOfEntry, entryId } from "./entry-address.ts";
import { Said } from "./said.tsx";
import { Sentence } from "./sentence.tsx";
import { isDatedApart, writerOf } from "./wording.ts";

/** The catalogues whose words these are, for where a history is drawn in the browser. */
export const historyWords = [
  "entry",
  "evidence",
  "fileType",
  "implementation",
  "implementationTitle",
  "exitReason",
  "delayReason",
  "actionState",
  "chart",
] as const;

type Props = {
  entries: readonly ShownUpdate[];
  timeZone: string;
  /** The page of the recommendation of an entry, without a query, where each leads there and says no more than its sentence. */
  pageOf?: (entry: ShownUpdate) => string;
  /** The day of the past that is shown, in which every link stays. */
  asOf?: Day | undefined;
};

/** Entries in the order given, as a spine of sentences: with all that they say, or, where each leads to its page, without. */
export function History({ entries, timeZone, pageOf, asOf }: Props) {
  const t = useTranslations("entry");
  const here = new Set(pageOf ? [] : entries.map(({ id }) => id));
  return (
    <ol className="mt-4 border-l-2 border-line">
      {entries.map((entry) => {
        const page = pageOf?.(entry);
        const hrefOfEntry = (id: string) => addressOfEntry(id, { page, asOf, isHere: here.has(id) });
        return (
          <li
            key={entry.id}
            id={pageOf ? undefined : entryId(entry.id)}
            className="relative pb-6 pl-6 last:pb-0 target:bg-notice"
          >
            <span
              aria-hidden
              className="absolute top-2 -left-[7px] size-3 rounded-full border-2 border-edge bg-ground"
            />
            <p className="max-w-text wrap-anywhere">
              <Sentence
                entry={entry}
                timeZone={timeZone}
                href={page && page + writeAsOf(asOf)}
                aboutHref={entry.about ? hrefOfEntry(entry.about.id) : undefined}
              />
            </p>
            <Clocks entry={entry} timeZone={timeZone} />
            {!pageOf && (
              <>
                {entry.correctedAt && <p className="mt-1 text-sm font-semibold">{t("corrected")}</p>}
                <Said entry={entry} />
                <BesideList replies={entry.aboutThis} timeZone={timeZone} hrefOf={hrefOfEntry} />
              </>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Two clocks, never mixed: when it happened, and when and by whom it was recorded. */
function Clocks({ entry, timeZone }: { entry: ShownUpdate; timeZone: string }) {
  const t = useTranslations("entry");
  const locale = useLocale();
  const happened = isDatedApart(entry) ? datedDay(entry.occurredOn, entry.occurredPrecision) : undefined;
  const words = {
    day: wordInstant(entry.recordedAt, timeZone, locale),
    actor: entry.actor.name,
    organization: entry.actingOrganization.acronym,
    onBehalfOf: entry.onBehalfOf?.acronym ?? "",
  };
  return (
    <p className="text-sm text-muted first-letter:uppercase">
      {happened && (
        <>
          {t("happened", { day: wordDatedDay(happened, locale) })}
          {" · "}
        </>
      )}
      <time dateTime={entry.recordedAt.toISOString()}>{t(`recorded.${writerOf(entry)}`, words)}</time>
    </p>
  );
}
