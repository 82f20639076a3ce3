import { getTranslations } from "next-intl/server";
import { answerFeed } from "#components/feeds/feed.ts";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { answerNothing } from "#lib/conditional.ts";
import { findReport } from "#lib/exchange/report.ts";
import { getRecommendation } from "#lib/recommendations/queries.ts";

type Context = { params: Promise<{ report: string; code: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { code } = await params;
  const report = await findReport(await params);
  const recommendation = report && (await getRecommendation(publicViewer, report.slug, code));
  if (!recommendation) return answerNothing();
  const t = await getTranslations("feeds");
  return answerFeed(request, {
    id: recommendation.id,
    title: t("feedOfRecommendation", { code, title: recommendation.title }),
    createdAt: report.createdAt,
    page: `/reports/${report.slug}/recommendations/${encodeURIComponent(recommendation.code)}`,
    reports: [report],
    narrowedTo: { recommendationId: recommendation.id },
  });
}
