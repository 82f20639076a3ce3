import { useTranslations } from "next-intl";
import { linkStyle } from "#components/ui/link.tsx";

/** How one is told of what is new on a page, and of its dates. */
export function Follow({ page, hasCalendar = true }: { page: string; hasCalendar?: boolean }) {
  const t = useTranslations("feeds");
  return (
    <ul aria-label={t("followTitle")} className="no-print mt-2 flex flex-wrap gap-x-6 gap-y-2">
      <li>
        <a className={linkStyle} href={`${page}/feed.atom`} type="application/atom+xml">
          {t("follow")}
        </a>
      </li>
      {hasCalendar && (
        <li>
          <a className={linkStyle} href={`${page}/targets.ics`} type="text/calendar">
            {t("addDates")}
          </a>
        </li>
      )}
    </ul>
  );
}
