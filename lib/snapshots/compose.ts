import "server-only";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { lastInstant } from "#lib/as-of.ts";
import { stateOf } from "#lib/assignments/projection.ts";
import { type Day, fromDatabaseDay } from "#lib/dates.ts";
import { getFurtherCuts, getMovement, getReportProgressWithDelays } from "#lib/progress/queries.ts";
import { listRegister } from "#lib/recommendations/register-rows.ts";
import type { Report } from "#lib/reports/queries.ts";
import { Content, FrozenRecommendation } from "./content.ts";

/** What a report says and counts at the end of a day, as everybody may see it, with the texts and names of now. */
export async function composeContent(report: Report, now: Date, day: Day): Promise<Content> {
  const [{ today, ...progress }, cuts, movement] = await Promise.all([
    getReportProgressWithDelays(report, now, day),
    getFurtherCuts(report, now, day),
    getMovement(report, now, day),
  ]);
  const { author, funder, publishedOn, publishedPrecision, themes } = report;
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
    organizations: report.participations.map(({ organization }) => organization),
    themes,
    ...progress,
    ...cuts,
    movement,
  });
}

const pieceSize = 500;

/** The recommendations of a report at the end of a day, in the order of the register: of a large one too many to be held at once. */
export async function* composeRecommendations(report: Report, day: Day): AsyncGenerator<FrozenRecommendation[]> {
  let last: { position: number; id: string } | undefined;
  do {
    const rows = await listRegister(publicViewer, report.id, last, pieceSize, lastInstant(day, report.timeZone));
    yield rows.map((row) =>
      FrozenRecommendation.parse({
        ...row,
        themes: row.themes.map(({ theme }) => theme.slug),
        assignments: row.assignments.map((assignment) => ({
          ...assignment,
          ...stateOf(assignment),
          organization: assignment.organization.slug,
        })),
      }),
    );
    last = rows.length === pieceSize ? rows.at(-1) : undefined;
  } while (last);
}
