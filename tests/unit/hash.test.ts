import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { hashEntry } from "#lib/assignments/hash.ts";

const entry = {
  id: "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000",
  assignmentId: "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001",
  sequence: 2,
  kind: "progress",
  note: 'ការប្រជុំ "one"\n',
  implementation: "implemented",
  completedOn: new Date("2001-02-28T00:00:00Z"),
  recordedAt: new Date("2001-03-05T01:02:03.004Z"),
  previousHash: "ab".repeat(32),
  evidence: [
    { id: "1", position: 0, title: "A", restricted: false },
    { id: "2", position: 1, title: "B", restricted: false },
  ],
};

test("the content is written by RFC 8785 and hashed with SHA-256", () => {
  // Written out by hand: keys in order, no spaces, a day as a day, an instant in UTC.
  const canonical =
    '{"assignmentId":"0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001","completedOn":"2001-02-28","evidence":[' +
    '{"id":"1","position":0,"restricted":false,"title":"A"},{"id":"2","position":1,"restricted":false,"title":"B"}],' +
    '"id":"0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000","implementation":"implemented","kind":"progress",' +
    `"note":"ការប្រជុំ \\"one\\"\\n","previousHash":"${"ab".repeat(32)}","recordedAt":"2001-03-05T01:02:03.004Z","sequence":2}`;
  expect(hashEntry(entry)).toBe(createHash("sha256").update(canonical, "utf8").digest("hex"));
});

test("a known content has a known hash", () => {
  // printf '%s' '{"kind":"note","note":"x","sequence":1}' | sha256sum
  expect(hashEntry({ sequence: 1, kind: "note", note: "x" })).toBe(
    "c08823a6ad17825f1ac389421515fac7d7b0a0900be15bf6483d5168cbf42106",
  );
});

test("any change of any field changes the hash", () => {
  const changes: Record<string, unknown>[] = Object.keys(entry).flatMap((key) => [
    { [key]: "changed" },
    { [key]: undefined },
  ]);
  changes.push(
    { evidence: entry.evidence.toReversed() },
    { evidence: entry.evidence.slice(1) },
    { added: false },
    { added: 0 },
    { added: "" },
  );
  const hashes = changes.map((change) => hashEntry({ ...entry, ...change }));
  expect(hashes.length).toBeGreaterThan(20);
  expect(new Set([hashEntry(entry), ...hashes]).size).toBe(hashes.length + 1);
});

test("text does not slip from one field into the next", () => {
  expect(hashEntry({ note: "a", source: "b" })).not.toBe(hashEntry({ note: "ab" }));
  expect(hashEntry({ note: '","source":"b' })).not.toBe(hashEntry({ note: "", source: "b" }));
});

test("the order of keys, and columns that are empty, change nothing", () => {
  const reversed = Object.fromEntries(Object.entries(entry).toReversed());
  expect(hashEntry(reversed)).toBe(hashEntry(entry));
  expect(hashEntry({ ...entry, stance: null, whatRemains: undefined })).toBe(hashEntry(entry));
  expect(hashEntry({ ...entry, evidence: entry.evidence.map((one) => ({ ...one, issuer: null })) })).toBe(
    hashEntry(entry),
  );
  expect(hashEntry({ ...entry, evidence: [] })).toBe(hashEntry({ ...entry, evidence: undefined }));
});
