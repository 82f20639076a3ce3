import { randomUUID } from "node:crypto";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { freezeDay } from "#lib/snapshots/commands.ts";
import type { FrozenRecommendation } from "#lib/snapshots/content.ts";
import { getSnapshot, getSnapshotFile } from "#lib/snapshots/queries.ts";
import { readRecommendations } from "#lib/snapshots/recommendations.ts";
import { SnapshotForm } from "#lib/snapshots/schema.ts";
import { type Writer, writers } from "#lib/snapshots/writers.ts";
import { entryOf, type Typed as Logged } from "./entry.ts";
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

export const on = (day: string) => new Date(`${day}T05:00:00Z`);
export const idOf = (entry: { assignments: { id: string }[] }) => entry.assignments[0]?.id ?? "";

/** The approver of the first organization logs something on a day. */
export async function log({ approver }: Followed, assignmentId: string, typed: Logged, day: string, seen: number) {
  const submission = { assignmentId, submissionId: randomUUID(), seen };
  const answer = await logEntry(approver, submission, entryOf(typed), on(day));
  if (!answer.ok) throw new Error(JSON.stringify(answer));
}

export async function bytesOf({ report }: Followed, slug: string, format: string) {
  const file = await getSnapshotFile(report.slug, slug, format);
  if (!file) throw new Error(`There is no ${format} of ${slug}.`);
  const { content, ...known } = file;
  const parts: Uint8Array[] = [];
  for await (const part of content()) parts.push(part);
  return { file: known, bytes: Buffer.concat(parts), sizes: parts.map(({ length }) => length) };
}

/** How many rows there are of what is frozen. */
export const countFrozen = () =>
  Promise.all([
    db.snapshot.count(),
    db.snapshotRecommendation.count(),
    db.snapshotFile.count(),
    db.snapshotPart.count(),
  ]);
