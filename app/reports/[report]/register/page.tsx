import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/field.tsx";
import { Link } from "#components/ui/link.tsx";
import { getRegister, listEntries } from "#lib/register/queries.ts";
import { EntryState } from "#lib/register/schema.ts";
import { getViewer } from "#lib/viewer.ts";
import { Done } from "./done.tsx";
import { EntryTable } from "./entry-table.tsx";
import { type Parameters, parsePlace } from "./place.ts";

type Props = { params: Promise<{ report: string }>; searchParams: Parameters };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const register = await getRegister(await getViewer(), (await params).report);
  return register ? { title: (await getTranslations("register"))("title") } : missingMetadata();
}

export default async function RegisterPage({ params, searchParams }: Props) {
  const [viewer, { report }, place] = await Promise.all([getViewer(), params, parsePlace(searchParams)]);
  const register = await getRegister(viewer, report);
  if (!register) return <Missing />;
  const [t, entries] = await Promise.all([getTranslations("register"), listEntries(viewer, report, place.state)]);
  const address = `/reports/${register.slug}/register`;
  return (
    <>
      <p className="text-muted">{register.title}</p>
      <h1>{t("title")}</h1>
      <p className="mt-2 max-w-text text-lg">{t("lead")}</p>
      <Done place={place} isQuiet />
      <form method="get" action={address} className="no-print mt-4 flex flex-wrap items-end gap-4">
        <Select frame={{ name: "state", label: t("state"), id: "state" }} defaultValue={place.state ?? ""}>
          <option value="">{t("anyState")}</option>
          {Object.values(EntryState).map((state) => (
            <option key={state} value={state}>
              {t(`states.${state}`)}
            </option>
          ))}
        </Select>
        <Button look="plain">{t("show")}</Button>
        <p className="py-2">
          <Link href={`${address}/new`}>{t("addEntry")}</Link>
        </p>
      </form>
      <p className="mt-6 text-lg font-semibold">{t("found", { found: entries.length })}</p>
      {entries.length === 0 ? (
        <p className="mt-2">{t("none")}</p>
      ) : (
        <EntryTable entries={entries} report={register.slug} state={place.state} />
      )}
    </>
  );
}
