import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Link } from "#components/ui/link.tsx";
import { listReports } from "#lib/reports/queries.ts";

export const dynamic = "force-dynamic";

/** The one report's progress, or the list of reports when there are several. */
export default async function Home() {
  const [t, reports] = await Promise.all([getTranslations("home"), listReports()]);
  const [only, ...others] = reports;
  if (only && others.length === 0) redirect(`/reports/${only.slug}`);
  return (
    <>
      <h1>{t("title")}</h1>
      {reports.length === 0 && <p className="mt-4 max-w-text">{t("none")}</p>}
      <ul className="mt-4 grid gap-4">
        {reports.map(({ slug, title, subtitle }) => (
          <li key={slug}>
            <Link href={`/reports/${slug}`} className="text-lg text-accent underline">
              {title}
            </Link>
            {subtitle && <p className="text-muted">{subtitle}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}
