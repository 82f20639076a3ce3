import "server-only";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { lastInstant } from "#lib/as-of.ts";
import { stateOf } from "#lib/assignments/projection.ts";
import { type Day, fromDatabaseDay } from "#lib/dates.ts";
import { getFurtherCuts, getMovement, getReportProgressWithDelays } from "#lib/progress/queries.ts";
import { listRegister } from "#lib/recommendations/queries.ts";
import type { Report } from "#lib/reports/queries.ts";
import { Content } from "./content.ts";

type Registered = Awaited<ReturnType<typeof listRegister>>[number];

/** All that stands of a report at the end of a day, or now, as everybody may see it, with the texts and names of now. */
export async function composeContent(report: Report, now: Date, asOf?: Day): Promise<Content> {
  const [{ today, ...progress }, cuts, movement, rows] = await Promise.all([
    getReportProgressWithDelays(report, now, asOf),
    getFurtherCuts(report, now, asOf),
    getMovement(report, now, asOf),
    listWholeRegister(report.id, lastInstant(asOf, report.timeZone)),
  ]);
  const { author, funder, publishedOn, publishedPrecision, participations, themes } = report;
  const organizations = new Map(
    [...participations, ...rows.flatMap((row) => row.assignments)].map(({ organization }) => [
      organization.slug,
      organization,
    ]),
  );
  return Content.parse({
    version: 1,
    on: today,
    report: {
      ...report,
      author: author.name,
      funder: funder?.name ?? null,
      published: { on: fromDatabaseDay(publishedOn), precision: publishedPrecision },
    },
    settings: report,
    organizations: [...organizations.values()],
    themes,
    ...progress,
    ...cuts,
    movement,
    recommendations: rows.map((row) => ({
      ...row,
      themes: row.themes.map(({ theme }) => theme.slug),
      assignments: row.assignments.map((assignment) => ({
        ...assignment,
        ...stateOf(assignment),
        organization: assignment.organization.slug,
      })),
    })),
  });
}

const pieceSize = 500;

async function listWholeRegister(reportId: string, until: Date | undefined): Promise<Registered[]> {
  const rows: Registered[] = [];
  for (;;) {
    const piece = await listRegister(publicViewer, reportId, rows.at(-1), pieceSize, until);
    rows.push(...piece);
    if (piece.length < pieceSize) return rows;
  }
}
