import { getTranslations } from "next-intl/server";
import { answerPicture } from "#components/sharing/answer-picture.ts";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { readAsOf } from "#lib/as-of.ts";
import { answerNothing } from "#lib/conditional.ts";
import { dayAt } from "#lib/dates.ts";
import { findReport } from "#lib/exchange/report.ts";
import { getRecommendation } from "#lib/recommendations/queries.ts";

type Context = { params: Promise<{ report: string; code: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { code } = await params;
  const report = await findReport(await params);
  if (!report) return answerNothing();
  const today = dayAt(new Date(), report.timeZone);
  const { asOf } = readAsOf(new URL(request.url).searchParams.get("asOf"), today);
  const recommendation = await getRecommendation(publicViewer, report.slug, code, asOf);
  if (!recommendation) return answerNothing();
  const [t, status] = await Promise.all([getTranslations("sharing"), getTranslations("implementation")]);
  const { parts, assignments } = recommendation;
  const organizations = assignments.map(({ organization }) => organization.acronym);
  return answerPicture(request, {
    over: report.title,
    title: `${recommendation.code} ${recommendation.title}`,
    text: [
      t("statusNow", { status: status(recommendation.implementation) }),
      parts.length > 0
        ? t("throughParts", { parts: parts.map((part) => part.code).join(", ") })
        : t("answeredBy", { count: organizations.length, organizations: organizations.join(", ") }),
    ],
    today,
    asOf,
  });
}
