import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { codeOf, Fault } from "#lib/fault.ts";
import { syncFolder } from "./cluster.ts";

const Secrets = z.object({
  databasePassword: z.string().regex(/^[0-9a-f]{64}$/),
  sessionSecret: z.string().min(32),
});
type Secrets = z.infer<typeof Secrets>;

/** The secrets of a data folder, made at random on the first start, readable by their owner alone. */
export async function openSecrets(dataFolder: string): Promise<Secrets & { areNew: boolean }> {
  const file = join(dataFolder, "secrets.json");
  const kept = await readSecrets(file);
  if (kept) return { ...kept, areNew: false };
  const secrets: Secrets = {
    databasePassword: randomBytes(32).toString("hex"),
    sessionSecret: randomBytes(32).toString("hex"),
  };
  const unfinished = `${file}.unfinished`;
  const handle = await open(unfinished, "w", 0o600);
  await handle.chmod(0o600);
  await handle.writeFile(`${JSON.stringify(secrets, null, 2)}\n`);
  await handle.sync().finally(() => handle.close());
  await rename(unfinished, file);
  await syncFolder(dirname(file));
  return { ...secrets, areNew: true };
}

async function readSecrets(file: string): Promise<Secrets | undefined> {
  try {
    return Secrets.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw new Fault("secrets-unreadable", { file });
  }
}
