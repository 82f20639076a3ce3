import { pipeline, Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

// A zip that is written while its content is still being read: the sizes of each member stand behind it.

export type Member = { name: string; content: AsyncIterable<string> | Iterable<string> };
type Written = { name: Buffer; at: number; crc: number; packed: number; unpacked: number };

const signatures = { member: 0x04034b50, sizes: 0x08074b50, entry: 0x02014b50, end: 0x06054b50 } as const;
/** What it takes to read it; that the sizes follow and names are UTF-8; deflated; no time, and the first day that a zip knows: the same content is the same file. */
const manner = [two(20), two(0x0808), two(8), two(0), two(0x0021)];
/** Beyond it a zip would need another form. */
const most = 0xffffffff;

export async function* writeZip(members: AsyncIterable<Member> | Iterable<Member>): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let at = 0;
  const placed = (bytes: Buffer) => {
    at += bytes.length;
    return bytes;
  };
  for await (const { name, content } of members) {
    const member: Written = { name: Buffer.from(name), at, crc: 0, packed: 0, unpacked: 0 };
    yield placed(headOf(member));
    for await (const chunk of deflate(content, member)) yield placed(chunk);
    yield placed(Buffer.concat([four(signatures.sizes), ...sizesOf(member)]));
    if (Math.max(at, member.unpacked) > most) throw new Error("An export is larger than a zip can be.");
    written.push(member);
  }
  const directory = Buffer.concat(written.map(entryOf));
  yield directory;
  yield endOf(written.length, directory.length, at);
}

async function* deflate(content: Member["content"], member: Written): AsyncGenerator<Buffer> {
  async function* bytes() {
    for await (const text of content) {
      const chunk = Buffer.from(text);
      member.crc = crc32(chunk, member.crc);
      member.unpacked += chunk.length;
      yield chunk;
    }
  }
  // What goes wrong in the content destroys the stream, and whoever reads the zip is told by it.
  const packing = pipeline(Readable.from(bytes(), { objectMode: false }), createDeflateRaw(), () => {});
  for await (const chunk of packing) {
    member.packed += chunk.length;
    yield chunk;
  }
}

function headOf({ name }: Written): Buffer {
  return Buffer.concat([four(signatures.member), ...manner, Buffer.alloc(12), two(name.length), two(0), name]);
}

function sizesOf({ crc, packed, unpacked }: Written): Buffer[] {
  return [crc, packed, unpacked].map(four);
}

function entryOf(member: Written): Buffer {
  const lengths = [two(member.name.length), two(0), two(0)];
  const attributes = [two(0), two(0), four(0), four(member.at)];
  return Buffer.concat([
    four(signatures.entry),
    two(20),
    ...manner,
    ...sizesOf(member),
    ...lengths,
    ...attributes,
    member.name,
  ]);
}

function endOf(count: number, size: number, at: number): Buffer {
  return Buffer.concat([four(signatures.end), two(0), two(0), two(count), two(count), four(size), four(at), two(0)]);
}

function two(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function four(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
