import { answerPicture } from "#components/sharing/answer-picture.ts";
import { answerNothing } from "#lib/conditional.ts";
import { getSnapshot } from "#lib/snapshots/queries.ts";

type Context = { params: Promise<{ report: string; snapshot: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { report, snapshot: slug } = await params;
  const snapshot = await getSnapshot(report, slug);
  if (!snapshot) return answerNothing();
  const { content, title, day } = snapshot;
  return answerPicture(request, {
    over: content.report.title,
    title,
    measures: content.all.measures,
    today: day,
    asOf: day,
  });
}
