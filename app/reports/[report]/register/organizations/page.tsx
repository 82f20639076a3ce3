import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Link } from "#components/ui/link.tsx";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { datedDay, wordDatedDay } from "#lib/dates.ts";
import { getRegister, listKnownOrganizations, type Register } from "#lib/register/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { locale } from "#lib/words.ts";
import { addParticipantAction } from "../actions.ts";
import { Done } from "../done.tsx";
import { type Parameters, parsePlace } from "../place.ts";

type Props = { params: Promise<{ report: string }>; searchParams: Parameters };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const register = await getRegister(await getViewer(), (await params).report);
  return register ? { title: (await getTranslations("register"))("organizationsTitle") } : missingMetadata();
}

export default async function RegisterOrganizationsPage({ params, searchParams }: Props) {
  const [viewer, { report }, place] = await Promise.all([getViewer(), params, parsePlace(searchParams)]);
  const register = await getRegister(viewer, report);
  if (!register) return <Missing />;
  const [t, words, field, known] = await Promise.all([
    getTranslations("register"),
    getTranslations("organizations"),
    getTranslations("registerField"),
    listKnownOrganizations(viewer, report),
  ]);
  const address = `/reports/${register.slug}/register`;
  const here = new Set(register.participations.map(({ organization }) => organization.id));
  const elsewhere = known.filter(({ id }) => !here.has(id));
  const columns = ["name", "function", "existence"] as const;
  return (
    <>
      <p className="text-muted">{register.title}</p>
      <h1>{t("organizationsTitle")}</h1>
      <p className="mt-2 max-w-text">{t("organizationsLead")}</p>
      <Done place={place} />
      <p className="no-print mt-4">
        <Link href={`${address}/new-organization`}>{t("addOrganization")}</Link>
      </p>
      <WideTable
        caption={t("organizations")}
        className="mt-4 w-full min-w-[40rem]"
        head={columns.map((column) => <ColumnHead key={column}>{t(column)}</ColumnHead>)}
      >
        {register.participations.map(({ organization, function: role, part }) => (
          <Row key={organization.id} look="open">
            <RowHead className="max-w-[50vw]">
              <Link href={`${address}/organizations/${organization.slug}`}>{organization.name}</Link> (
              {organization.acronym})
            </RowHead>
            <Cell>
              {words(`function.${role}`)}
              {part && <span className="block text-sm text-muted">{part}</span>}
            </Cell>
            <Cell>{wordExistence(organization)}</Cell>
          </Row>
        ))}
      </WideTable>
      {elsewhere.length > 0 && (
        <section aria-labelledby="known" className="no-print mt-10">
          <h2 id="known" className="text-xl">
            {t("known")}
          </h2>
          <p className="mt-1 mb-3">{t("knownHint")}</p>
          <PlannedForm
            key={place.at}
            action={addParticipantAction}
            id="known-organization"
            name={t("addKnown")}
            hidden={{ report: register.slug }}
            groups={[
              {
                fields: [
                  {
                    name: "organization",
                    label: field("organization"),
                    value: "",
                    look: "choice",
                    options: [
                      ["", field("choose")],
                      ...elsewhere.map(({ id, name, acronym }) => [id, `${name} (${acronym})`] as const),
                    ],
                  },
                ],
              },
            ]}
            buttons={[{ label: t("addKnown"), look: "plain" }]}
            here="?"
            isInline
          />
        </section>
      )}
    </>
  );

  function wordExistence({
    existsUntil,
    existsUntilPrecision,
    successor,
  }: Register["participations"][number]["organization"]) {
    const end = datedDay(existsUntil, existsUntilPrecision ?? "day");
    if (!end) return t("noEnd");
    const day = wordDatedDay(end, locale);
    return successor ? t("succeededBy", { day, successor: successor.acronym }) : t("endedNow", { day });
  }
}
