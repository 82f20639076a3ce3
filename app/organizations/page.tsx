import type { Metadata } from "next";
import { useLocale, useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { type DatedDay, datedDay, dayAt, wordDatedDay } from "#lib/dates.ts";
import { listOrganizations } from "#lib/organizations/queries.ts";
import { hasEnded } from "#lib/organizations/succession.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("organizations");
  return sharedMetadata({ title: t("title"), description: t("lead"), page: "/organizations", pictured: "/" });
}

export default async function OrganizationsPage() {
  const [t, organizations] = await Promise.all([getTranslations("organizations"), listOrganizations()]);
  const today = dayAt(new Date(), "UTC");
  return (
    <>
      <h1>{t("title")}</h1>
      <p className="mt-2 max-w-text text-lg">{t("lead")}</p>
      <WideTable
        caption={t("title")}
        className="mt-4 w-full min-w-[40rem]"
        head={
          <>
            <ColumnHead>{t("name")}</ColumnHead>
            <ColumnHead>{t("kind")}</ColumnHead>
            <ColumnHead>{t("part")}</ColumnHead>
            <ColumnHead look="number">{t("assignments")}</ColumnHead>
          </>
        }
      >
        {organizations.map(
          ({ slug, name, acronym, kind, participations, existsUntil, existsUntilPrecision, _count }) => (
            <Row key={slug} look="open">
              <RowHead className="max-w-[50vw]">
                <Link href={`/organizations/${slug}`}>{name}</Link> ({acronym})
                {hasEnded({ existsUntil }, today) && (
                  <Ended end={datedDay(existsUntil, existsUntilPrecision ?? "day")} />
                )}
              </RowHead>
              <Cell>{t(`kinds.${kind}`)}</Cell>
              <Cell>
                {[...new Set(participations.map((participation) => participation.function))].map((role) => (
                  <span key={role} className="block">
                    {t(`function.${role}`)}
                  </span>
                ))}
              </Cell>
              <Cell look="number">{_count.assignments}</Cell>
            </Row>
          ),
        )}
      </WideTable>
    </>
  );
}

function Ended({ end }: { end: DatedDay | undefined }) {
  const t = useTranslations("organizations");
  const locale = useLocale();
  if (!end) return null;
  return <span className="block text-sm text-muted">{t("ended", { day: wordDatedDay(end, locale) })}</span>;
}
