import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeList } from "#components/register/change-list.tsx";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Link } from "#components/ui/link.tsx";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { datedDay, writeDatedDay } from "#lib/dates.ts";
import type { Precision } from "#lib/generated/enums.ts";
import { listRegisterChanges } from "#lib/register/change-queries.ts";
import { getParticipant, getRegister, listKnownOrganizations } from "#lib/register/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { removeParticipantAction } from "../../actions.ts";
import { Done } from "../../done.tsx";
import { OrganizationForm } from "../../organization-form.tsx";
import { type Parameters, parsePlace } from "../../place.ts";

type Props = { params: Promise<{ report: string; organization: string }>; searchParams: Parameters };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { report, organization: slug } = await params;
  const organization = await getParticipant(await getViewer(), report, slug);
  if (!organization) return missingMetadata();
  return {
    title: (await getTranslations("register"))("editOrganization", { organization: organization.acronym }),
  };
}

export default async function EditOrganizationPage({ params, searchParams }: Props) {
  const [viewer, { report, organization: slug }, place] = await Promise.all([
    getViewer(),
    params,
    parsePlace(searchParams),
  ]);
  const [register, organization] = await Promise.all([
    getRegister(viewer, report),
    getParticipant(viewer, report, slug),
  ]);
  if (!register || !organization) return <Missing />;
  const [t, known, { changes }] = await Promise.all([
    getTranslations("register"),
    listKnownOrganizations(viewer, report),
    listRegisterChanges(viewer, report, { organizationId: organization.id }, 1),
  ]);
  const [participation] = organization.participations;
  const typed = (on: Date | null, precision: Precision | null) => {
    const day = datedDay(on, precision ?? "day");
    return day ? writeDatedDay(day) : "";
  };
  return (
    <div className="grid grid-cols-1 gap-10">
      <div>
        <p className="text-muted">{register.title}</p>
        <h1>{t("editOrganization", { organization: organization.acronym })}</h1>
        <p className="no-print mt-2">
          <Link href={`/organizations/${organization.slug}`}>{t("seeOrganization")}</Link>
        </p>
        <Done place={place} />
      </div>
      <OrganizationForm
        key={place.at}
        report={register.slug}
        known={known}
        values={{
          name: organization.name,
          acronym: organization.acronym,
          organizationKind: organization.kind,
          iatiIdentifier: organization.iatiIdentifier ?? "",
          existsFrom: typed(organization.existsFrom, organization.existsFromPrecision),
          existsUntil: typed(organization.existsUntil, organization.existsUntilPrecision),
          successor: organization.successorId ?? "",
          part: participation?.part ?? "",
        }}
        hidden={{ id: organization.id, seen: organization.seen }}
      />
      {organization._count.assignments === 0 && participation?.function !== "steward" && (
        <section aria-labelledby="remove" className="no-print">
          <h2 id="remove" className="text-xl">
            {t("removeOrganization")}
          </h2>
          <p className="mt-2 mb-3">{t("removeOrganizationHint")}</p>
          <PlannedForm
            action={removeParticipantAction}
            id="remove-organization"
            name={t("removeOrganization")}
            hidden={{ report: register.slug, id: organization.id }}
            buttons={[{ label: t("removeOrganization"), look: "plain" }]}
            here="?"
          />
        </section>
      )}
      <section aria-labelledby="changes">
        <h2 id="changes" className="text-xl">
          {t("changesTitle")}
        </h2>
        {changes.length === 0 && <p className="mt-2">{t("changesNone")}</p>}
        <ChangeList changes={changes} timeZone={register.timeZone} />
      </section>
    </div>
  );
}
