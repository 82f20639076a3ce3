import { expect, test } from "vitest";
import { db } from "../support/owner.ts";
import { createOrganization, createRecommendation, createReport } from "../support/report.ts";

// The kept counts are those of a recount from the beginning, whatever changed.

const kept = (reportId: string) => db.$queryRaw`
  select cut::text, key, measure::text, grain::text, day::text, value, change from tallies
  where report_id = ${reportId}::uuid and change <> 0 order by 1, 2, 3, 4, 5, 6`;

async function expectKept(reportId: string) {
  const before = await kept(reportId);
  await db.$queryRaw`select recount_report(${reportId}::uuid)::text`;
  expect(before).toEqual(await kept(reportId));
}

test("an assignment is counted from when it was recorded, also where that changes", async () => {
  const report = await createReport({ createdAt: new Date("2024-01-01") });
  const organizations = [await createOrganization(), await createOrganization()];
  await createRecommendation(report, organizations, { publishedAt: new Date("2024-01-01") });
  await expectKept(report.id);
  await db.assignment.updateMany({ where: { reportId: report.id }, data: { createdAt: new Date("2024-01-01") } });
  await expectKept(report.id);
});
