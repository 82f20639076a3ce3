import { useTranslations } from "next-intl";
import { InstantText } from "#components/dates/instant-text.tsx";
import { RoleNames } from "#components/people/role-names.tsx";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import type { getManaged, listOpenInvitations } from "#lib/people/queries.ts";
import { withdrawAction } from "./actions.ts";

type Props = {
  invitations: Awaited<ReturnType<typeof listOpenInvitations>>;
  managed: NonNullable<Awaited<ReturnType<typeof getManaged>>>;
};

/** The invitations that nobody has accepted yet. */
export function OpenInvitations({ invitations, managed: { slug, timeZone } }: Props) {
  const t = useTranslations("people");
  return (
    <WideTable
      caption={t("invitations")}
      className="mt-2 w-full"
      head={
        <>
          <ColumnHead>{t("for")}</ColumnHead>
          <ColumnHead>{t("roles")}</ColumnHead>
          <ColumnHead>{t("invitedBy")}</ColumnHead>
          <ColumnHead>{t("until")}</ColumnHead>
          <ColumnHead className="print:hidden">
            <span className="sr-only">{t("withdraw")}</span>
          </ColumnHead>
        </>
      }
    >
      {invitations.map(({ id, email, roles, invitedBy, createdAt, expiresAt }) => (
        <Row key={id} look="open">
          <RowHead className="min-w-40 wrap-anywhere">{email ?? t("whoever")}</RowHead>
          <Cell className="min-w-32">
            <RoleNames roles={roles} />
          </Cell>
          <Cell className="min-w-52">
            {invitedBy.name},{" "}
            <span className="text-muted">
              <InstantText at={createdAt} timeZone={timeZone} />
            </span>
          </Cell>
          <Cell className="min-w-40">
            <InstantText at={expiresAt} timeZone={timeZone} />
          </Cell>
          <Cell className="print:hidden">
            <PlannedForm
              action={withdrawAction}
              id={`withdraw-${id}`}
              name={t("withdrawName", { whom: email ?? t("whoever") })}
              hidden={{ organization: slug, invitation: id }}
              buttons={[
                { label: t("withdraw"), look: "plain", said: t("withdrawName", { whom: email ?? t("whoever") }) },
              ]}
              here="?"
            />
          </Cell>
        </Row>
      ))}
    </WideTable>
  );
}
