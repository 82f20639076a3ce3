import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";

// Next sends the page of `notFound()` without its content, for scripts to draw. A page that draws its own "not found"
// says so here instead, and the web server sends it with the status that it has. Next also takes away the
// length that a route gives its answer; without one a download shows no progress.

type Answer = { status?: number; length?: number };

/** Shared by the server and by the pages, which Next bundles with a copy of this file. */
const kept = globalThis as unknown as { tamdanAnswer?: AsyncLocalStorage<Answer> };
kept.tamdanAnswer ??= new AsyncLocalStorage<Answer>();
const current = kept.tamdanAnswer;

/** Lets what is drawn during `work` choose the status of the answer, or say its length, up to its first byte. */
export function withOwnStatus(response: ServerResponse, work: () => void): void {
  const answer: Answer = {};
  const writeHead = response.writeHead.bind(response) as (status: number, ...rest: unknown[]) => ServerResponse;
  response.writeHead = (status: number, ...rest: unknown[]) => {
    if (status === 200 && answer.length !== undefined) response.setHeader("Content-Length", answer.length);
    return writeHead(answer.status ?? status, ...rest);
  };
  current.run(answer, work);
}

/** The answer that is being drawn is that there is nothing here. */
export function answerNotFound(): void {
  const answer = current.getStore();
  if (answer) answer.status = 404;
}

/** The answer has this many bytes, and nothing on its way from here changes them. */
export function answerLength(bytes: number): void {
  const answer = current.getStore();
  if (answer) answer.length = bytes;
}
