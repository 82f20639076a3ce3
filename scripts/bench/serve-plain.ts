import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import pg from "pg";
import { addressOf } from "#lib/env.ts";
import { answerParent } from "./child.ts";
import { countByOrganization, countByTheme } from "./plain-figures.ts";

// What Tamdan is measured against: the same rows with as little between Postgres and the network as can be. SQL through
// pg, JSON as the answer, no framework, no page, no rules, nobody signed in.

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const { rows: reports } = await pool.query("select * from reports");
const reportId = reports[0].id;

type Parameters = Record<string, string>;
type Work = (parameters: Parameters, request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

const ask = async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows;

const listed =
  "r.id, r.code, r.title, r.kind, r.text_complete, r.implementation, r.last_entry_at, r.parent_id from recommendations r";
const isListed = "r.report_id = $1 and r.published_at is not null and r.withdrawn_at is null";

/** Recommendations with what stands beside them in the list. */
async function withAssignments(recommendations: { id: string }[]) {
  const ids = recommendations.map(({ id }) => id);
  const [assignments, themes] = await Promise.all([
    ask(
      `select a.id, a.recommendation_id, a.role, a.implementation, a.verification, o.slug, o.name, o.acronym
       from assignments a join organizations o on o.id = a.organization_id
       where a.recommendation_id = any($1) and a.withdrawn_at is null order by a.role, o.acronym`,
      [ids],
    ),
    ask(
      `select link.recommendation_id, t.slug, t.name from recommendation_themes link join themes t on t.id = link.theme_id
       where link.recommendation_id = any($1) order by t.position`,
      [ids],
    ),
  ]);
  return { recommendations, assignments, themes };
}

async function find(conditions: string, order: string, values: unknown[]) {
  const [count, rows] = await Promise.all([
    ask(`select count(*)::int as found from recommendations r where ${isListed} and ${conditions}`, values),
    ask(`select ${listed} where ${isListed} and ${conditions} order by ${order} limit 50`, values),
  ]);
  return { ...count[0], ...(await withAssignments(rows)) };
}

const entryColumns = `u.*, u.hash as entry_hash, users.name, o.acronym,
  coalesce((select json_agg(e) from evidence e where e.update_id = u.id), '[]') as evidence
  from updates u join users on users.id = u.actor_id join organizations o on o.id = u.acting_organization_id`;

const works: Record<string, Work> = {
  list: ({ status, organization }) =>
    find(
      `exists (select 1 from assignments a join organizations o on o.id = a.organization_id where a.recommendation_id = r.id
         and a.withdrawn_at is null and o.slug = $2 and a.implementation = $3::implementation)`,
      "r.last_entry_at desc nulls last, r.position",
      [reportId, organization, status],
    ),
  search: ({ words }) =>
    find("(r.title ilike $2 or r.statement ilike $2 or r.code ilike $2)", "r.position", [reportId, `%${words}%`]),
  recommendation: async ({ code }) => {
    const [recommendation] = await ask("select * from recommendations r where r.report_id = $1 and r.code = $2", [
      reportId,
      code,
    ]);
    const [details, states, updates] = await Promise.all([
      withAssignments([recommendation]),
      ask("select * from assignments where recommendation_id = $1", [recommendation.id]),
      ask(
        `select ${entryColumns} join assignments a on a.id = u.assignment_id where a.recommendation_id = $1
         order by u.recorded_at desc, u.id desc limit 50`,
        [recommendation.id],
      ),
    ]);
    return { ...details, states, updates };
  },
  report: async () => {
    const [report, participations, themes, byOrganization, byTheme, latest] = await Promise.all([
      ask("select * from reports where id = $1", [reportId]),
      ask(
        "select p.*, o.slug, o.name, o.acronym from participations p join organizations o on o.id = p.organization_id where p.report_id = $1 order by p.position",
        [reportId],
      ),
      ask("select * from themes where report_id = $1 order by position", [reportId]),
      ask(countByOrganization, [reportId]),
      ask(countByTheme, [reportId]),
      ask(`select ${entryColumns} where u.report_id = $1 order by u.recorded_at desc, u.id desc limit 10`, [reportId]),
    ]);
    return { report, participations, themes, byOrganization, byTheme, latest };
  },
  log: async (_parameters, request) => log(await readBody(request)),
  export: async (_parameters, _request, response) => writeExport(response),
};

/** An entry, the state after it and the roll-up above it, in one transaction that has the report's log to itself. */
async function log({ assignmentId, implementation, note }: Parameters) {
  const client = await pool.connect();
  const id = randomUUID();
  try {
    await client.query("begin");
    await client.query("select 1 from plain.reports where id = $1 for no key update", [reportId]);
    // After all that was logged before: whoever waited has asked earlier.
    const now = new Date();
    const { rows } = await client.query("select * from plain.assignments where id = $1 for update", [assignmentId]);
    const { recommendation_id: recommendationId, log_length: length, organization_id: organizationId } = rows[0];
    await client.query(
      `insert into plain.updates (id, report_id, assignment_id, sequence, submission_id, kind, actor_id, acting_organization_id,
         occurred_on, occurred_precision, recorded_at, note, justification, previous_implementation, implementation, previous_hash, hash)
       values ($1, $2, $3, $4, $5, 'progress', $6, $6, $7::timestamptz::date, 'day', $7::timestamptz, $8, $8, $9, $10, repeat('0', 64), repeat('0', 64))`,
      [
        id,
        reportId,
        assignmentId,
        length + 1,
        randomUUID(),
        organizationId,
        now,
        note,
        rows[0].implementation,
        implementation,
      ],
    );
    await client.query(
      "update plain.assignments set implementation = $2, log_length = log_length + 1, last_entry_at = $3 where id = $1",
      [assignmentId, implementation, now],
    );
    await client.query(
      `insert into plain.assignment_states (assignment_id, sequence, report_id, recorded_at, response, implementation, verification, has_evidence, target_changes)
       select id, log_length, report_id, last_entry_at, response, implementation, verification, has_evidence, target_changes from plain.assignments where id = $1`,
      [assignmentId],
    );
    await client.query(
      `update plain.recommendations set last_entry_at = $2,
         implementation = roll_up(array(select implementation from plain.assignments where recommendation_id = $1)) where id = $1`,
      [recommendationId, now],
    );
    await client.query(
      "update plain.recommendation_states set superseded_at = $2 where recommendation_id = $1 and superseded_at = 'infinity'",
      [recommendationId, now],
    );
    await client.query(
      `insert into plain.recommendation_states (recommendation_id, report_id, recorded_at, implementation, last_entry_at)
       select id, report_id, $2, implementation, last_entry_at from plain.recommendations where id = $1`,
      [recommendationId, now],
    );
    await client.query("commit");
    return { done: id };
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

async function readBody(request: IncomingMessage): Promise<Parameters> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

/** A row for each recommendation, as the file of the list has it: with what is assigned of it and its themes. */
const exported = `select r.code, r.title, r.implementation, assigned.words as assignments, r.last_entry_at, parent.code as parent,
  r.kind, r.priority, themed.names as themes, r.statement, r.text_complete, r.section, r.locator, r.source_url
  from recommendations r left join recommendations parent on parent.id = r.parent_id
  left join (
    select a.recommendation_id, string_agg(
      o.acronym || ': ' || a.implementation || case when a.verification = 'verified' then ', verified' else '' end, '; '
      order by a.role, o.acronym) as words
    from assignments a join organizations o on o.id = a.organization_id where a.withdrawn_at is null group by 1
  ) assigned on assigned.recommendation_id = r.id
  left join (
    select link.recommendation_id, string_agg(t.name, '; ' order by t.position) as names
    from recommendation_themes link join themes t on t.id = link.theme_id group by 1
  ) themed on themed.recommendation_id = r.id
  where ${isListed} order by r.position`;

/** As CSV, a thousand rows at a time from a cursor. */
async function writeExport(response: ServerResponse): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query(`declare exported cursor for ${exported.replace("$1", `'${reportId}'`)}`);
    response.writeHead(200, { "content-type": "text/csv" });
    for (;;) {
      const { rows } = await client.query("fetch 1000 from exported");
      if (rows.length === 0) break;
      const lines = rows.map((row) => Object.values(row).map(cellOf).join(","));
      if (!response.write(`${lines.join("\r\n")}\r\n`)) await new Promise((settle) => response.once("drain", settle));
    }
    response.end();
  } finally {
    await client.query("rollback");
    client.release();
  }
}

function cellOf(value: unknown): string {
  const text = value instanceof Date ? value.toISOString() : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://plain");
  try {
    const answer = await works[pathname.slice(1)]?.(Object.fromEntries(searchParams), request, response);
    if (answer === undefined) return;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  } catch (error) {
    response.writeHead(500);
    response.end(String(error));
  }
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  answerParent(addressOf("127.0.0.1", typeof address === "object" && address ? address.port : 0));
});
