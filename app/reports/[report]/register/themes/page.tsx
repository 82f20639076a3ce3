import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { getRegister, listSeenThemes } from "#lib/register/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { deleteThemeAction, moveThemeAction, saveThemeAction } from "../actions.ts";
import { Done } from "../done.tsx";
import { type Parameters, parsePlace } from "../place.ts";

type Props = { params: Promise<{ report: string }>; searchParams: Parameters };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const register = await getRegister(await getViewer(), (await params).report);
  return register ? { title: (await getTranslations("register"))("themesTitle") } : missingMetadata();
}

export default async function ThemesPage({ params, searchParams }: Props) {
  const [viewer, { report: slug }, place] = await Promise.all([getViewer(), params, parsePlace(searchParams)]);
  const register = await getRegister(viewer, slug);
  if (!register) return <Missing />;
  const [t, field, themes] = await Promise.all([
    getTranslations("register"),
    getTranslations("registerField"),
    listSeenThemes(viewer, slug),
  ]);
  const report = register.slug;
  const nameField = (value: string, label: string) => ({
    name: "name",
    label,
    value,
    look: "line" as const,
  });
  return (
    <>
      <p className="text-muted">{register.title}</p>
      <h1>{t("themesTitle")}</h1>
      <p className="mt-2 max-w-text">{t("themesLead")}</p>
      <Done place={place} isQuiet />
      <ol className="mt-4">
        {themes.map(({ id, name, seen, _count }) => (
          <li
            key={`${id} ${place.at}`}
            id={`theme-${id}`}
            className="flex scroll-mt-4 flex-wrap items-end gap-x-6 gap-y-3 border-b border-line py-4"
          >
            <div className="min-w-0 grow">
              <p className="hidden print:block">{name}</p>
              <PlannedForm
                action={saveThemeAction}
                id={id}
                name={t("themeName", { theme: name })}
                hidden={{ report, id, seen }}
                groups={[{ fields: [nameField(name, field("name"))] }]}
                buttons={[{ label: t("saveTheme"), look: "plain", said: t("saveThemeOf", { theme: name }) }]}
                here="?"
                isInline
              />
            </div>
            <PlannedForm
              action={moveThemeAction}
              id={`move-${id}`}
              name={t("themeOrder", { theme: name })}
              hidden={{ report, id }}
              buttons={(["up", "down"] as const).map((next) => ({
                label: t(next),
                next,
                look: "plain",
                said: t(next === "up" ? "moveUp" : "moveDown", { code: name }),
              }))}
              here="?"
            />
            <div className="w-40">
              {_count.recommendations > 0 ? (
                <p className="py-2 text-sm text-muted">{t("themeUses", { count: _count.recommendations })}</p>
              ) : (
                <PlannedForm
                  action={deleteThemeAction}
                  id={`delete-${id}`}
                  name={t("deleteTheme", { theme: name })}
                  hidden={{ report, id }}
                  buttons={[{ label: t("deleteThemeShort"), look: "plain", said: t("deleteTheme", { theme: name }) }]}
                  here="?"
                />
              )}
            </div>
          </li>
        ))}
      </ol>
      <section aria-labelledby="add" className="no-print mt-8">
        <h2 id="add" className="mb-3 text-xl">
          {t("addTheme")}
        </h2>
        <PlannedForm
          key={`add ${place.at}`}
          action={saveThemeAction}
          id="new"
          name={t("addTheme")}
          hidden={{ report }}
          groups={[{ fields: [nameField("", field("name"))] }]}
          buttons={[{ label: t("addTheme") }]}
          here="?"
          isInline
        />
      </section>
    </>
  );
}
