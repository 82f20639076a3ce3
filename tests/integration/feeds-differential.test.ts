import { beforeAll, describe, expect, test } from "vitest";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { addDays, type Day, datedDay, dayAt } from "#lib/dates.ts";
import { listTargets, type TargetDate } from "#lib/feeds/queries.ts";
import type { Report } from "#lib/generated/client.ts";
import type { Precision } from "#lib/generated/enums.ts";
import { listNewest } from "#lib/updates/queries.ts";
import { writeHistory } from "../support/histories.ts";
import { db } from "../support/owner.ts";
import { createReport } from "../support/report.ts";
import { writeWideHistory } from "../support/wide-history.ts";

// What feeds and calendars find along indexes is what one question to all rows finds.

type Plain = Omit<TargetDate, "target"> & { targetOn: Date; targetPrecision: Precision };

/** Every target date, nearest first. */
async function plainTargets(reportIds: string[], organizationId: string | null, near: Day) {
  const rows = await db.$queryRaw<Plain[]>`
    with followed as (
      select
        a.id, a.report_id, a.implementation, a.target_on, a.target_precision, a.log_length, a.last_entry_at,
        r.code, r.title, reports.slug as report, o.acronym, o.name
      from assignments a
      join recommendations r on r.id = a.recommendation_id
      join reports on reports.id = a.report_id
      join organizations o on o.id = a.organization_id
      where a.report_id = any(${reportIds}::uuid[])
        and a.withdrawn_at is null and r.published_at is not null and r.withdrawn_at is null
        and (${organizationId}::uuid is null or a.organization_id = ${organizationId}::uuid)
    ),
    actions as (
      select distinct on (assignment_id, action_id)
        assignment_id, action_id, action_state, action_what, responsible_unit, target_on, target_precision, sequence, recorded_at
      from updates where kind = 'action'
      order by assignment_id, action_id, sequence desc
    ),
    dates as (
      select
        f.*, 'target-' || f.id as uid, null as what, null as unit,
        target_on as on_day, target_precision as precision, log_length as sequence, last_entry_at as changed_at
      from followed f
      where target_on is not null
        and implementation not in ('implemented', 'implemented_differently', 'no_longer_applicable', 'not_implemented')
      union all
      select
        f.*, 'action-' || c.action_id || '-' || f.id, c.action_what, c.responsible_unit,
        c.target_on, c.target_precision, c.sequence, c.recorded_at
      from followed f join actions c on c.assignment_id = f.id
      where c.action_state = 'planned' and c.target_on is not null
    )
    select
      uid as id, report, code, title, acronym as organization, name as "organizationName", implementation, sequence,
      changed_at as "changedAt", what, unit as "responsibleUnit", on_day as "targetOn", precision as "targetPrecision"
    from dates
    order by abs(on_day - ${near}::date), uid`;
  return rows.map(({ targetOn, targetPrecision, ...row }) => ({ ...row, target: datedDay(targetOn, targetPrecision) }));
}

const plainNewest = async (reportId: string, organizationId: string, count: number) =>
  (
    await db.$queryRaw<{ id: string }[]>`
      select u.id from updates u join assignments a on a.id = u.assignment_id join recommendations r on r.id = a.recommendation_id
      where u.report_id = ${reportId}::uuid and r.published_at is not null and r.withdrawn_at is null
        and (a.organization_id = ${organizationId}::uuid or u.acting_organization_id = ${organizationId}::uuid)
      order by u.recorded_at desc, u.id desc limit ${count}`
  ).map(({ id }) => id);

const away = (near: Day) => (date: { target: TargetDate["target"] | undefined }) =>
  Math.abs(Date.parse(date.target?.on ?? "") - Date.parse(near));
const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);

describe.each<[string, () => Promise<{ report: Report }>]>([
  ["everything that people log", () => writeHistory({ seed: 52, entries: 400, share: 0.1 })],
  [
    "very many assignments",
    () => writeWideHistory({ seed: 3, timeZone: "Asia/Phnom_Penh", size: 400, now: new Date() }),
  ],
])("a history of %s", (_, write) => {
  let report: Report;
  let organizations: { id: string; slug: string }[] = [];
  let nears: Day[] = [];

  beforeAll(async () => {
    report = (await write()).report as Report;
    organizations = await db.organization.findMany({
      where: { participations: { some: { reportId: report.id } } },
      select: { id: true, slug: true },
    });
    const targets = await plainTargets([report.id], null, dayAt(new Date(), "UTC"));
    const days = targets.flatMap(({ target }) => target?.on ?? []).toSorted();
    nears = [days[0], days[days.length >> 1], days.at(-1), dayAt(new Date(), "UTC"), "1999-01-01"]
      .filter((day) => day !== undefined)
      .flatMap((day) => [day, addDays(day, 1)]);
    expect(targets.some(({ what }) => what !== null)).toBe(true);
  }, 240_000);

  test("a calendar has every target date, or of many the nearest, and says how many there are", async () => {
    const empty = await createReport();
    let shortened = 0;
    for (const organization of [undefined, ...organizations])
      for (const near of nears)
        for (const most of [1, 3, 10, 5000]) {
          const reportIds = [report.id, empty.id];
          const plain = await plainTargets(reportIds, organization?.id ?? null, near);
          const { found, items } = await listTargets({ reportIds, ...(organization && { organization }) }, near, most);
          expect(found).toBe(plain.length);
          expect(items.map(away(near)).toSorted((one, other) => one - other)).toEqual(
            plain.slice(0, most).map(away(near)),
          );
          const ids = new Set(items.map(({ id }) => id));
          expect(items.toSorted(byId)).toEqual(plain.filter(({ id }) => ids.has(id)).toSorted(byId));
          expect(items.map(({ target }) => target.on)).toEqual(items.map(({ target }) => target.on).toSorted());
          if (found > most) shortened++;
        }
    expect(shortened).toBeGreaterThan(20);
  }, 120_000);

  test("the feed of an organization has the newest of what it logged and of what it answers for", async () => {
    let others = 0;
    for (const { id: organizationId } of organizations)
      for (const count of [1, 7, 50, 5000]) {
        const newest = await listNewest(publicViewer, { reportId: report.id, organizationId }, count);
        expect(newest.map(({ id }) => id)).toEqual(await plainNewest(report.id, organizationId, count));
        others += newest.filter(({ onBehalfOf, kind }) => onBehalfOf || kind === "verification").length;
      }
    expect(others).toBeGreaterThan(0);
  }, 120_000);
});
