import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Disc } from "#components/implementation/disc.tsx";
import { Link } from "#components/ui/link.tsx";
import type { ShownUpdate } from "#lib/updates/entries.ts";
import { EntryLink } from "./entry-link.tsx";
import { fillingsOf, sentenceOf, statusSetBy } from "./wording.ts";

type Props = {
  entry: ShownUpdate;
  timeZone: string;
  /** Of the recommendation, where the sentence stands elsewhere. */
  href?: string | undefined;
  /** Of the entry that this one is about. */
  aboutHref?: string | undefined;
};

/** An entry in a sentence: "ACLEDA moved R1.2 from not started to in progress". */
export function Sentence({ entry, timeZone, href, aboutHref }: Props) {
  const t = useTranslations("entry.sentence");
  const status = useTranslations("implementation");
  const locale = useLocale();
  const { code } = entry.assignment.recommendation;
  const set = statusSetBy(entry);
  const name = (acronym: string) => () => <strong className="font-semibold">{acronym}</strong>;
  return (
    <>
      {set && (
        <>
          <Disc {...set} />{" "}
        </>
      )}
      {t.rich(sentenceOf(entry), {
        organization: name(entry.assignment.organization.acronym),
        by: name(entry.actingOrganization.acronym),
        code: () => (href ? <Link href={href}>{code}</Link> : code),
        about: (words: ReactNode) => (aboutHref ? <EntryLink href={aboutHref}>{words}</EntryLink> : words),
        ...fillingsOf(entry, { timeZone, locale, status }),
      })}
    </>
  );
}
