import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import { insert, insertEntry, type RawEntry } from "./log.ts";

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
