import { useTranslations } from "next-intl";
import { InstantText } from "#components/dates/instant-text.tsx";
import { RoleNames } from "#components/people/role-names.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import type { getManaged, listPeople } from "#lib/people/queries.ts";

type Props = {
  people: Awaited<ReturnType<typeof listPeople>>["people"];
  managed: NonNullable<Awaited<ReturnType<typeof getManaged>>>;
};

/** Who belongs to an organization, with what roles, and when and how they last signed in. */
export function PeopleTable({ people, managed: { slug, acronym, timeZone } }: Props) {
  const t = useTranslations("people");
  const way = useTranslations("signInWay");
  return (
    <WideTable
      caption={t("title", { organization: acronym })}
      className="w-full"
      head={
        <>
          <ColumnHead>{t("name")}</ColumnHead>
          <ColumnHead>{t("email")}</ColumnHead>
          <ColumnHead>{t("roles")}</ColumnHead>
          <ColumnHead>{t("lastSignIn")}</ColumnHead>
        </>
      }
    >
      {people.map(({ user, roles }) => (
        <Row key={user.id} look="open">
          <RowHead className="min-w-32">
            <Link href={`/organizations/${slug}/people/${user.id}`}>{user.name}</Link>
          </RowHead>
          <Cell className="min-w-40 wrap-anywhere">
            {user.email ?? <span className="text-muted">{t("noEmail")}</span>}
          </Cell>
          <Cell className="min-w-32">
            <RoleNames roles={roles} />
          </Cell>
          <Cell className="min-w-52">
            {user.lastSignedInAt && user.lastSignedInBy ? (
              <>
                <InstantText at={user.lastSignedInAt} timeZone={timeZone} />{" "}
                <span className="text-muted">{way(user.lastSignedInBy)}</span>
              </>
            ) : (
              <span className="text-muted">{t("never")}</span>
            )}
          </Cell>
        </Row>
      ))}
    </WideTable>
  );
}
