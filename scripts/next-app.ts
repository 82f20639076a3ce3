import type { IncomingMessage, RequestListener } from "node:http";
import { resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import { addressOfCaller } from "#lib/access/address.ts";
import { withOwnStatus } from "#lib/answer-status.ts";
import { isFromSameOrigin } from "#lib/same-origin.ts";
import { siteAddress } from "#lib/site-address.ts";
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
    const obstacle = obstacleOf(request);
    if (obstacle) {
      response.writeHead(obstacle.status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
      return response.end(`${obstacle.sentence}\n`);
    }
    // What reads the request finds here who asks, and nothing that they have written themselves.
    const { headers, socket } = request;
    headers["x-forwarded-for"] =
      addressOfCaller(String(headers["x-forwarded-for"] ?? ""), socket.remoteAddress, proxies) ?? "";
    // Next asks the same of an action, but knows no address of the site: behind a proxy it would refuse the site's own.
    if (mayWrite(request) && headers.origin) headers["x-forwarded-host"] = new URL(headers.origin).host;
    return withOwnStatus(response, () => void answer(request, response));
  };
}

/** Why a request goes no further. Asked before anything is routed, so that no route and no action can forget it. */
function obstacleOf(request: IncomingMessage): { status: number; sentence: string } | undefined {
  if (!isReadable(request.url ?? ""))
    return { status: 400, sentence: "This address cannot be read. Check the signs after each %." };
  if (mayWrite(request) && !isFromSameOrigin(request.headers, siteAddress()))
    return {
      status: 403,
      sentence:
        "This form was not sent from a page of this site, so nothing was saved. Open the page here and fill in its form.",
    };
}

/** Nothing is written by asking; and nothing of the open data by any method, which says itself what it takes. */
function mayWrite({ method = "", url = "" }: IncomingMessage): boolean {
  const path = URL.parse(url, "http://site")?.pathname ?? "";
  return !["GET", "HEAD", "OPTIONS"].includes(method) && !path.startsWith("/api/v1/");
}

/** Next answers an address with broken escapes, and Postgres a text with a NUL, as if the fault were ours. */
function isReadable(address: string): boolean {
  try {
    return !decodeURIComponent(address.split("?")[0] ?? "").includes("\0");
  } catch {
    return false;
  }
}
