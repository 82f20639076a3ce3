import { randomBytes, randomUUID } from "node:crypto";
import pg, { DatabaseError } from "pg";

export type Columns = Record<string, unknown>;

/** What of an entry a test chooses; what it does not name is right. */
export type RawEntry = {
  assignmentId: string;
  actorId: string;
  organizationId: string;
  entry?: Columns;
  evidence?: Columns[];
  /** Columns of the assignment after the entry, where they are not to be what the entry says; `null` to write none. */
  state?: Columns | null;
};

export async function connect(url = process.env.DATABASE_URL): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

export function newHash(): string {
  return randomBytes(32).toString("hex");
}

/** Writes an entry past every rule of the code, as somebody with the password of the database would, and the state after it. */
export async function insertEntry(client: pg.Client, raw: RawEntry): Promise<string> {
  const { rows } = await client.query("select * from assignments where id = $1", [raw.assignmentId]);
  const [assignment] = rows;
  const { rows: newest } = await client.query(
    "select greatest(now(), max(recorded_at) + interval '1 ms')::timestamptz(3) as at from updates where report_id = $1",
    [assignment.report_id],
  );
  const entry: Columns = {
    id: randomUUID(),
    report_id: assignment.report_id,
    assignment_id: raw.assignmentId,
    sequence: assignment.log_length + 1,
    submission_id: randomUUID(),
    kind: "note",
    note: "Written past the rules.",
    actor_id: raw.actorId,
    acting_organization_id: raw.organizationId,
    occurred_on: "2001-03-05",
    occurred_precision: "day",
    recorded_at: newest[0].at,
    previous_hash: assignment.head_hash,
    hash: newHash(),
    ...raw.entry,
  };
  await insert(client, "updates", entry);
  for (const [position, one] of (raw.evidence ?? []).entries())
    await insert(client, "evidence", { ...link, id: randomUUID(), update_id: entry.id, position, ...one });
  if (raw.state !== null)
    await set(client, raw.assignmentId, {
      log_length: entry.sequence,
      head_hash: entry.hash,
      last_entry_at: entry.recorded_at,
      ...(await stateAfter(client, String(entry.id))),
      ...raw.state,
    });
  return String(entry.id);
}

/** The columns of an assignment that hold its state. */
export const stateColumns = [
  "response",
  "decide_by",
  "implementation",
  "exit_requested",
  "verification",
  "submitted_at",
  "completed_on",
  "completed_precision",
  "has_evidence",
  "target_on",
  "target_precision",
  "original_target_on",
  "original_target_precision",
  "target_changes",
] as const;

/** The state that the newest entry gives, as the database computes it. */
async function stateAfter(client: pg.Client, entryId: string): Promise<Columns> {
  const { rows } = await client.query(
    `select to_jsonb(case u.kind
        when 'correction' then state_before(a.id, u.sequence)
        else state_after(a, u, exists (select 1 from evidence e where e.update_id = u.id)) end) as state
      from updates u join assignments a on a.id = u.assignment_id where u.id = $1`,
    [entryId],
  );
  return Object.fromEntries(stateColumns.map((name) => [name, rows[0].state[name]]));
}

export const link = { title: "Annual report", url: "https://example.org/annual-report.pdf" };

export async function insert(client: pg.Client, table: string, columns: Columns): Promise<void> {
  const names = Object.keys(columns);
  const places = names.map((_, index) => `$${index + 1}`);
  await client.query(
    `insert into ${table} (${names.join(", ")}) values (${places.join(", ")})`,
    Object.values(columns),
  );
}

async function set(client: pg.Client, assignmentId: string, columns: Columns): Promise<void> {
  const names = Object.keys(columns).map((name, index) => `${name} = $${index + 2}`);
  await client.query(`update assignments set ${names.join(", ")} where id = $1`, [
    assignmentId,
    ...Object.values(columns),
  ]);
}

/** What the database says to something, up to the checks at the end of a transaction; nothing stays. */
export async function answerTo(client: pg.Client, work: () => Promise<unknown>): Promise<string> {
  await client.query("begin");
  try {
    await work();
    await client.query("set constraints all immediate");
    return "taken";
  } catch (error) {
    if (error instanceof DatabaseError) return error.message;
    throw error;
  } finally {
    await client.query("rollback");
  }
}

/** Writes for good. */
export async function commit<Value>(client: pg.Client, work: () => Promise<Value>): Promise<Value> {
  await client.query("begin");
  try {
    const value = await work();
    await client.query("commit");
    return value;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
