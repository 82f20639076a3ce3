import { Agent, request } from "node:http";

/** One request; `read` looks at the answer, and throws when it is none. */
export type Asked = { path: string; headers?: Record<string, string>; body?: string; read?: (text: string) => void };
export type Times = { median: number; ninetyFifth: number; count: number };

/** One way of having the same work done. `next` says what is asked each time. */
export type Way = { address: string; next: () => Asked };

type Spans = { milliseconds: number; atLeast: number };

/**
 * Asks several ways in turns, a stretch of time each, so that what else the machine does falls on all of them alike;
 * answers with how long each took, in milliseconds, in the same order.
 */
export async function measureInTurns(ways: readonly Way[], atOnce: number, spans: Spans, turns = 2): Promise<Times[]> {
  const taken = ways.map((): number[] => []);
  const agents = ways.map(() => new Agent({ keepAlive: true, maxSockets: atOnce }));
  try {
    for (const [place, way] of ways.entries())
      await askFor(way, agents[place], atOnce, { milliseconds: spans.milliseconds / 4, atLeast: atOnce });
    for (let turn = 0; turn < turns; turn++)
      for (const [place, way] of ways.entries())
        taken[place]?.push(...(await askFor(way, agents[place], atOnce, { ...spans, atLeast: spans.atLeast / turns })));
  } finally {
    for (const agent of agents) agent.destroy();
  }
  return taken.map(timesOf);
}

async function askFor(way: Way, agent: Agent | undefined, atOnce: number, { milliseconds, atLeast }: Spans) {
  const taken: number[] = [];
  const end = performance.now() + milliseconds;
  let asked = 0;
  const keepAsking = async () => {
    while (performance.now() < end || asked < atLeast) {
      asked++;
      const begun = performance.now();
      await ask(way, agent);
      taken.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, keepAsking));
  return taken;
}

/** Sends a request and takes all of its answer. */
async function ask({ address, next }: Way, agent: Agent | undefined): Promise<void> {
  const { path, headers, body, read } = next();
  const sending = body === undefined ? {} : { origin: address, "content-length": String(Buffer.byteLength(body)) };
  return new Promise((settle, failed) => {
    const options = { agent, method: body === undefined ? "GET" : "POST", headers: { ...headers, ...sending } };
    const sent = request(new URL(path, address), options, (answer) => {
      const isRefused = answer.statusCode !== 200;
      const kept: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => (read || isRefused) && kept.push(chunk));
      answer.on("error", failed);
      answer.on("end", () => {
        const text = Buffer.concat(kept).toString();
        if (isRefused) return failed(new Error(`${path} answered ${answer.statusCode}: ${text.slice(0, 500)}`));
        try {
          read?.(text);
          settle();
        } catch (error) {
          failed(error);
        }
      });
    });
    sent.on("error", failed);
    sent.end(body);
  });
}

export function timesOf(taken: readonly number[]): Times {
  const sorted = taken.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), ninetyFifth: at(0.95), count: sorted.length };
}
