import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { dayAt, wordDay } from "#lib/dates.ts";
import type { Beside } from "#lib/updates/entries.ts";
import { EntryLink } from "./entry-link.tsx";
import { shorten } from "./wording.ts";

type Props = { replies: readonly Beside[]; timeZone: string; hrefOf: (id: string) => string };

const longestReply = 300;

/** What was said of an entry later, beside it wherever it stands: that it was corrected, decided, confirmed, contested or answered. Newest first as given, oldest first as drawn. */
export function BesideList({ replies, timeZone, hrefOf }: Props) {
  const t = useTranslations("entry.beside");
  const locale = useLocale();
  if (replies.length === 0) return null;
  return (
    <ul className="mt-2 grid max-w-text gap-1 border-l-4 border-edge pl-3 text-sm">
      {replies.toReversed().map((reply) => (
        <li key={reply.id} className="wrap-anywhere">
          <span className="font-semibold">
            {t.rich(keyOf(reply), {
              by: reply.actingOrganization.acronym,
              day: wordDay(dayAt(reply.recordedAt, timeZone), locale),
              link: (words: ReactNode) => <EntryLink href={hrefOf(reply.id)}>{words}</EntryLink>,
            })}
          </span>
          {reply.note && <span className="block whitespace-pre-wrap">{shorten(reply.note, longestReply)}</span>}
        </li>
      ))}
    </ul>
  );
}

function keyOf({ kind, stance, verification, exitDecision }: Beside) {
  if (kind === "correction") return "corrected";
  if (kind === "verification")
    return verification && verification !== "self_reported" && verification !== "submitted" ? verification : "replied";
  if (kind === "exit_decision") return exitDecision === "refused" ? "exitRefused" : "exitConfirmed";
  return stance ?? "replied";
}
