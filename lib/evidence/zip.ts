import { inflateRawSync } from "node:zlib";
import type { Bytes } from "./file-bytes.ts";

// As much of a zip as it takes to tell documents apart: the members by the directory at its end, which is what office
// programs go by, and the content of a small one. What a careful writer would not write is no zip here: anything before
// the first member or behind the end, and a directory of more than a document needs.

type Members = Map<string, Member>;
type Member = { method: number; isEncrypted: boolean; packed: number; unpacked: number; at: number };

const mostDirectory = 4 * 1024 * 1024;
/** A list of parts or a media type; no bomb. */
const mostContent = 1024 * 1024;
const signatures = { member: 0x04034b50, entry: 0x02014b50, end: 0x06054b50 } as const;

export async function listMembers(bytes: Bytes): Promise<Members | undefined> {
  const end = await findEnd(bytes);
  if (!end || (await bytes.read(0, 4)).readUInt32LE() !== signatures.member) return;
  const size = end.readUInt32LE(12);
  const at = end.readUInt32LE(16);
  if (size > mostDirectory || at + size > bytes.size) return;
  const directory = await bytes.read(at, size);
  const members: Members = new Map();
  for (let entry = 0; entry + 46 <= size; ) {
    if (directory.readUInt32LE(entry) !== signatures.entry) return;
    const nameLength = directory.readUInt16LE(entry + 28);
    const name = directory.toString("utf8", entry + 46, entry + 46 + nameLength);
    members.set(name, {
      isEncrypted: (directory.readUInt16LE(entry + 8) & 1) === 1,
      method: directory.readUInt16LE(entry + 10),
      packed: directory.readUInt32LE(entry + 20),
      unpacked: directory.readUInt32LE(entry + 24),
      at: directory.readUInt32LE(entry + 42),
    });
    entry += 46 + nameLength + directory.readUInt16LE(entry + 30) + directory.readUInt16LE(entry + 32);
  }
  return members;
}

/** The record that ends a zip; its own comment may follow, and nothing else. */
async function findEnd(bytes: Bytes): Promise<Buffer | undefined> {
  const tail = await bytes.read(Math.max(0, bytes.size - 22 - 0xffff), 22 + 0xffff);
  for (let at = tail.length - 22; at >= 0; at--)
    if (tail.readUInt32LE(at) === signatures.end && at + 22 + tail.readUInt16LE(at + 20) === tail.length)
      return tail.subarray(at);
}

/** The text of a small member. */
export async function readMember(bytes: Bytes, members: Members, name: string): Promise<string | undefined> {
  const member = members.get(name);
  if (!member || member.isEncrypted || Math.max(member.packed, member.unpacked) > mostContent) return;
  const head = await bytes.read(member.at, 30);
  if (head.length < 30 || head.readUInt32LE() !== signatures.member) return;
  const packed = await bytes.read(member.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28), member.packed);
  if (member.method === 0) return packed.toString("utf8");
  if (member.method !== 8) return;
  try {
    return inflateRawSync(packed, { maxOutputLength: mostContent }).toString("utf8");
  } catch {
    return;
  }
}
