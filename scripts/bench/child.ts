import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

// A server that is measured runs in a process of its own: what it costs is not what the measuring costs.

type Question = "watch-memory" | "tell-memory";

export type Server = {
  address: string;
  /** How many bytes the process held at most while `work` ran, and how many before. */
  watchMemory(work: () => Promise<void>): Promise<{ before: number; peak: number }>;
  stop(): Promise<void>;
};

export async function startServer(script: string, variables: Record<string, string>): Promise<Server> {
  const child = fork(resolve(import.meta.dirname, script), {
    env: { ...process.env, ...variables },
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const answer = async (): Promise<unknown> => {
    const ended = new AbortController();
    const exit = once(child, "exit", { signal: ended.signal }).then(() => {
      throw new Error(`${script} ended.`);
    });
    const [message] = await Promise.race([once(child, "message"), exit]).finally(() => {
      exit.catch(() => {});
      ended.abort();
    });
    return message;
  };
  const ask = async (question: Question): Promise<number> => {
    const answered = answer();
    child.send(question);
    return Number(await answered);
  };
  const address = String(await answer());
  return {
    address,
    watchMemory: async (work) => {
      const before = await ask("watch-memory");
      await work();
      return { before, peak: await ask("tell-memory") };
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

/** In the child: says where it answers, then how much memory it holds when asked, and ends with its parent. */
export function answerParent(address: string): void {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  process.on("message", (question: Question) => {
    if (question === "watch-memory") {
      peak = 0;
      setInterval(look, 20).unref();
    }
    look();
    process.send?.(peak);
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.(address);
}
