import { open } from "node:fs/promises";

/** A file of which parts are read where they are wanted; it is never whole in memory. */
export type Bytes = { size: number; read(at: number, length: number): Promise<Buffer> };

export async function withBytes<Value>(path: string, work: (bytes: Bytes) => Promise<Value>): Promise<Value> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const read = async (at: number, length: number) => {
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    return buffer.subarray(0, bytesRead);
  };
  // Awaited here: the file is closed when this returns.
  return await work({ size, read });
}

const chunkSize = 1024 * 1024;

/** The file from its beginning to its end, a megabyte at a time. */
export async function* eachChunk(bytes: Bytes): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.size; at += chunkSize) yield bytes.read(at, chunkSize);
}
