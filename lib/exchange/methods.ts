import { headers } from "./headers.ts";
import { refuse } from "./problem.ts";

// What every address answers that can only be read: a route exports these beside its GET. Next makes HEAD from GET.

const allowed = "GET, HEAD, OPTIONS";

const refuseMethod = () => refuse("method-not-allowed", { Allow: allowed });

export const POST = refuseMethod;
export const PUT = refuseMethod;
export const PATCH = refuseMethod;
export const DELETE = refuseMethod;

/** What a browser asks before a page of another origin may ask with If-None-Match. */
export function OPTIONS(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...headers,
      Allow: allowed,
      "Access-Control-Allow-Methods": "GET, HEAD",
      "Access-Control-Allow-Headers": "If-None-Match",
      "Access-Control-Max-Age": "86400",
    },
  });
}
