import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Link } from "#components/ui/link.tsx";
import { Scroll } from "#components/ui/scroll.tsx";
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
      <Scroll label={t("title")}>
        <table className="mt-4 w-full min-w-[40rem]">
          <caption className="sr-only">{t("title")}</caption>
          <thead>
            <tr className="border-b border-edge text-left">
              <th scope="col" className="sticky left-0 bg-ground py-2 pr-4">
                {t("name")}
              </th>
              <th scope="col" className="py-2 pr-4">
                {t("kind")}
              </th>
              <th scope="col" className="py-2 pr-4">
                {t("part")}
              </th>
              <th scope="col" className="py-2 text-right">
                {t("assignments")}
              </th>
            </tr>
          </thead>
          <tbody>
            {organizations.map(({ slug, name, acronym, kind, participations, _count }) => (
              <tr key={slug} className="border-b border-line align-top">
                <th scope="row" className="sticky left-0 max-w-[50vw] bg-ground py-3 pr-4 text-left font-normal">
                  <Link href={`/organizations/${slug}`}>{name}</Link> ({acronym})
                </th>
                <td className="py-3 pr-4">{t(`kinds.${kind}`)}</td>
                <td className="py-3 pr-4">
                  {participations.map((participation) => (
                    <span key={participation.report.slug} className="block">
                      {t(`function.${participation.function}`)}
                    </span>
                  ))}
                </td>
                <td className="py-3 text-right">{_count.assignments}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
