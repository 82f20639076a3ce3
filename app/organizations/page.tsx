import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { listOrganizations } from "#lib/organizations/queries.ts";
import { getViewer } from "#lib/viewer.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organizations"))("title") };
}

export default async function OrganizationsPage() {
  const [t, organizations] = await Promise.all([
    getTranslations("organizations"),
    listOrganizations(await getViewer()),
  ]);
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
        {organizations.map(({ slug, name, acronym, kind, participations, _count }) => (
          <Row key={slug} look="open">
            <RowHead className="max-w-[50vw]">
              <Link href={`/organizations/${slug}`}>{name}</Link> ({acronym})
            </RowHead>
            <Cell>{t(`kinds.${kind}`)}</Cell>
            <Cell>
              {participations.map((participation) => (
                <span key={participation.report.slug} className="block">
                  {t(`function.${participation.function}`)}
                </span>
              ))}
            </Cell>
            <Cell look="number">{_count.assignments}</Cell>
          </Row>
        ))}
      </WideTable>
    </>
  );
}
