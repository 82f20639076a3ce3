import "server-only";
import { createHash } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, db } from "#lib/db.ts";

// The exports of snapshots: in Postgres, in parts, in the transaction of their snapshot.

const partSize = 1024 * 1024;

type Written = { format: string; type: string };

/** Writes an export as it comes and keeps it byte for byte. What it is known by stands in the database before its parts: so it goes to a file first, and is never in memory as a whole. */
export async function saveExport(
  tx: Database,
  snapshotId: string,
  { format, type }: Written,
  pieces: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tamdan-snapshot-"));
  try {
    await using file = await open(join(folder, "export"), "w+");
    const hash = createHash("sha256");
    let size = 0;
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece);
      hash.update(bytes);
      size += bytes.length;
      await file.writeFile(bytes);
    }
    const { id } = await tx.snapshotFile.create({
      data: { snapshotId, format, type, size, sha256: hash.digest("hex") },
      select: { id: true },
    });
    const buffer = Buffer.alloc(partSize);
    for (let position = 0; position * partSize < size; position++) {
      const { bytesRead } = await file.read(buffer, 0, partSize, position * partSize);
      const bytes = buffer.subarray(0, bytesRead);
      await tx.snapshotPart.create({ data: { fileId: id, position, bytes }, select: { position: true } });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The bytes of an export, part by part: each is asked for when the one before it is dealt with. */
export async function* readExport(fileId: string): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position++) {
    const part = await db.snapshotPart.findUnique({
      where: { fileId_position: { fileId, position } },
      select: { bytes: true },
    });
    if (!part) return;
    yield part.bytes;
  }
}
