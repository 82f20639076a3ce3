import { type App, expect } from "./app.ts";
import { query } from "./rows.ts";

/** Where the second report is, and what it is called. */
export const second = { path: "/reports/second", title: "A second report" } as const;

/**
 * A second report beside the first, of the same age, author and organizations. It takes R1.2 and R2 from the first, with
 * who answers for them; nobody has logged anything there.
 */
export async function addSecondReport(app: App): Promise<void> {
  await query(
    app,
    `with added as (
      insert into reports (id, slug, title, subtitle, time_zone, published_on, published_precision, language, source_url,
        register_hashes, author_id, created_at)
      select gen_random_uuid(), 'second', '${second.title}', subtitle, time_zone, published_on, published_precision,
        language, source_url, register_hashes, author_id, created_at from reports where slug = 'cmb-97-021'
      on conflict do nothing returning id)
    insert into participations (report_id, organization_id, function, part, position)
    select added.id, organization_id, function, part, position from added, participations`,
  );
  await query(
    app,
    `insert into recommendations (id, report_id, code, position, kind, section, locator, title, statement, text_complete,
      source_url, published_at, created_at)
    select gen_random_uuid(), s.id, r.code, r.position, r.kind, r.section, r.locator, r.title, r.statement, r.text_complete,
      r.source_url, r.published_at, r.created_at
    from reports s, recommendations r where s.slug = 'second' and r.report_id <> s.id and r.code in ('R1.2', 'R2')
    on conflict do nothing`,
  );
  const added = await query(
    app,
    `insert into assignments (id, report_id, recommendation_id, organization_id, role, basis, created_at)
    select gen_random_uuid(), own.report_id, own.id, a.organization_id, a.role, a.basis, a.created_at
    from recommendations own join reports s on s.id = own.report_id and s.slug = 'second'
    join recommendations r on r.code = own.code and r.report_id <> s.id
    join assignments a on a.recommendation_id = r.id
    on conflict do nothing returning id`,
  );
  expect(added.length, "assignments of the second report").toBe(5);
}

/** Takes it out again, so that the next page is one of a single report. */
export async function removeSecondReport(app: App): Promise<void> {
  for (const table of ["assignments", "recommendations", "participations"])
    await query(app, `delete from ${table} where report_id = (select id from reports where slug = 'second')`);
  await query(app, "delete from reports where slug = 'second'");
}
