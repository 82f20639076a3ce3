import { useTranslations } from "next-intl";
import { DayText } from "#components/dates/day-text.tsx";
import { addressOfEntry } from "#components/updates/entry-address.ts";
import { EntryLink } from "#components/updates/entry-link.tsx";
import type { Day } from "#lib/dates.ts";
import { piecesOf } from "#lib/recommendations/excerpt.ts";
import type { Hit } from "#lib/recommendations/hits.ts";

/** A text with the words in it that were searched for. */
export function Marked({ text, phrases }: { text: string; phrases: readonly string[] }) {
  if (phrases.length === 0) return text;
  let at = 0;
  return piecesOf(text, phrases).map(({ text: piece, isHit }) => {
    const key = at;
    at += piece.length;
    return isHit ? <Mark key={key}>{piece}</Mark> : <span key={key}>{piece}</span>;
  });
}

function Mark({ children }: { children: string }) {
  return <mark className="rounded-xs bg-found text-ink">{children}</mark>;
}

/** Where else they stand, each with some of the text around it. */
export function Hits({
  hits,
  phrases,
  address,
  code,
  asOf,
}: {
  hits: readonly Hit[];
  phrases: readonly string[];
  address: string;
  code: string;
  /** The day of the past that the list shows. */
  asOf: Day | undefined;
}) {
  const t = useTranslations("list");
  if (hits.length === 0) return null;
  return (
    <ul className="mt-1 grid max-w-text gap-1 text-sm wrap-anywhere text-muted">
      {hits.map((hit) => {
        const { before, hit: words, after } = hit.excerpt;
        return (
          <li key={hit.place === "statement" ? hit.place : hit.place + hit.entryId}>
            {hit.place === "statement" ? (
              t("hit.statement")
            ) : (
              <EntryLink href={addressOfEntry(hit.entryId, { page: `${address}/${code}`, asOf })}>
                {t.rich(`hit.${hit.place}`, {
                  by: hit.by,
                  day: () => hit.occurredOn && <DayText day={hit.occurredOn} />,
                })}
              </EntryLink>
            )}
            {": "}
            <span className="text-ink">
              <Marked text={before} phrases={phrases} />
              <Mark>{words}</Mark>
              <Marked text={after} phrases={phrases} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
