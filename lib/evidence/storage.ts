import "server-only";
import { open } from "node:fs/promises";
import type { Database } from "#lib/db.ts";

// Where the bytes of files are: in Postgres, in parts, in the transaction of the entry that they belong to, so that one
// backup holds everything and no file is ever without its entry. Whoever wants them elsewhere changes this file.

const partSize = 1024 * 1024;

/**
 * Stores a file under its evidence, which is there already, one part in memory at a time. At the end of the transaction
 * the database compares length and SHA-256 with what the evidence says.
 */
export async function saveFile(tx: Database, evidenceId: string, path: string): Promise<void> {
  await using file = await open(path, "r");
  const buffer = Buffer.alloc(partSize);
  for (let position = 0; ; position++) {
    const { bytesRead } = await file.read(buffer, 0, partSize, position * partSize);
    if (bytesRead === 0) return;
    const bytes = buffer.subarray(0, bytesRead);
    await tx.evidencePart.create({ data: { evidenceId, position, bytes }, select: { position: true } });
  }
}

/** The same bytes again under other evidence, as of an entry that is corrected. */
export async function copyFile(tx: Database, fromEvidenceId: string, toEvidenceId: string): Promise<void> {
  await tx.$executeRaw`
    insert into evidence_parts (evidence_id, position, bytes)
    select ${toEvidenceId}::uuid, position, bytes from evidence_parts where evidence_id = ${fromEvidenceId}::uuid`;
}

/**
 * The bytes of a file, part by part; nothing of what the reader may not read. Each part is asked for when the one before
 * it is dealt with and in a piece of work of its own, which `within` may give a transaction: a slow reader holds none.
 */
export async function* readFile(
  evidenceId: string,
  within: <Value>(work: (tx: Database) => Promise<Value>) => Promise<Value>,
): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position++) {
    const part = await within((tx) =>
      tx.evidencePart.findUnique({
        where: { evidenceId_position: { evidenceId, position } },
        select: { bytes: true },
      }),
    );
    if (!part) return;
    yield part.bytes;
  }
}

/** Whether the bytes are those that the evidence says, for which the database reads them once more. */
export async function isWhole(
  tx: Database,
  { id, size, sha256 }: { id: string; size: number | null; sha256: string | null },
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ size: number; sha256: string }[]>`
    select octet_length(whole) as size, encode(sha256(whole), 'hex') as sha256
    from (select string_agg(bytes, ''::bytea order by position) as whole from evidence_parts where evidence_id = ${id}::uuid) file
    where whole is not null`;
  return rows.length === 1 && rows[0]?.size === size && rows[0]?.sha256 === sha256;
}
