import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type OtherSite = { address: string; asked: string[]; close(): void };

/** A site of somebody else, which answers every path with what `write` makes of it. */
export async function openOtherSite(write: (path: string) => string = () => ""): Promise<OtherSite> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    asked.push(path);
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><title>Another site</title>${write(path)}`);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  // By another name than Tamdan's, and so of another site.
  const address = `http://localhost:${(server.address() as AddressInfo).port}`;
  return { address, asked, close: () => server.close() };
}
