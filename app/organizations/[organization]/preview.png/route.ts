import { answerPicture } from "#components/sharing/answer-picture.ts";
import { readAsOf, sharedToday } from "#lib/as-of.ts";
import { answerNothing } from "#lib/conditional.ts";
import { getOrganization } from "#lib/organizations/queries.ts";
import { getOrganizationProgress } from "#lib/progress/queries.ts";

type Context = { params: Promise<{ organization: string }> };

/** With several reports, the figures of the first in which the organization answers for anything. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const organization = await getOrganization((await params).organization);
  if (!organization) return answerNothing();
  const now = new Date();
  const reports = organization.participations.map(({ report }) => report);
  const today = sharedToday(reports, now);
  const { asOf } = readAsOf(new URL(request.url).searchParams.get("asOf"), today);
  const shown = await Promise.all(
    reports.map(async (report) => ({
      report,
      progress: await getOrganizationProgress(report, organization.id, now, asOf),
    })),
  );
  const first = shown.find(({ progress }) => progress.total > 0);
  return answerPicture(request, {
    over: [organization.acronym, first?.report.title].filter(Boolean).join(" · "),
    title: organization.name,
    measures: first?.progress.measures,
    today,
    asOf,
  });
}
