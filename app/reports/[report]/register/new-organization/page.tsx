import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { getRegister, listKnownOrganizations } from "#lib/register/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { OrganizationForm } from "../organization-form.tsx";

type Props = { params: Promise<{ report: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const register = await getRegister(await getViewer(), (await params).report);
  return register ? { title: (await getTranslations("register"))("addOrganization") } : missingMetadata();
}

export default async function NewOrganizationPage({ params }: Props) {
  const [viewer, { report }] = await Promise.all([getViewer(), params]);
  const register = await getRegister(viewer, report);
  if (!register) return <Missing />;
  const [t, known] = await Promise.all([getTranslations("register"), listKnownOrganizations(viewer, report)]);
  const empty = {
    name: "",
    acronym: "",
    organizationKind: "",
    iatiIdentifier: "",
    existsFrom: "",
    existsUntil: "",
    successor: "",
    part: "",
  };
  return (
    <>
      <p className="text-muted">{register.title}</p>
      <h1 className="mb-6">{t("addOrganization")}</h1>
      <OrganizationForm report={register.slug} known={known} values={empty} hidden={{}} />
    </>
  );
}
