import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { NavigationLink } from "#components/site/navigation-link.tsx";
import { getRegister } from "#lib/register/queries.ts";
import { getViewer } from "#lib/viewer.ts";

type Props = { params: Promise<{ report: string }>; children: ReactNode };

/** The pages of the register, for its steward; each of them asks for itself whether it is shown. */
export default async function RegisterLayout({ params, children }: Props) {
  const register = await getRegister(await getViewer(), (await params).report);
  if (!register) return children;
  const t = await getTranslations("register");
  const address = `/reports/${register.slug}/register`;
  const places = [
    { href: address, label: t("entries"), isExact: true },
    { href: `${address}/new`, label: t("addEntry"), isExact: true },
    { href: `${address}/organizations`, label: t("organizations") },
    { href: `${address}/themes`, label: t("themes") },
    { href: `${address}/changes`, label: t("changes") },
  ];
  return (
    <>
      <nav aria-label={t("pages")} className="no-print mb-6 border-b border-line">
        <ul className="flex flex-wrap gap-x-6">
          {places.map((place) => (
            <li key={place.href}>
              <NavigationLink {...place} />
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </>
  );
}
