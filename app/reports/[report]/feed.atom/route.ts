import { getTranslations } from "next-intl/server";
import { answerFeed } from "#components/feeds/feed.ts";
import { answerNothing } from "#lib/conditional.ts";
import { findReport } from "#lib/exchange/report.ts";

type Context = { params: Promise<{ report: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const report = await findReport(await params);
  if (!report) return answerNothing();
  const t = await getTranslations("feeds");
  const { id, title, createdAt, slug } = report;
  return answerFeed(request, {
    id,
    title: t("feedOfReport", { title }),
    createdAt,
    page: `/reports/${slug}`,
    reports: [report],
  });
}
