import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeList } from "#components/register/change-list.tsx";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Link } from "#components/ui/link.tsx";
import { dayAt, wordDay } from "#lib/dates.ts";
import { listRegisterChanges } from "#lib/register/change-queries.ts";
import { getEntry, getRegister, listEntries } from "#lib/register/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { locale } from "#lib/words.ts";
import { Done } from "../../done.tsx";
import { EntryForm } from "../../entry-form.tsx";
import { type Parameters, parsePlace } from "../../place.ts";
import { Assignments } from "./assignments.tsx";
import { Ending } from "./ending.tsx";
import { Order } from "./order.tsx";

type Props = { params: Promise<{ report: string; code: string }>; searchParams: Parameters };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { report, code } = await params;
  const entry = await getEntry(await getViewer(), report, code);
  if (!entry) return missingMetadata();
  return { title: (await getTranslations("register"))("editTitlePlain", { code: entry.code }) };
}

/** Everything that a steward does with one entry. */
export default async function EditEntryPage({ params, searchParams }: Props) {
  const [viewer, { report, code }, place] = await Promise.all([getViewer(), params, parsePlace(searchParams)]);
  const [register, entry] = await Promise.all([getRegister(viewer, report), getEntry(viewer, report, code)]);
  if (!register || !entry) return <Missing />;
  const [t, entries, { found, changes }] = await Promise.all([
    getTranslations("register"),
    listEntries(viewer, report),
    listRegisterChanges(viewer, report, { recommendationId: entry.id }, 1),
  ]);
  const address = `/reports/${report}/register`;
  const day = (instant: Date | null) => (instant ? wordDay(dayAt(instant, register.timeZone), locale) : "");
  const isWithdrawn = entry.state === "withdrawn";
  return (
    <div className="grid grid-cols-1 gap-10">
      <div>
        <p className="text-muted">{register.title}</p>
        <h1>
          {t.rich("editTitle", { code: () => <span className="text-muted">{entry.code}</span> })} {entry.title}
        </h1>
        <p className="mt-2 max-w-text">
          {t(`stateLine.${entry.state}`, {
            day: day(entry.withdrawnAt ?? entry.publishedAt),
            reason: entry.withdrawnFor ?? "",
          })}
        </p>
        <p className="no-print mt-2 flex flex-wrap gap-x-6 gap-y-1">
          {!isWithdrawn && (
            <>
              <Link href={`/reports/${report}/recommendations/${entry.code}`}>{t("seePublic")}</Link>
              <Link href={`${address}/new?part=${entry.code}`}>{t("addPart")}</Link>
            </>
          )}
          <Link href={`${address}/new?from=${entry.code}`}>{t("addAfter")}</Link>
        </p>
        <Done place={place} />
      </div>
      {!isWithdrawn && (
        <EntryForm
          key={`entry-${place.at}`}
          register={register}
          entries={entries}
          values={{
            ...entry,
            editorialNote: entry.editorialNote ?? "",
            prioritySource: entry.prioritySource ?? "",
            parentId: entry.parentId ?? "",
            themeIds: entry.themes.map(({ themeId }) => themeId),
          }}
          hidden={{ id: entry.id, seen: entry.seen }}
          isPublished={entry.state === "published"}
          here="?"
        />
      )}
      <Assignments key={`assignments-${place.at}`} register={register} entry={entry} />
      {!isWithdrawn && <Order key={`order-${place.at}`} register={register} entry={entry} entries={entries} />}
      {!isWithdrawn && <Ending key={`ending-${place.at}`} register={register} entry={entry} />}
      <section aria-labelledby="changes">
        <h2 id="changes" className="text-xl">
          {t("changesTitle")}
        </h2>
        {found === 0 && <p className="mt-2">{t("changesNone")}</p>}
        <ChangeList changes={changes} timeZone={register.timeZone} />
        {found > changes.length && (
          <p className="mt-4">
            <Link href={`${address}/changes`}>{t("allChanges")}</Link>
          </p>
        )}
      </section>
    </div>
  );
}
