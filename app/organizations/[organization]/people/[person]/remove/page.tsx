import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Removal } from "#components/people/removal.tsx";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Link } from "#components/ui/link.tsx";
import { getRemovable } from "#lib/people/queries.ts";
import { getViewer, requireRecent } from "#lib/viewer.ts";
import { removePersonAction } from "../../actions.ts";

type Props = { params: Promise<{ organization: string; person: string }> };

async function read({ params }: Props) {
  const [viewer, { organization, person }] = await Promise.all([getViewer(), params]);
  return getRemovable(viewer, organization, person);
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const found = await read(props);
  if (!found) return missingMetadata();
  return { title: (await getTranslations("removal"))("title", { name: found.name }) };
}

/** What becomes of somebody's account when the steward removes it, who has shown just now who they are. */
export default async function RemovePersonPage(props: Props) {
  const found = await read(props);
  if (!found) return <Missing />;
  const { id, name, managed, formerOf } = found;
  await requireRecent(`/organizations/${managed.slug}/people/${id}/remove`);
  const [t, people] = await Promise.all([getTranslations("removal"), getTranslations("people")]);
  return (
    <>
      <p className="text-muted">
        <Link href={`/organizations/${managed.slug}/people`}>{people("title", { organization: managed.acronym })}</Link>
      </p>
      <h1>{t("title", { name })}</h1>
      <p className="mt-2 max-w-text text-lg">{t("lead")}</p>
      <Removal
        action={removePersonAction}
        organization={formerOf}
        button={t("button", { name })}
        hidden={{ organization: managed.slug, person: id }}
      />
    </>
  );
}
