import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Button } from "#components/ui/button.tsx";
import { Link } from "#components/ui/link.tsx";
import { getWatch, listAccess } from "#lib/access/queries.ts";
import { AccessFilters, Before, writeAccessFilters, writeCursor } from "#lib/access/schema.ts";
import { dayAt } from "#lib/dates.ts";
import { getViewer } from "#lib/viewer.ts";
import { AccessTable } from "./access-table.tsx";
import { FilterForm } from "./filter-form.tsx";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const pageSize = 50;

export async function generateMetadata(): Promise<Metadata> {
  return (await getWatch(await getViewer()))
    ? { title: (await getTranslations("access"))("title") }
    : missingMetadata();
}

/** Who came in, who could not, and who changed who may. For who manages people; for anybody else there is nothing here. */
export default async function AccessPage({ searchParams }: Props) {
  const watch = await getWatch(await getViewer());
  if (!watch) return <Missing />;
  const parameters = await searchParams;
  const [filters, before] = [AccessFilters.parse(parameters), Before.parse(parameters.before)];
  const [t, rows] = await Promise.all([
    getTranslations("access"),
    // One more than is shown, to know whether there are older ones.
    listAccess(watch, filters, before, pageSize + 1),
  ]);
  const entries = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? entries.at(-1) : undefined;
  const isNarrowed = Object.values(filters).some(Boolean);
  const { person } = filters;
  const name = entries.flatMap(({ actor, about }) => [actor, about]).find((one) => one?.id === person)?.name;
  return (
    <>
      <h1>{t("title")}</h1>
      <p className="mt-2 max-w-text text-lg">{t("lead")}</p>
      <p className="mt-2 max-w-text">
        {watch.isSteward ? t("scope.steward") : t("scope.approver", { organization: watch.member.organization.name })}
      </p>
      <details className="mt-4 max-w-text">
        <summary className="font-semibold text-accent">{t("keptTitle")}</summary>
        <p className="mt-2">{t("kept")}</p>
      </details>
      <FilterForm watch={watch} filters={filters} today={dayAt(new Date(), watch.timeZone)} />
      {person && (
        <p className="mt-4">
          {name ? t("onlyPerson", { name }) : t("onlyOne")}{" "}
          <Link href={`/access${writeAccessFilters({ ...filters, person: undefined })}`}>{t("everybody")}</Link>
        </p>
      )}
      {entries.length === 0 ? (
        <p className="mt-6">
          {t("none")} {isNarrowed && <Link href="/access">{t("all")}</Link>}
        </p>
      ) : (
        <AccessTable entries={entries} filters={filters} timeZone={watch.timeZone} />
      )}
      {(before || last) && (
        <nav aria-label={t("pages")} className="no-print mt-4 flex flex-wrap gap-4">
          {before && <Link href={`/access${writeAccessFilters(filters)}`}>{t("newest")}</Link>}
          {last && (
            <Link rel="next" href={`/access${writeAccessFilters(filters, { before: writeCursor(last) })}`}>
              {t("older")}
            </Link>
          )}
        </nav>
      )}
      <form action={`/access/export${writeAccessFilters(filters)}`} method="post" className="no-print mt-6">
        <Button look="plain">{t("csv")}</Button>
        <p className="mt-1 text-sm text-muted">{t("csvHint")}</p>
      </form>
    </>
  );
}
