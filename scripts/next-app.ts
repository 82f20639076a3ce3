import type { RequestListener } from "node:http";
import { resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import { addressOfCaller } from "#lib/access/address.ts";
import { withOwnStatus } from "#lib/answer-status.ts";
import type { WebServer } from "./web-server.ts";

/** Next in this process, as what answers the requests of `web`, before which stand so many `proxies`. */
export async function openNext(
  web: WebServer,
  hostname: string,
  isDevelopment: boolean,
  proxies = 0,
): Promise<RequestListener> {
  Object.assign(process.env, {
    NODE_ENV: isDevelopment ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
  });
  // How much what is not needed any more may grow beside what is, before it is collected. Left to itself, an export of
  // 100,000 rows would hold hundreds of megabytes that nobody uses.
  setFlagsFromString("--heap-growing-percent=20");
  const { default: next } = await import("next");
  const app = next({
    dev: isDevelopment,
    dir: resolve(import.meta.dirname, ".."),
    hostname,
    port: web.port,
    httpServer: web.server,
  });
  await app.prepare();
  const answer = app.getRequestHandler();
  return (request, response) => {
    // What reads the request finds here who asks, and nothing that they have written themselves.
    const { headers, socket } = request;
    headers["x-forwarded-for"] =
      addressOfCaller(String(headers["x-forwarded-for"] ?? ""), socket.remoteAddress, proxies) ?? "";
    if (isReadable(request.url ?? "")) return withOwnStatus(response, () => void answer(request, response));
    response.writeHead(400, { "content-type": "text/plain; charset=utf-8" });
    response.end("This address cannot be read. Check the signs after each %.\n");
  };
}

/** Next answers an address with broken escapes, and Postgres a text with a NUL, as if the fault were ours. */
function isReadable(address: string): boolean {
  try {
    return !decodeURIComponent(address.split("?")[0] ?? "").includes("\0");
  } catch {
    return false;
  }
}
