import { useTranslations } from "next-intl";
import { Disc } from "#components/implementation/disc.tsx";
import { Link } from "#components/ui/link.tsx";
import { isExit } from "#lib/assignments/status.ts";
import type { ShownUpdate } from "#lib/updates/queries.ts";

/** An entry in a sentence: "ACLEDA moved R1.2 from not started to in progress". */
export function Sentence({ entry, href }: { entry: ShownUpdate; href?: string }) {
  const t = useTranslations("entry");
  const status = useTranslations("implementation");
  const { code } = entry.assignment.recommendation;
  const organization = entry.assignment.organization.acronym;
  const parts = {
    organization: () => <strong className="font-semibold">{organization}</strong>,
    code: () => (href ? <Link href={href}>{code}</Link> : code),
  };
  const { implementation, previousImplementation } = entry;
  if (entry.kind === "progress" && implementation && previousImplementation) {
    return (
      <>
        <Disc implementation={implementation} />{" "}
        {t.rich(isExit(implementation) ? "exit" : "progress", {
          ...parts,
          from: status(previousImplementation),
          to: status(implementation),
        })}
      </>
    );
  }
  return t.rich(entry.kind === "progress" ? "note" : entry.kind, parts);
}
