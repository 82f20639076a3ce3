import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

// What the build says of itself, so that no test has to be told what there is to test.

/** A route that the build answers: a page, or a file that answers itself. */
export type BuiltRoute = { route: string; isPage: boolean };

export async function listRoutes(): Promise<BuiltRoute[]> {
  const routes: Record<string, string> = await read("app-path-routes-manifest.json");
  return Object.entries(routes).map(([file, route]) => ({ route, isPage: file.endsWith("/page") }));
}

/** A server action, by the name under which it can be called and those by which we know it. */
export type BuiltAction = { id: string; file: string; name: string };

export async function listActions(): Promise<BuiltAction[]> {
  type Action = { filename: string; exportedName: string };
  const { node }: { node: Record<string, Action> } = await read("server/server-reference-manifest.json");
  return Object.entries(node).map(([id, { filename, exportedName }]) => ({ id, file: filename, name: exportedName }));
}

async function read(name: string) {
  return JSON.parse(await readFile(resolve(import.meta.dirname, "../../.next", name), "utf8"));
}
