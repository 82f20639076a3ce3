import type { Client } from "pg";

type Row = Record<string, unknown>;

/** Parents before children. */
const order = [
  "organizations",
  "users",
  "memberships",
  "reports",
  "participations",
  "themes",
  "recommendations",
  "recommendation_themes",
  "assignments",
  "updates",
  "evidence",
  "assignment_states",
  "recommendation_states",
] as const;
type Table = (typeof order)[number];

/** Rows on their way into the database: many at a time, and the next are made while Postgres writes. */
export class Rows {
  private readonly client: Client;
  private waiting = new Map<Table, Row[]>();
  private writing: Promise<unknown> = Promise.resolve();

  constructor(client: Client) {
    this.client = client;
  }

  /** A row by the names of the schema (`reportId`). */
  add(table: Table, row: Row): void {
    const rows = this.waiting.get(table);
    if (rows) rows.push(row);
    else this.waiting.set(table, [row]);
  }

  /** Sends what waits, once what was sent before is written. */
  async flush(): Promise<void> {
    await this.writing;
    const waiting = this.waiting;
    this.waiting = new Map();
    this.writing = this.writeAll(waiting);
    // Whoever flushes or settles next is told.
    this.writing.catch(() => {});
  }

  async settle(): Promise<void> {
    await this.writing;
  }

  private async writeAll(waiting: ReadonlyMap<Table, Row[]>) {
    for (const table of order) await this.write(table, waiting.get(table) ?? []);
  }

  private async write(table: Table, rows: Row[]) {
    if (rows.length === 0) return;
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].map(columnOf).join(", ");
    const content = JSON.stringify(rows.map(named));
    await this.client.query(
      `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
      [content],
    );
  }
}

function named(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [columnOf(name), value]));
}

const names = new Map<string, string>();

/** The column of a field: `reportId` is kept as `report_id`. */
function columnOf(field: string): string {
  const known = names.get(field);
  if (known) return known;
  const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  names.set(field, column);
  return column;
}
