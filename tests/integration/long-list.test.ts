import { expect, test } from "vitest";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { lastInstant } from "#lib/as-of.ts";
import { selectRows } from "#lib/exports/selection.ts";
import { most } from "#lib/recommendations/bounds.ts";
import { listAssigned, listRecommendations } from "#lib/recommendations/queries.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { getReport } from "#lib/reports/queries.ts";
import { exported, readWorkbook } from "../support/exported.ts";
import { randomOf } from "../support/listed-report.ts";
import { db } from "../support/owner.ts";
import { createOrganization, createRecommendation, createReport } from "../support/report.ts";

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

/**
 * A report of more recommendations than are sorted without an index, each with one assignment; what was logged on the first
 * ten days of February. Some are published, withdrawn, or come back on the fifth.
 */
async function createLoggedReport() {
  const createdAt = new Date("2025-01-01T00:00:00Z");
  const { id: reportId, slug } = await createReport({ createdAt });
  const fifth = new Date("2025-02-05T00:00:00Z");
  const { id: organizationId } = await createOrganization();
  const { assignments, id, code, ...entry } = await createRecommendation({ id: reportId });
  await db.recommendation.createMany({
    data: Array.from({ length: most + 100 }, (_, index) => ({
      ...entry,
      code: `${code}.${index}`,
      position: 1 + Math.floor(index / 2),
      ...(index % 50 === 7 && { publishedAt: fifth }),
      ...(index % 50 === 17 && { withdrawnAt: fifth, withdrawnFor: "Said twice." }),
    })),
  });
  const recommendations = await db.recommendation.findMany({
    where: { reportId },
    select: { id: true, position: true, publishedAt: true, withdrawnAt: true },
    orderBy: { position: "asc" },
  });
  const assigned = await db.assignment.createManyAndReturn({
    data: recommendations.map((recommendation, index) => ({
      ...{ reportId, recommendationId: recommendation.id, organizationId, createdAt },
      ...(index % 50 === 27 && { withdrawnAt: fifth, withdrawnFor: "Another answers." }),
      ...{ role: "lead" as const, basis: "stated" as const },
    })),
  });
  const returned = assigned.filter((_, index) => index % 50 === 37).map(({ id }) => id);
  const gone = new Date("2025-01-20T00:00:00Z");
  await db.assignmentAbsence.createMany({
    data: returned.map((assignmentId) => ({ assignmentId, withdrawnAt: gone, returnedAt: fifth })),
  });
  const random = randomOf(3);
  const days = Array.from({ length: 10 }, (_, index) => index + 1);
  const logged = assigned.map(({ id, recommendationId, withdrawnAt }) => ({
    ...{ id, recommendationId, withdrawnAt, returnedAt: returned.includes(id) ? fifth : createdAt },
    // Few on the first days.
    times: days.filter((on) => random(on < 3 ? 100 : 3) === 0).map((on) => new Date(Date.UTC(2025, 1, on, random(10)))),
  }));
  await db.assignmentState.createMany({
    data: logged.flatMap(({ id, times }) =>
      times.map((recordedAt, index) => ({
        ...{ assignmentId: id, reportId, sequence: index + 1, recordedAt, hasEvidence: false, targetChanges: 0 },
        ...{ response: "accepted" as const, implementation: "in_progress" as const },
        verification: "self_reported" as const,
      })),
    ),
  });
  // Now and then what was logged last is withdrawn: an earlier entry is the latest then, or there is none.
  const rolledUp = logged.flatMap(({ recommendationId, times }) =>
    times.map((recordedAt, index) => ({
      ...{ recommendationId, reportId, recordedAt, implementation: "in_progress" as const },
      lastEntryAt: random(10) ? recordedAt : (times[index - 2] ?? null),
    })),
  );
  await db.recommendationState.createMany({ data: rolledUp });
  await db.$executeRaw`select recount_report(${reportId}::uuid)`;
  const report = await getReport(slug);
  if (!report) throw new Error("The report is missing.");
  return { report, recommendations, logged, rolledUp };
}

test("as of a past day too, the latest of a long list come first, on each of its pages, in all, of a status, and in groups", async () => {
  const { report, recommendations, logged, rolledUp } = await createLoggedReport();
  const positions = new Map(recommendations.map(({ id, position }) => [id, String(position).padStart(5, "0")]));
  type Row = { id: string; recommendationId: string; at: Date | null | undefined; isLogged: boolean };
  const inOrder = (rows: readonly Row[]) => {
    const placeOf = (id: string) => `${positions.get(id)} ${id}`;
    return rows.toSorted(
      (one, other) =>
        (other.at?.getTime() ?? 0) - (one.at?.getTime() ?? 0) ||
        (placeOf(one.recommendationId) < placeOf(other.recommendationId) ? -1 : 1),
    );
  };
  const counts = [];
  for (const day of ["2025-02-02", "2025-02-08"] as const) {
    const until = lastInstant(day, report.timeZone);
    const isThere = (from: Date | null, to: Date | null) =>
      from !== null && from <= until && (to === null || to > until);
    const states = new Map(
      rolledUp.filter(({ recordedAt }) => recordedAt <= until).map((state) => [state.recommendationId, state]),
    );
    const shown = recommendations.filter(({ publishedAt, withdrawnAt }) => isThere(publishedAt, withdrawnAt));
    const shownIds = new Set(shown.map(({ id }) => id));
    const followed = logged.filter(
      ({ recommendationId, returnedAt, withdrawnAt }) =>
        shownIds.has(recommendationId) && isThere(returnedAt, withdrawnAt),
    );
    expect([shown.length, followed.length].map((length) => length > most)).toEqual([true, true]);
    const expected = {
      recommendation: inOrder(
        shown.map(({ id }) => ({
          id,
          recommendationId: id,
          at: states.get(id)?.lastEntryAt,
          isLogged: states.has(id),
        })),
      ),
      assignment: inOrder(
        followed.map(({ id, recommendationId, times }) => {
          const at = times.findLast((time) => time <= until);
          return { id, recommendationId, at, isLogged: at !== undefined };
        }),
      ),
    };
    counts.push(expected.assignment.filter(({ isLogged }) => isLogged).length);
    for (const unit of ["recommendation", "assignment"] as const) {
      const list = unit === "assignment" ? listAssigned : listRecommendations;
      const all = expected[unit];
      const [begun, others] = [all.filter(({ isLogged }) => isLogged), all.filter(({ isLogged }) => !isLogged)];
      for (const [narrowed, rows] of [
        [{}, all],
        [{ group: "status" }, [...others, ...begun]],
        // How many assignments of a status there are is counted with the entries, of which these states have none.
        ...(unit === "recommendation" ? [[{ status: "in_progress" }, begun] as const] : []),
        ...(unit === "recommendation" ? [[{ status: "not_started" }, others] as const] : []),
      ] as const)
        for (const page of [1, 2, most / 50, most / 50 + 1, most / 50 + 3]) {
          const ids = rows.slice((page - 1) * 50, page * 50).map(({ id }) => id);
          if (ids.length === 0) continue;
          const filters = parseFilters({ unit, sort: "latest", page: String(page), ...narrowed });
          const { items, rows: found } = await list(publicViewer, report, filters, new Date(), until);
          const asked = [day, unit, narrowed, page];
          expect([...asked, found, items.map((item) => item.id)]).toEqual([...asked, rows.length, ids]);
        }
      for (const sort of ["latest", "status"] as const) {
        const filters = parseFilters({ unit, sort });
        const { batches } = await selectRows({ viewer: publicViewer, report, now: new Date(), asOf: day, filters });
        const listed = await list(publicViewer, report, filters, new Date(), until);
        const whole = [...batches(500)].flat();
        expect(whole.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
        expect(whole.slice(0, 50)).toEqual(listed.items.map(({ id }) => id));
      }
    }
  }
  // On the one day the first page has all that were logged, on the other there are pages of them.
  expect(counts).toEqual([
    expect.toSatisfy((count) => count > 20 && count < 100),
    expect.toSatisfy((count) => count > 1_500),
  ]);
});
