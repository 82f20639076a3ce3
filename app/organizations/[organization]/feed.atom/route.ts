import { getTranslations } from "next-intl/server";
import { answerFeed } from "#components/feeds/feed.ts";
import { answerNothing } from "#lib/conditional.ts";
import { getOrganization, listReportsOf } from "#lib/organizations/queries.ts";

type Context = { params: Promise<{ organization: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const organization = await getOrganization((await params).organization);
  if (!organization) return answerNothing();
  const t = await getTranslations("feeds");
  const { id, name, slug } = organization;
  const reports = await listReportsOf(id);
  return answerFeed(request, {
    id,
    title: t("feedOfOrganization", { name }),
    createdAt: reports[0]?.createdAt ?? new Date(0),
    page: `/organizations/${slug}`,
    reports,
    narrowedTo: { organizationId: id },
  });
}
