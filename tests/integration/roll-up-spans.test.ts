import { beforeAll, expect, test } from "vitest";
import { publicViewer } from "#lib/accounts/viewer.ts";
import type { Report } from "#lib/generated/client.ts";
import { Implementation } from "#lib/generated/enums.ts";
import { listRecommendations } from "#lib/recommendations/queries.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { db } from "../support/owner.ts";
import { randomFrom } from "../support/random.ts";
import { createRecommendation, createReport } from "../support/report.ts";

// Each kept roll-up says until when it stood: lists of a past day and their counts go by that.

const random = randomFrom(11);
const statuses = Object.values(Implementation);
const began = Date.UTC(2025, 0, 1);
const at = (hour: number) => new Date(began + hour * 3_600_000);
const hours = 400;

type Kept = { recommendationId: string; hour: number; implementation: Implementation };
type Listed = { id: string; published: number | undefined; withdrawn: number | undefined };

/** A report whose roll-ups were written in any order; of some nothing is kept, some were not there all the time. */
async function createRolledUp(size: number) {
  const report = await createReport({ createdAt: at(0) });
  const { assignments: _, id: __, code, ...entry } = await createRecommendation(report);
  const rows = Array.from({ length: size }, (_, index) => {
    const published = random.chance(0.8) ? 0 : random.chance(0.5) ? random.below(hours) : undefined;
    const withdrawn = published !== undefined && random.chance(0.2) ? published + random.below(hours) : undefined;
    const row = {
      ...entry,
      code: `${code}.${index}`,
      position: index + 1,
      publishedAt: published === undefined ? null : at(published),
      ...(withdrawn !== undefined && { withdrawnAt: at(withdrawn), withdrawnFor: "Said twice." }),
    };
    return { row, published, withdrawn };
  });
  const made = await db.recommendation.createManyAndReturn({ data: rows.map(({ row }) => row) });
  const listed: Listed[] = made.map(({ id }, index) => ({
    id,
    published: rows[index]?.published,
    withdrawn: rows[index]?.withdrawn,
  }));
  await db.recommendation.deleteMany({ where: { reportId: report.id, code } });
  const kept = listed.flatMap(({ id }) => {
    const instants = new Set(Array.from({ length: random.below(6) }, () => 2 * random.below(hours / 2)));
    return [...instants].map((hour): Kept => ({ recommendationId: id, hour, implementation: random.pick(statuses) }));
  });
  // Some at once, some one by one.
  const shuffled = random.shuffled(kept);
  const half = shuffled.length / 2;
  const dataOf = ({ hour, ...state }: Kept) => ({
    ...state,
    reportId: report.id,
    recordedAt: at(hour),
    lastEntryAt: at(hour),
  });
  await db.recommendationState.createMany({ data: shuffled.slice(0, half).map(dataOf) });
  for (const state of shuffled.slice(half)) await db.recommendationState.create({ data: dataOf(state) });
  return { report, listed, kept };
}

let large: Awaited<ReturnType<typeof createRolledUp>>;
let other: Awaited<ReturnType<typeof createRolledUp>>;
beforeAll(async () => {
  large = await createRolledUp(150);
  other = await createRolledUp(20);
});

const wrong = () => db.$queryRaw`
  select * from (
    select recommendation_id, superseded_at,
      coalesce(lead(recorded_at) over (partition by recommendation_id order by recorded_at), 'infinity') as next
    from recommendation_states) placed
  where superseded_at <> next`;

test("each stands until the next one, in whichever order they were written", async () => {
  expect(await db.recommendationState.count()).toBe(large.kept.length + other.kept.length);
  expect(await wrong()).toEqual([]);
});

test("what comes to an instant that has one takes its place, and stands as long", async () => {
  const [{ recommendationId, hour } = { recommendationId: "", hour: 0 }] = other.kept;
  const before = await spansOf(recommendationId);
  await db.$executeRaw`
    insert into recommendation_states (recommendation_id, report_id, recorded_at, implementation, last_entry_at)
    values (${recommendationId}::uuid, ${other.report.id}::uuid, ${at(hour)}, 'no_longer_applicable', ${at(hour)})
    on conflict (recommendation_id, recorded_at) do update set implementation = excluded.implementation`;
  expect(await spansOf(recommendationId)).toEqual(before);
  expect(await wrong()).toEqual([]);
  await expect(
    db.$executeRaw`update recommendation_states set superseded_at = recorded_at where recommendation_id = ${recommendationId}::uuid`,
  ).rejects.toThrow("recommendation_states_span_check");
});

const spansOf = (id: string) => db.$queryRaw`
  select recorded_at, superseded_at::text from recommendation_states where recommendation_id = ${id}::uuid order by 1`;

/** What a plain look at all that is kept finds. */
function expected({ listed, kept }: typeof large, status: Implementation, hour: number): string[] {
  return listed
    .filter(({ id, published, withdrawn }) => {
      const isThere = published !== undefined && published <= hour && (withdrawn === undefined || withdrawn > hour);
      const newest = kept
        .filter((state) => state.recommendationId === id && state.hour <= hour)
        .toSorted((one, other) => other.hour - one.hour)[0];
      return isThere && (newest?.implementation ?? "not_started") === status;
    })
    .map(({ id }) => id)
    .sort();
}

async function list(report: Report, asked: Record<string, string>, until: Date) {
  const ids: string[] = [];
  for (let page = 1; ; page++) {
    const filters = parseFilters({ ...asked, page: String(page) });
    const { items, found, pages } = await listRecommendations(publicViewer, report, filters, new Date(), until);
    ids.push(...items.map(({ id }) => id));
    if (page === pages) return { ids: ids.sort(), found };
  }
}

test.each(statuses)(
  "as of any instant the list of %s, its pages and its count are what was kept",
  async (status) => {
    for (const { report, ...made } of [large, other])
      for (const hour of [0, 1, 100, 101, 250, hours - 1, hours + 10, 3 * hours]) {
        const ids = expected({ report, ...made }, status, hour);
        for (const sort of ["report", "latest", "title", "status"])
          expect(await list(report, { status, sort }, at(hour)), `${hour} by ${sort}`).toEqual({
            ids,
            found: ids.length,
          });
        // What another filter narrows is counted in another way.
        const kind = "recommendation";
        expect(await list(report, { status, kind }, at(hour))).toEqual({ ids, found: ids.length });
      }
  },
  60_000,
);
