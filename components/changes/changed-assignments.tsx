import { useTranslations } from "next-intl";
import { Disc } from "#components/implementation/disc.tsx";
import { Link } from "#components/ui/link.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import { isVerified } from "#lib/assignments/status.ts";
import type { ChangedAssignment } from "#lib/changes/queries.ts";
import type { Day } from "#lib/dates.ts";
import { useChangeWords } from "./change-words.ts";

type Shown = Pick<
  ChangedAssignment,
  "id" | "organization" | "code" | "title" | "before" | "after" | "changes" | "entries"
>;
type Props = {
  items: readonly Shown[];
  organizations: readonly { slug: string; name: string; acronym: string }[];
  /** The address of the report. */
  report: string;
  asOf: Day | undefined;
};

/** What changed, organization by organization, in sentences; a link leads to what the second of the two days shows. */
export function ChangedAssignments({ items, organizations, report, asOf }: Props) {
  const names = new Map(organizations.map((organization) => [organization.slug, organization]));
  return [...Map.groupBy(items, ({ organization }) => organization)].map(([slug, own]) => (
    <section key={slug} aria-labelledby={slug}>
      <h3 id={slug} className="text-lg">
        <Link href={`/organizations/${slug}${writeAsOf(asOf)}`}>{names.get(slug)?.name ?? slug}</Link>
      </h3>
      <ul className="mt-2 max-w-[76ch]">
        {own.map((item) => (
          <Item
            key={item.id}
            item={item}
            organization={names.get(slug)?.acronym ?? slug}
            address={`${report}/recommendations`}
            asOf={asOf}
          />
        ))}
      </ul>
    </section>
  ));
}

type ItemProps = { item: Shown; organization: string; address: string; asOf: Day | undefined };

function Item({ item, organization, address, asOf }: ItemProps) {
  const t = useTranslations("changes");
  const word = useChangeWords();
  const { code, title, before, after, changes, entries } = item;
  const name = `${code} ${title}`;
  const moved = changes.find(({ what }) => what === "implementation");
  return (
    <li className="border-b border-line py-2">
      <p>{after ? <Link href={`${address}/${code}${writeAsOf(asOf)}`}>{name}</Link> : name}</p>
      <p>
        {moved && before && after && (
          <>
            <Disc implementation={before.implementation} isVerified={isVerified(before)} /> <span aria-hidden>→</span>{" "}
            <Disc implementation={after.implementation} isVerified={isVerified(after)} />{" "}
          </>
        )}
        {t.rich(changes.length > 0 ? "changed" : "unchanged", {
          organization: () => <strong className="font-semibold">{organization}</strong>,
          changes: changes.map(word).join("; "),
        })}{" "}
        {entries > 0 && <span className="text-sm text-muted">{t("entries", { entries })}</span>}
      </p>
    </li>
  );
}
