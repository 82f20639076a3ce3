import { useTranslations } from "next-intl";
import { Focused } from "#components/ui/focused.tsx";
import { Link, linkStyle } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { addressOfEntry } from "#components/updates/entry-address.ts";
import { Sentence } from "#components/updates/sentence.tsx";
import type { ProblemField } from "#lib/assignments/entry.ts";
import type { Answered } from "./answered.ts";
import { fieldId } from "./several-form.tsx";

type Props = { answered: Answered; organization: string; wordProblem: (field: ProblemField) => string };

/** How many were saved and how many were not, in words. Takes the focus, with scripts and without. */
export function Outcome({ answered, organization, wordProblem }: Props) {
  const t = useTranslations("several");
  const { refusal, minutes, problems, saved, asked, rows, gone } = answered;
  const isAllSaved = refusal === "" && saved.length === asked;
  const values = { saved: saved.length, asked, left: asked - saved.length, organization };
  const kind = answered.typed.kind === "target" ? "target" : "confirmation";
  return (
    <Focused role={isAllSaved ? "status" : "alert"} id="outcome" className="mt-6 scroll-mt-4 outline-none">
      <Notice look={isAllSaved ? "done" : "problem"}>
        <p className="font-semibold">
          {refusal === ""
            ? t(`saved.${kind}`, values)
            : t(`unread.${refusal as "invalid"}`, { count: problems.length, organization, minutes })}
        </p>
        {refusal === "no-kind" && (
          <p className="mt-2">
            <a href={`#${fieldId("kind")}`} className={linkStyle}>
              {t("kind")}
            </a>
          </p>
        )}
        {problems.length > 0 && (
          <ul className="mt-2 list-disc pl-5">
            {problems.map(({ field }) => (
              <li key={field}>
                <a href={`#${fieldId(field)}`} className={linkStyle}>
                  {wordProblem(field as ProblemField)}
                </a>
              </li>
            ))}
          </ul>
        )}
        {saved.length > 0 && (
          <ul className="mt-2 flex flex-wrap gap-x-4">
            {saved.map(({ id, code, report }) => (
              <li key={id}>
                <a href={addressOf(id, { code, report })} className={linkStyle}>
                  {code}
                </a>
              </li>
            ))}
          </ul>
        )}
        {rows.length > 0 && <p className="mt-2">{t(refusal === "" ? "left" : "still", { left: rows.length })}</p>}
        {gone > 0 && <p className="mt-2">{t("gone", { gone, organization })}</p>}
        {rows.length > 0 && (
          <p className="no-print mt-2">
            <Link href="/our-work">{t("toAll")}</Link>
          </p>
        )}
      </Notice>
    </Focused>
  );
}

/** Why one of the chosen was not saved, and what to do. */
export function Reason({ row: { item, reason, since } }: { row: Answered["rows"][number] }) {
  const t = useTranslations("several.row");
  const status = useTranslations("implementation");
  // A form that was refused for another reason is drawn with the new head too: nobody takes that for what they have seen.
  const why = reason ?? (since && "changed-meanwhile");
  if (!why) return null;
  const { code, report } = item.recommendation;
  return (
    <>
      <p>
        {t.rich(why as "busy", {
          code,
          status: status(item.implementation),
          why: (words) => <strong className="font-semibold text-late">{words}</strong>,
        })}
      </p>
      {since && (
        <p className="mt-1 text-sm">
          <Sentence entry={since} timeZone={report.timeZone} />.{" "}
          <a href={addressOf(since.id, item.recommendation)} className={linkStyle}>
            {t("since", { code })}
          </a>
        </p>
      )}
    </>
  );
}

function addressOf(entryId: string, { code, report }: { code: string; report: { slug: string } }): string {
  return addressOfEntry(entryId, { page: `/reports/${report.slug}/recommendations/${code}` });
}
