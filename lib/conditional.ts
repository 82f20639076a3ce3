import { createHash } from "node:crypto";

/** The tag of what an answer says. Weak: whatever compresses the answer on its way may keep it. */
export function tagOf(content: string): string {
  return `W/"${createHash("sha256").update(content).digest("base64url")}"`;
}

/**
 * Whether the reader has what bears this tag already. No date is given and none is asked for: two changes within a second
 * have the same, and not all that an answer says is as old as when it was recorded.
 */
export function isHeld(request: Request, tag: string): boolean {
  const tags = request.headers.get("If-None-Match")?.split(",") ?? [];
  return tags.some((one) => ["*", bare(tag)].includes(bare(one)));
}

function bare(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}

/** Of what everybody may read and keep for a while, on any site; after that they ask whether it has changed. */
const shared = {
  "Cache-Control": "public, max-age=300",
  "Access-Control-Allow-Origin": "*",
} as const;

/** The same answer for everybody: nothing is drawn for who has it already. What cannot be drawn now is answered as it says. */
export async function answerAll(
  request: Request,
  tag: string,
  headers: { "Content-Type": string } & Record<string, string>,
  draw: () => BodyInit | Promise<BodyInit | Response>,
): Promise<Response> {
  const known = { ...shared, ETag: tag };
  if (isHeld(request, tag)) return new Response(null, { status: 304, headers: known });
  const drawn = await draw();
  return drawn instanceof Response ? drawn : new Response(drawn, { headers: { ...known, ...headers } });
}

/** That there is nothing here, to whoever is no browser. Something may come to be here. */
export function answerNothing(): Response {
  return new Response("Not found\n", {
    status: 404,
    headers: { ...shared, "Cache-Control": "no-cache", "Content-Type": "text/plain; charset=utf-8" },
  });
}

/** That others ask for too much at once, to whoever is no browser. */
export function answerLater(seconds: number): Response {
  return new Response("Too much is asked for at once. Try again in a moment.\n", {
    status: 503,
    headers: {
      ...shared,
      "Cache-Control": "no-store",
      "Content-Type": "text/plain; charset=utf-8",
      "Retry-After": String(seconds),
    },
  });
}
