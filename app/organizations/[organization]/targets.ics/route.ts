import { answerCalendar } from "#components/feeds/calendar.ts";
import { answerNothing } from "#lib/conditional.ts";
import { getOrganization } from "#lib/organizations/queries.ts";

type Context = { params: Promise<{ organization: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const organization = await getOrganization((await params).organization);
  if (!organization) return answerNothing();
  const { id, name, slug, participations } = organization;
  return answerCalendar(request, {
    title: name,
    page: `/organizations/${slug}`,
    fileName: slug,
    reports: participations.map(({ report }) => report),
    organization: { id, slug },
  });
}
