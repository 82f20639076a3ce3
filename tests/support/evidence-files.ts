import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import { withConnection } from "#lib/database/connection.ts";
import type { App } from "./app.ts";
import { commit, insert, insertEntry, type RawEntry } from "./log.ts";
import { query } from "./rows.ts";

export type StoredFile = { fileName?: string; type?: string; content: Buffer; restricted?: boolean };

/** The columns of evidence that is this file. */
export function fileColumns({
  fileName = "report.pdf",
  type = "application/pdf",
  content,
  restricted = false,
}: StoredFile) {
  return {
    kind: "file",
    title: "Annual report",
    url: null,
    file_name: fileName,
    type,
    size: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
    restricted,
  };
}

/** Writes a note with a file past the code; to be called in a transaction. Answers with the id of the evidence. */
export async function insertFile(client: pg.Client, raw: RawEntry, file: StoredFile): Promise<string> {
  const id = randomUUID();
  // The state follows the parts: an entry is finished with it.
  await insertEntry(client, { ...raw, evidence: [{ ...fileColumns(file), id }], state: null });
  await insertParts(client, id, file.content);
  await finishEntry(client, raw.assignmentId);
  return id;
}

export async function insertParts(client: pg.Client, evidenceId: string, content: Buffer, size = 1024 * 1024) {
  for (let position = 0; position * size < content.length; position++)
    await insert(client, "evidence_parts", {
      evidence_id: evidenceId,
      position,
      bytes: content.subarray(position * size, (position + 1) * size),
    });
}

/** The state of an assignment after its newest entry, a note. */
async function finishEntry(client: pg.Client, assignmentId: string) {
  await client.query(
    `update assignments a set log_length = u.sequence, head_hash = u.hash, last_entry_at = u.recorded_at, has_evidence = true
     from updates u where a.id = $1 and u.assignment_id = a.id and u.sequence = a.log_length + 1`,
    [assignmentId],
  );
}

/** Logs a file of ACLEDA's on R1.2, and answers with its path. */
export async function addFile(app: App, file: StoredFile): Promise<string> {
  const raw = await entryOfAcleda(app);
  return withConnection(app.databaseUrl, (client) =>
    commit(client, async () => `/evidence/${await insertFile(client, raw, file)}`),
  );
}

export async function entryOfAcleda(app: App) {
  const [raw] = await query<{ assignmentId: string; actorId: string; organizationId: string }>(
    app,
    `select a.id as "assignmentId", m.user_id as "actorId", o.id as "organizationId"
     from assignments a join organizations o on o.id = a.organization_id join memberships m on m.organization_id = o.id
     join recommendations r on r.id = a.recommendation_id where o.slug = 'acleda' and r.code = 'R1.2' limit 1`,
  );
  if (!raw) throw new Error("ACLEDA has no assignment.");
  return raw;
}
