import type { App } from "./app.ts";
import { expect } from "./app.ts";
import { numbersIn, plant, plantAddress } from "./planted.ts";
import { query } from "./rows.ts";

/** What no form of these takes, or only for one of many: everybody and everything has a planted name now. */
export async function plantTheRest(app: App) {
  const texts = {
    reports: ["title", "subtitle", "rights", "coverage_note"],
    organizations: ["name", "acronym", "iati_identifier"],
    participations: ["part"],
    themes: ["name"],
    recommendations: ["title", "statement", "section", "locator", "editorial_note", "priority_source"],
    users: ["name"],
  };
  for (const [table, columns] of Object.entries(texts))
    for (const column of columns) await query(app, `update ${table} set ${column} = $1`, plant(`${table}.${column}`));
  await query(
    app,
    `update reports set coverage_held = array[$1], coverage_not_held = array[$2], source_url = $3,
       kind_meanings = json_build_object('recommendation', $4::text)`,
    plant("held"),
    plant("not held"),
    plantAddress("reports.source_url"),
    plant("a kind"),
  );
}

/** Every column that holds text, with the numbers of what is planted in it. */
export async function listColumns(app: App) {
  const columns = await query<{ table: string; column: string }>(
    app,
    `select c.table_name as table, c.column_name as column from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
       and (c.data_type in ('text', 'character varying', 'json', 'jsonb') or c.udt_name in ('_text', '_varchar'))`,
  );
  expect(columns.length).toBeGreaterThan(30);
  const listed: { name: string; planted: number[] }[] = [];
  for (const { table, column } of columns) {
    const rows = await query<{ text: string }>(
      app,
      `select ${column}::text as text from ${table} where ${column}::text like '%onerror=ran()%'`,
    );
    listed.push({ name: `${table}.${column}`, planted: [...new Set(rows.flatMap(({ text }) => numbersIn(text)))] });
  }
  return listed;
}
