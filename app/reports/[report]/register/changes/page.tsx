import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeList } from "#components/register/change-list.tsx";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Pages } from "#components/site/pages.tsx";
import { listRegisterChanges } from "#lib/register/change-queries.ts";
import { getRegister } from "#lib/register/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { type Parameters, parsePlace } from "../place.ts";

type Props = { params: Promise<{ report: string }>; searchParams: Parameters };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const register = await getRegister(await getViewer(), (await params).report);
  return register ? { title: (await getTranslations("register"))("allChangesTitle") } : missingMetadata();
}

export default async function ChangesPage({ params, searchParams }: Props) {
  const [viewer, { report }, place] = await Promise.all([getViewer(), params, parsePlace(searchParams)]);
  const register = await getRegister(viewer, report);
  if (!register) return <Missing />;
  const [t, { found, changes, page, pages }] = await Promise.all([
    getTranslations("register"),
    listRegisterChanges(viewer, report, {}, place.page),
  ]);
  return (
    <>
      <p className="text-muted">{register.title}</p>
      <h1>{t("allChangesTitle")}</h1>
      <p className="mt-2 max-w-text">{t("changesLead")}</p>
      {found === 0 && <p className="mt-4">{t("changesNone")}</p>}
      <ChangeList changes={changes} timeZone={register.timeZone} />
      <Pages
        page={page}
        pages={pages}
        addressOf={(other) => `/reports/${register.slug}/register/changes?page=${other}`}
      />
    </>
  );
}
