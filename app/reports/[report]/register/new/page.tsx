import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { nextCode, nextPartCode } from "#lib/register/codes.ts";
import { getEntry, getRegister, listEntries } from "#lib/register/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { Done } from "../done.tsx";
import { EntryForm } from "../entry-form.tsx";
import { type Parameters, parsePlace } from "../place.ts";

type Props = { params: Promise<{ report: string }>; searchParams: Parameters };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const register = await getRegister(await getViewer(), (await params).report);
  return register ? { title: (await getTranslations("register"))("newTitle") } : missingMetadata();
}

/** A new entry: after another one, with what it shares with it, or as a part of one. */
export default async function NewEntryPage({ params, searchParams }: Props) {
  const [viewer, { report }, place] = await Promise.all([getViewer(), params, parsePlace(searchParams)]);
  const register = await getRegister(viewer, report);
  if (!register) return <Missing />;
  const [t, entries, from, whole] = await Promise.all([
    getTranslations("register"),
    listEntries(viewer, report),
    place.from ? getEntry(viewer, report, place.from) : null,
    place.part ? getEntry(viewer, report, place.part) : null,
  ]);
  const model = whole ?? from;
  const taken = new Set(entries.map(({ code }) => code));
  const code = whole
    ? nextPartCode(whole.code, whole.parts.at(-1)?.code, taken)
    : from
      ? nextCode(from.code, taken)
      : "";
  const title = whole ? t("newTitlePart", { code: whole.code }) : from && t("newTitleAfter", { code: from.code });
  return (
    <>
      <p className="text-muted">{register.title}</p>
      <h1>{title ?? t("newTitle")}</h1>
      {model && <p className="mt-2 max-w-text">{t("newLead", { code: model.code })}</p>}
      <Done place={place} />
      <div className="mt-6">
        <EntryForm
          key={`${place.from} ${place.part} ${place.at}`}
          register={register}
          entries={entries}
          values={{
            section: model?.section ?? "",
            locator: model?.locator ?? "",
            sourceUrl: model?.sourceUrl ?? "",
            textComplete: true,
            editorialNote: "",
            code,
            title: "",
            statement: "",
            kind: model?.kind ?? "",
            parentId: whole?.id ?? from?.parentId ?? "",
            themeIds: model?.themes.map(({ themeId }) => themeId) ?? [],
            priority: "not_stated",
            prioritySource: "",
          }}
          hidden={from && !whole ? { after: from.id } : {}}
          isPublished={false}
          here={whole ? `?part=${whole.code}` : from ? `?from=${from.code}` : "?"}
        />
      </div>
    </>
  );
}
