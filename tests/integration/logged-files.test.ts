import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { Member } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { hashEntry } from "#lib/assignments/hash.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import { getEvidenceFile } from "#lib/evidence/queries.ts";
import { receiveForm } from "#lib/evidence/received-form.ts";
import { complete } from "../support/entry.ts";
import { db } from "../support/owner.ts";
import { createAssigned, createMember } from "../support/report.ts";
import { pdf, png } from "../support/sample-files.ts";

// The whole way of a file: from a form, through the command, to whoever may read it.

let given: Awaited<ReturnType<typeof createAssigned>>;
beforeAll(async () => {
  given = await createAssigned();
});

type Sent = Record<string, string | [name: string, content: Buffer]>;

/** Sends a form as a browser does and logs what it says. */
async function send(member: Member, fields: Sent) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (typeof value === "string") body.append(name, value);
    else body.append(name, new File([new Uint8Array(value[1])], value[0]));
  const form = await receiveForm(new Request("http://127.0.0.1/", { method: "POST", body }));
  if (!form.ok) throw new Error(form.refusal);
  try {
    const { logLength } = await db.assignment.findUniqueOrThrow({ where: { id: given.assignment.id } });
    const submission = { assignmentId: given.assignment.id, seen: logLength, submissionId: randomUUID() };
    return await logEntry(member, submission, parseEntry(form.value.typed, form.value.files), new Date());
  } finally {
    await form.value.discard();
  }
}

async function filesOf(updateId: string) {
  return db.evidence.findMany({ where: { updateId }, orderBy: { position: "asc" } });
}

async function read(member: Member, id: string | undefined) {
  const file = await getEvidenceFile(member, id ?? "");
  return file && Buffer.concat(await Array.fromAsync(file.content()));
}

test("what was sent with a form is what is read from the log, and a correction keeps it", async () => {
  const { member } = given;
  const logged = await send(member, {
    status: "partially_implemented",
    occurredOn: "2001-03-05",
    note: "The first branch lends.",
    whatRemains: "The other branches.",
    "evidence.0.title": "Annual report",
    "evidence.0.file": ["របាយការណ៍.pdf", pdf()],
    "evidence.1.title": "Photograph",
    "evidence.1.restricted": "on",
    "evidence.1.file": ["../photo.png", png()],
  });
  if (!logged.ok) throw new Error(JSON.stringify(logged));
  const files = await filesOf(logged.value.updateId);
  expect(files).toMatchObject([
    { kind: "file", fileName: "របាយការណ៍.pdf", type: "application/pdf", size: pdf().length, restricted: false },
    { kind: "file", fileName: "photo.png", type: "image/png", size: png().length, restricted: true },
  ]);
  expect(await read(member, files[0]?.id)).toEqual(pdf());
  expect(await read(member, files[1]?.id)).toEqual(png());

  const corrected = await send(await createMember(given.organization, ["approver"]), {
    ...complete.partially_implemented,
    kind: "correction",
    aboutId: logged.value.updateId,
    correctionReason: "Another branch.",
    [`keep.${files[1]?.id}`]: "on",
  });
  if (!corrected.ok) throw new Error(JSON.stringify(corrected));
  const kept = (await filesOf(corrected.value.updateId)).find(({ kind }) => kind === "file");
  expect(kept).toMatchObject({ fileName: "photo.png", restricted: true });
  expect(kept?.id).not.toBe(files[1]?.id);
  expect(await read(member, kept?.id)).toEqual(png());
  const rows = await db.update.findMany({
    include: { evidence: { orderBy: { position: "asc" }, omit: { updateId: true } } },
  });
  expect(rows).toHaveLength(2);
  for (const { hash, ...content } of rows) expect(hashEntry(content)).toBe(hash);
});

test.each<[string, readonly [string, Buffer], string]>([
  ["empty", ["report.pdf", Buffer.alloc(0)], "empty"],
  ["no PDF", ["report.pdf", png()], "not-what-it-claims"],
  ["of no kind", ["report.exe", pdf()], "unknown-kind"],
  ["in an old encoding", ["table.csv", Buffer.from("Soci\xe9t\xe9", "latin1")], "not-unicode"],
])(
  "an entry with a file that is %s is refused for it, and nothing is written",
  async (_what, [name, content], code) => {
    const before = await db.update.count();
    const answer = await send(given.member, {
      ...complete.in_progress,
      "evidence.0.title": "Annual report",
      "evidence.0.file": [name, content],
    });
    expect(answer).toMatchObject({ ok: false, refusal: "invalid", detail: [{ field: "evidence.0.file", code }] });
    expect(await db.update.count()).toBe(before);
  },
);
