/** What an answer says that comes too early, to programs. */
export function retryAfter(minutes: number) {
  return { "Retry-After": String(minutes * 60) };
}

/** Why a route does nothing now, and when it will again. */
export function answerLimited(sentence: string, minutes: number): Response {
  return new Response(`${sentence}\n`, {
    status: 429,
    headers: { ...retryAfter(minutes), "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
}
