import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Member } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import { hashEntry } from "#lib/assignments/hash.ts";
import { toDatabaseDay } from "#lib/dates.ts";
import type { Database } from "#lib/db.ts";
import { saveFile } from "#lib/evidence/storage.ts";
import { db } from "./owner.ts";

export type LoggedFile = { content: Buffer; restricted?: boolean; sha256?: string; size?: number };

/** Logs a note with a file for an assignment, as its organization, in one transaction as the application does. */
export async function logFile(
  member: Member,
  assignmentId: string,
  { content, restricted = false, ...said }: LoggedFile,
  save: (tx: Database, evidenceId: string) => Promise<void> = (tx, id) =>
    onDisk(content, (path) => saveFile(tx, id, path)),
) {
  const assignment = await db.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
  const newest = await db.update.findFirst({
    where: { reportId: assignment.reportId },
    orderBy: { recordedAt: "desc" },
  });
  const recordedAt = new Date(Math.max(Date.now(), (newest?.recordedAt.getTime() ?? 0) + 1));
  const entry = {
    id: randomUUID(),
    reportId: assignment.reportId,
    assignmentId,
    sequence: assignment.logLength + 1,
    submissionId: randomUUID(),
    kind: "note" as const,
    note: "With a file.",
    actorId: member.userId,
    actingOrganizationId: member.organization.id,
    occurredOn: toDatabaseDay("2001-03-05"),
    occurredPrecision: "day" as const,
    recordedAt,
    previousHash: assignment.headHash,
  };
  const evidence = {
    id: randomUUID(),
    position: 0,
    kind: "file" as const,
    title: "Annual report",
    fileName: "report.pdf",
    type: "application/pdf",
    size: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
    restricted,
    ...said,
  };
  const hash = hashEntry({ ...entry, evidence: [evidence] });
  await actingAs(member, recordedAt, async (tx) => {
    await tx.update.create({ data: { ...entry, hash, evidence: { createMany: { data: [evidence] } } } });
    await save(tx, evidence.id);
    await tx.assignment.update({
      where: { id: assignmentId },
      data: { logLength: entry.sequence, headHash: hash, lastEntryAt: recordedAt, hasEvidence: true },
    });
  });
  return { evidenceId: evidence.id, entryId: entry.id, sequence: entry.sequence };
}

export async function onDisk<Value>(content: Buffer, work: (path: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), "tamdan-test-"));
  try {
    const path = join(folder, "file");
    await writeFile(path, content);
    return await work(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
