import pg from "pg";
import { getReportProgress } from "#lib/progress/queries.ts";
import { getReport } from "#lib/reports/queries.ts";
import { reportSlug } from "./fill.ts";
import { type Times, timesOf } from "./measure.ts";
import { countByOrganization, countByTheme } from "./plain-figures.ts";

// The figures of the report's page alone, without a page or a server around them: as Tamdan reads them, and as a GROUP BY
// over all assignments counts them. Both by organization and by theme; in turns.

export type FigureTimes = { atOnce: number; tamdan: Times; plain: Times }[];

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const report = await getReport(reportSlug);
if (!report) throw new Error("The database is not filled.");

const works = {
  tamdan: () => getReportProgress(report, new Date()),
  plain: () => Promise.all([countByOrganization, countByTheme].map((text) => pool.query(text, [report.id]))),
};

const turns = 30;
const measured: FigureTimes = [];
for (const atOnce of [1, 10]) {
  const taken = { tamdan: [] as number[], plain: [] as number[] };
  for (const way of ["tamdan", "plain"] as const) await works[way]();
  for (let turn = 0; turn < turns / Math.sqrt(atOnce); turn++)
    for (const way of ["tamdan", "plain"] as const)
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          const begun = performance.now();
          await works[way]();
          taken[way].push(performance.now() - begun);
        }),
      );
  measured.push({ atOnce, tamdan: timesOf(taken.tamdan), plain: timesOf(taken.plain) });
}
process.stdout.write(JSON.stringify(measured), () => process.exit(0));
