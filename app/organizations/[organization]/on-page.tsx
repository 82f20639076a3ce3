import { useTranslations } from "next-intl";
import { linkStyle } from "#components/ui/link.tsx";

/** With several reports the page is long: what is on it. */
export function OnPage({ reports }: { reports: readonly { slug: string; title: string }[] }) {
  const t = useTranslations("organization");
  const places = [
    ...reports.map(({ slug, title }) => ({ id: `report-${slug}`, name: title })),
    { id: "assignments", name: t("assignments") },
  ];
  return (
    <nav aria-labelledby="on-page" className="no-print mt-4">
      <p id="on-page" className="text-muted">
        {t("onPage")}
      </p>
      <ul className="mt-1 grid gap-1">
        {places.map(({ id, name }) => (
          <li key={id}>
            <a className={linkStyle} href={`#${id}`}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
