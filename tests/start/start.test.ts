import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { copyCheckout } from "../support/checkout.ts";
import { FormSender } from "../support/posted-forms.ts";
import { becomesReady, isAlive, processesOf, runIn, type Tamdan } from "../support/tamdan.ts";

// One story on one data folder, in order: each start finds what the one before it left.
let checkout: Awaited<ReturnType<typeof copyCheckout>>;
let dataFolder: string;
const started: Tamdan[] = [];

beforeAll(async () => {
  checkout = await copyCheckout();
  dataFolder = join(await mkdtemp(join(tmpdir(), "tamdan-data-")), "data");
});

afterEach(async () => {
  for (const { process: npm } of started.splice(0)) killGroup(npm);
});

afterAll(async () => {
  // Nothing is left behind of a test that failed half-way: Postgres outlives what started it.
  const left = Number.parseInt(
    await readFile(join(dataFolder, "postgres", "postmaster.pid"), "utf8").catch(() => ""),
    10,
  );
  if (left) killGroup({ pid: left });
  await checkout.remove();
  await rm(join(dataFolder, ".."), { recursive: true, force: true });
});

const npm = (...command: string[]) => {
  const tamdan = runIn(checkout.folder, ["npm", ...command], { DATA_DIR: dataFolder });
  started.push(tamdan);
  return tamdan;
};

function killGroup({ pid }: Pick<ChildProcess, "pid">, signal: NodeJS.Signals = "SIGKILL") {
  try {
    if (pid) process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

const signInLines = (tamdan: Tamdan) => tamdan.out().filter((line) => line.startsWith("Sign in as "));

describe("npm start", () => {
  test("from nothing but the packages: builds, makes a database, loads the report and says where it is", async () => {
    const tamdan = npm("start");
    const address = await becomesReady(tamdan);
    expect(tamdan.out().at(-1)).toBe(`Tamdan is ready at ${address}`);
    expect(tamdan.out().filter((line) => line.startsWith("Tamdan is ready"))).toHaveLength(1);
    const links = signInLines(tamdan).map((line) => /^Sign in as (\S+): (http\S+)$/.exec(line)?.slice(1));
    expect(links.map((link) => link?.[0])).toEqual(["undp", "ministry", "acleda", "veterans", "ilo"]);
    for (const link of links) expect(link?.[1]).toMatch(new RegExp(`^${address}/sign-in/\\S{40,}$`));
    const { items } = await getJson(address, "/api/v1/reports/cmb-97-021/recommendations");
    expect(items).toHaveLength(17);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    for (const file of ["secrets.json", "running.json", "postgres.log"])
      expect([file, ((await stat(join(dataFolder, file))).mode & 0o777).toString(8)]).toEqual([file, "600"]);

    const { node, postgres } = await processesOf(dataFolder);
    tamdan.process.kill("SIGTERM");
    expect(await tamdan.ended).toBe(0);
    expect([await isAlive(node), await isAlive(postgres)]).toEqual([false, false]);
    expect(await readFile(join(dataFolder, "postgres.log"), "utf8")).toContain("database system is shut down");
    expect(tamdan.out().at(-1)).toBe(`Tamdan is ready at ${address}`);
  });

  test("the second time it builds nothing and issues no links; another start on the same data is told where it is", async () => {
    const tamdan = npm("start");
    const address = await becomesReady(tamdan);
    expect([...tamdan.out(), ...tamdan.errors()].join("\n")).not.toMatch(/Building|Generating|Installing|Making/);
    expect(signInLines(tamdan)).toEqual([]);

    const second = npm("start");
    expect(await second.ended).toBe(1);
    expect(second.errors()).toEqual([expect.stringContaining(`Tamdan is already running on this data at ${address}`)]);
    const load = npm("run", "load", "--", "prisma/reports/cmb-97-021.json");
    expect(await load.ended).toBe(0);
    expect(load.out().at(-1)).toBe("17 recommendations: 0 new, 0 changed, 17 unchanged");
    const url = npm("run", "--silent", "db:url");
    expect(await url.ended).toBe(0);
    expect(url.out()).toEqual([expect.stringMatching(/^postgresql:\/\/tamdan:[0-9a-f]{64}@127\.0\.0\.1:\d+\/tamdan$/)]);

    // Ctrl-C: the terminal sends it to the whole group, and npm passes it on once more.
    const { node, postgres } = await processesOf(dataFolder);
    killGroup(tamdan.process, "SIGINT");
    expect(await tamdan.ended).toBe(0);
    expect([await isAlive(node), await isAlive(postgres)]).toEqual([false, false]);
  });

  test("an answer that is being given when it is stopped is given to its end", async () => {
    const tamdan = npm("start");
    const address = await becomesReady(tamdan);
    const answers = Array.from({ length: 8 }, () => fetch(`${address}/reports/cmb-97-021/recommendations`));
    await Promise.race(answers);
    tamdan.process.kill("SIGTERM");
    for (const answer of await Promise.allSettled(answers))
      if (answer.status === "fulfilled") expect(await answer.value.text()).toContain("</html>");
    expect(await tamdan.ended).toBe(0);
  });

  test.each(["everything", "the web server only"] as const)(
    "killed in the middle of updates, %s: the next start has every update that was acknowledged",
    async (what) => {
      const first = npm("start");
      const address = await becomesReady(first);
      const writers = await openWriters(address);
      const acknowledged = new Set<string>();
      let isKilled = false;
      const writing = writers.map(async ({ sender, path }) => {
        while (!isKilled) {
          const location = await sender.submit(path, "No change, still correct").catch(() => "");
          const id = /saved=([0-9a-f-]{36})/.exec(location)?.[1];
          if (id) acknowledged.add(id);
        }
      });
      while (acknowledged.size < 12) await wait(10);
      const { node, postgres } = await processesOf(dataFolder);
      if (what === "everything") process.kill(-postgres, "SIGKILL");
      process.kill(node, "SIGKILL");
      killGroup(first.process);
      isKilled = true;
      await Promise.all(writing);
      if (what === "the web server only") expect(await isAlive(postgres)).toBe(true);

      const second = npm("start");
      const again = await becomesReady(second);
      if (what === "the web server only") expect(await isAlive(postgres)).toBe(false);
      const kept = await listUpdateIds(again);
      expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
      expect(acknowledged.size).toBeGreaterThanOrEqual(12);
      second.process.kill("SIGTERM");
      expect(await second.ended).toBe(0);
    },
  );

  test("a lock file whose process id another program has by now stops neither the start nor that program", async () => {
    const owner = await stat(join(dataFolder, "postgres"));
    const identity = process.getuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {};
    const bystander = spawn("sleep", ["120"], { ...identity, cwd: "/", stdio: "ignore" });
    const lines = [bystander.pid, join(dataFolder, "postgres"), 1, 5432, "", "127.0.0.1", "", "ready   ", ""];
    await writeFile(join(dataFolder, "postgres", "postmaster.pid"), lines.join("\n"), { mode: 0o600 });
    await writeFile(
      join(dataFolder, "running.json"),
      JSON.stringify({ pid: bystander.pid, address: "http://127.0.0.1:9", controlPort: 9, token: "a" }),
    );
    const tamdan = npm("start");
    await becomesReady(tamdan);
    expect(await isAlive(bystander.pid ?? 0)).toBe(true);
    bystander.kill();
    tamdan.process.kill("SIGTERM");
    expect(await tamdan.ended).toBe(0);
  });
});

async function getJson(address: string, path: string) {
  const answer = await fetch(address + path);
  expect(answer.status).toBe(200);
  return answer.json();
}

async function listUpdateIds(address: string) {
  const ids = new Set<string>();
  let cursor = "";
  do {
    const page = await getJson(address, `/api/v1/reports/cmb-97-021/updates${cursor && `?cursor=${cursor}`}`);
    for (const { id } of page.items) ids.add(id);
    cursor = page.next && encodeURIComponent(page.next);
  } while (cursor);
  return ids;
}

/** For each organization that answers, somebody who is signed in and the page of one of its assignments. */
async function openWriters(address: string) {
  const issued = npm("run", "--silent", "sign-in-links", "--", "--json");
  expect(await issued.ended).toBe(0);
  const links: { organization: string; url: string }[] = JSON.parse(issued.out().join("\n"));
  const { items } = await getJson(address, "/api/v1/reports/cmb-97-021/recommendations");
  const writers = links.map(async ({ organization, url }) => {
    const own = items.find((item: { assignments: { organization: string }[] }) =>
      item.assignments.some((assignment) => assignment.organization === organization),
    );
    if (!own) return [];
    const sender = new FormSender(address);
    await sender.submit(new URL(url).pathname, "Sign in as");
    return [{ sender, path: `/reports/cmb-97-021/recommendations/${own.code}` }];
  });
  return (await Promise.all(writers)).flat();
}
