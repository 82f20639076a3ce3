import type { Viewer } from "#lib/accounts/viewer.ts";
import { freezeDay } from "#lib/snapshots/commands.ts";
import type { FrozenRecommendation } from "#lib/snapshots/content.ts";
import { getSnapshot } from "#lib/snapshots/queries.ts";
import { readRecommendations } from "#lib/snapshots/recommendations.ts";
import { SnapshotForm } from "#lib/snapshots/schema.ts";
import { type Writer, writers } from "#lib/snapshots/writers.ts";
import { db } from "./owner.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "./report.ts";

/** The first day on which the report of these tests is followed, and one on which something is to be frozen. */
export const began = new Date("2026-01-05T03:00:00Z");
export const quarter = "2026-09-30";
/** When it is frozen. */
export const later = new Date("2026-10-07T03:00:00Z");

/** A report that has been followed since January: two organizations answer for one recommendation, and one for another. */
export async function createFollowed() {
  const report = await createReport({ createdAt: began });
  const organizations = [await createOrganization(), await createOrganization()] as const;
  const fields = { createdAt: began, publishedAt: began };
  const shared = await createRecommendation(report, [...organizations], { ...fields, code: "R1" });
  const single = await createRecommendation(report, [organizations[0]], { ...fields, code: "R2" });
  const theme = await db.theme.create({ data: { reportId: report.id, slug: "finance", name: "Finance", position: 0 } });
  await db.recommendationTheme.create({ data: { recommendationId: shared.id, themeId: theme.id } });
  await db.assignment.updateMany({ where: { reportId: report.id }, data: { createdAt: began } });
  const [steward, approver] = [
    await createMember(report.steward, ["steward"]),
    await createMember(organizations[0], ["approver"]),
  ];
  return { report, organizations, shared, single, theme, steward, approver };
}
export type Followed = Awaited<ReturnType<typeof createFollowed>>;

/** What is frozen, as JSON, and no other export: most tests are of something else. */
const json = writers.filter(({ format }) => format === "json");

type Typed = { title?: string; day?: string };

export const freeze = (
  viewer: Viewer,
  reportId: string,
  typed: Typed = {},
  now = later,
  formats: readonly Writer[] = json,
) => freezeDay(viewer, reportId, SnapshotForm.parse({ title: "Q3 2026", day: quarter, ...typed }), now, formats);

/** Freezes and reads again. */
export async function frozen(
  { steward, report }: Pick<Followed, "steward" | "report">,
  typed: Typed = {},
  now = later,
) {
  const answer = await freeze(steward, report.id, typed, now);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return read(report.slug, answer.value.slug);
}

export async function read(report: string, slug: string) {
  const snapshot = await getSnapshot(report, slug);
  if (!snapshot) throw new Error(`There is no snapshot ${slug}.`);
  const recommendations: FrozenRecommendation[] = [];
  for await (const piece of readRecommendations(db, snapshot.id)) recommendations.push(...piece);
  return { ...snapshot, recommendations };
}
