import { getTranslations } from "next-intl/server";
import { isEntitled } from "#lib/assignments/policy.ts";
import { keptReports } from "#lib/register/policy.ts";
import { listReports } from "#lib/reports/queries.ts";
import { getPerson, getViewer } from "#lib/viewer.ts";
import { Account } from "./account.tsx";
import { NavigationLink } from "./navigation-link.tsx";

/** Where one is, and as whom. With a single report its pages stand here; with several, the list of them does. */
export async function Header() {
  const [t, viewer, person, reports] = await Promise.all([
    getTranslations("site"),
    getViewer(),
    getPerson(),
    listReports(),
  ]);
  const [only, ...others] = reports;
  const report = only && others.length === 0 ? `/reports/${only.slug}` : undefined;
  const places = [
    ...(report
      ? [
          { href: report, label: t("progress"), isExact: true },
          { href: `${report}/recommendations`, label: t("recommendations") },
        ]
      : [{ href: "/", label: t("reports"), isExact: true }]),
    { href: "/organizations", label: t("organizations") },
    { href: "/our-work", label: t("ourWork") },
    ...(only && others.length === 0 && keptReports(viewer, reports).length > 0
      ? [{ href: `${report}/register`, label: t("register") }]
      : []),
    ...(isEntitled(viewer, "verify") ? [{ href: "/to-verify", label: t("toVerify") }] : []),
    ...(isEntitled(viewer, "keep") ? [{ href: "/to-decide", label: t("toDecide") }] : []),
  ];
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex max-w-[76rem] flex-wrap items-center gap-x-8 gap-y-2 px-4 py-3">
        <a href="/" className="text-lg font-semibold text-ink no-underline">
          {t("name")}{" "}
          <span lang="km" className="font-normal text-muted">
            {t("khmerName")}
          </span>
        </a>
        <nav aria-label={t("navigation")} className="no-print max-sm:order-last max-sm:w-full">
          <ul className="flex flex-wrap gap-x-6">
            {places.map((place) => (
              <li key={place.href}>
                <NavigationLink {...place} />
              </li>
            ))}
          </ul>
        </nav>
        <div className="no-print ml-auto">
          <Account {...person} />
        </div>
      </div>
    </header>
  );
}
