import "server-only";
import { createReadStream } from "node:fs";
import type { Database } from "#lib/db.ts";

const partSize = 1024 * 1024;

/** Writes the bytes of a staged file, one part in memory at a time. */
export async function saveFile(tx: Database, evidenceId: string, path: string): Promise<void> {
  let position = 0;
  for await (const bytes of createReadStream(path, { highWaterMark: partSize }))
    await tx.evidencePart.create({ data: { evidenceId, position: position++, bytes } });
}

/** The same bytes for another piece of evidence. */
export async function copyFile(tx: Database, fromId: string, toId: string): Promise<void> {
  await tx.$executeRaw`
    insert into evidence_parts (evidence_id, position, bytes)
    select ${toId}::uuid, position, bytes from evidence_parts where evidence_id = ${fromId}::uuid`;
}
