import { expect, test } from "vitest";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { selectRows } from "#lib/exports/queries.ts";
import { most } from "#lib/recommendations/bounds.ts";
import { listRecommendations } from "#lib/recommendations/queries.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { getReport } from "#lib/reports/queries.ts";
import { exported, readWorkbook } from "../support/exported.ts";
import { db } from "../support/owner.ts";
import { createRecommendation, createReport } from "../support/report.ts";

test("a list that is too long to be sorted by theme stands in the order of the report, and so does its export", async () => {
  const { id, slug } = await createReport();
  const { reportId, code, ...first } = await createRecommendation({ id });
  const rows = Array.from({ length: most }, (_, index) => ({
    reportId,
    code: `${code}.${index}`,
    kind: first.kind,
    section: first.section,
    locator: first.locator,
    title: first.title,
    statement: first.statement,
    textComplete: true,
    sourceUrl: first.sourceUrl,
    publishedAt: first.publishedAt,
    position: index + 1,
  }));
  await db.recommendation.createMany({ data: rows });
  const theme = await db.theme.create({ data: { reportId, slug: "credit", name: "Credit", position: 0 } });
  const last = await db.recommendation.findFirstOrThrow({ where: { reportId }, orderBy: { position: "desc" } });
  await db.recommendationTheme.create({ data: { recommendationId: last.id, themeId: theme.id } });
  const report = await getReport(slug);
  if (!report) throw new Error("The report is missing.");

  const asked = { viewer: publicViewer, report, now: new Date(), asOf: undefined };
  const idsOf = async (parameters: Record<string, string>) => {
    const { batches } = await selectRows({ ...asked, filters: parseFilters(parameters) });
    return [...batches(500)].flat();
  };
  const filters = parseFilters({ sort: "theme" });
  const { items, found } = await listRecommendations(publicViewer, report, filters, asked.now);
  expect(found).toBe(most + 1);
  const whole = await idsOf({ sort: "theme" });
  expect(whole.slice(0, items.length)).toEqual(items.map((item) => item.id));
  expect(whole).toEqual(await idsOf({}));

  // They say the order that they have, and keep the address that was asked for.
  const query = "sort=theme&order=desc";
  const { sort, order } = JSON.parse((await exported("json", { report: slug, query })).toString());
  expect([sort, order]).toEqual(["report", "asc"]);
  const coverOf = async (narrowed: string) =>
    new Map(
      (await readWorkbook("xlsx", { report: slug, query: query + narrowed })).cover.map(([name, value]) => [
        name,
        value,
      ]),
    );
  const cover = await coverOf("");
  expect(cover.get("Order")).toBe("Order of the report");
  expect(cover.get("Address")).toContain("sort=theme");
  expect((await coverOf("&theme=credit")).get("Order")).toBe("Themes, last to first");
});
