import { useLocale, useTranslations } from "next-intl";
import { DayText } from "#components/dates/day-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { datedDay, wordDatedDay, wordInstant } from "#lib/dates.ts";
import type { ShownUpdate } from "#lib/updates/queries.ts";
import { Sentence } from "./sentence.tsx";

/** Entries in the order given, as a spine of sentences: with all that they say, or, where each leads to its page, without. */
export function History({
  entries,
  timeZone,
  hrefOf,
}: {
  entries: readonly ShownUpdate[];
  timeZone: string;
  hrefOf?: (entry: ShownUpdate) => string;
}) {
  return (
    <ol className="mt-4 border-l-2 border-line">
      {entries.map((entry) => (
        <li key={entry.id} id={`entry-${entry.id}`} className="relative pb-6 pl-6 last:pb-0">
          <span aria-hidden className="absolute top-2 -left-[7px] size-3 rounded-full border-2 border-edge bg-ground" />
          <p>
            <Sentence entry={entry} href={hrefOf?.(entry)} />
          </p>
          <Clocks entry={entry} timeZone={timeZone} />
          {!hrefOf && <Said entry={entry} />}
        </li>
      ))}
    </ol>
  );
}

/** Two clocks, never mixed: when it happened, and when and by whom it was recorded. */
function Clocks({ entry, timeZone }: { entry: ShownUpdate; timeZone: string }) {
  const t = useTranslations("entry");
  const locale = useLocale();
  const happened = datedDay(entry.occurredOn, entry.occurredPrecision);
  const recorded = wordInstant(entry.recordedAt, timeZone, locale);
  const words = {
    actor: entry.actor.name,
    organization: entry.actingOrganization.acronym,
    onBehalfOf: entry.onBehalfOf?.acronym ?? "",
  };
  return (
    <p className="text-sm text-muted">
      {happened && t("happened", { day: wordDatedDay(happened, locale) })}
      {" · "}
      <time dateTime={entry.recordedAt.toISOString()}>
        {t(entry.onBehalfOf ? "recordedOnBehalf" : "recorded", { ...words, day: recorded })}
      </time>
    </p>
  );
}

const details = ["whatRemains", "howIntentMet", "doneInstead", "justification"] as const;

function Said({ entry }: { entry: ShownUpdate }) {
  const t = useTranslations("entry");
  const reason = useTranslations("exitReason");
  const completed = datedDay(entry.completedOn, entry.completedPrecision);
  const rows = [
    ...(completed ? [{ term: t("completedOn"), text: <DayText day={completed} /> }] : []),
    ...(entry.exitReason ? [{ term: t("exitReason"), text: reason(entry.exitReason) }] : []),
    ...details.flatMap((field) => (entry[field] ? [{ term: t(field), text: entry[field] }] : [])),
  ];
  return (
    <div className="mt-1 grid max-w-text grid-cols-1 gap-2">
      {entry.note && <p className="whitespace-pre-wrap">{entry.note}</p>}
      {rows.length > 0 && (
        <dl className="grid grid-cols-1 gap-2">
          {rows.map(({ term, text }) => (
            <div key={term}>
              <dt className="text-sm font-semibold">{term}</dt>
              <dd className="whitespace-pre-wrap">{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {entry.evidence.length > 0 && (
        <div>
          <p className="text-sm font-semibold">{t("evidence")}</p>
          <ul>
            {entry.evidence.map(({ id, title, url }) => (
              <li key={id} className="wrap-anywhere">
                {url ? (
                  <Link href={url} rel="nofollow noopener noreferrer">
                    {title}
                  </Link>
                ) : (
                  title
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
