import type { Page } from "@playwright/test";
import type { App } from "./app.ts";
import { addFile } from "./evidence-files.ts";
import { plant } from "./planted.ts";
import { plantName } from "./planted-forms.ts";
import { report } from "./progress-form.ts";
import { type Kind, routes } from "./routes.ts";
import { query } from "./rows.ts";

export type Opened = { route: string; address: string; is: Kind };

/** Everything that a browser draws. */
export async function listRoutes(app: App, steward: Page): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const [route, { is, at, status }] of Object.entries(routes))
    if (is !== "file" && is !== "picture" && status !== 405)
      opened.push({ route, is, address: typeof at === "string" ? at : await at(app, steward) });
  return opened;
}

/** What else is worth looking at: every entry and every snapshot, lists of several kinds, and files that somebody would like it to open. */
export async function listMore(app: App): Promise<string[]> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="ran()"><script>ran()</script></svg>`;
  for (const [type, content] of [
    ["image/svg+xml", svg],
    ["text/html", "<!doctype html><script>ran()</script>"],
  ] as const)
    await addFile(app, { content: Buffer.from(content), fileName: plantName("a file"), type });
  const rows = await query<{ address: string }>(
    app,
    `select '${report}/recommendations/' || code as address from recommendations
     union all select '${report}/snapshots/' || slug from snapshots
     union all select '${report}/snapshots/compare?one=' || slug || '&other=now' from snapshots
     union all select '/evidence/' || id from evidence where kind = 'file'`,
  );
  const searches = ["?words=planted", "?words=onerror", "?unit=assignment&columns=organization,theme,priority,kind"];
  return [...rows.map(({ address }) => address), ...searches.map((one) => `${report}/recommendations${one}`)];
}

/** Parameters that no page leads to with a link or a form. */
const unlinked = [
  "draft",
  "saved",
  "next",
  "problem",
  "again",
  "done",
  "at",
  "read",
  "before",
  "callbackUrl",
  "limit",
  "cursor",
];

/** Every page with each parameter planted that a link leads to it with, with all that there are, and with each part of its path. */
export function listPlanted(opened: readonly Opened[], links: ReadonlySet<string>): string[] {
  const names = new Set(unlinked);
  const single = new Map<string, string>();
  for (const link of links) {
    const { pathname, searchParams } = new URL(link, "http://site");
    const route = opened.map(({ route }) => route).find((route) => patternOf(route).test(pathname));
    if (!link.startsWith("/") || !route) continue;
    for (const name of searchParams.keys()) {
      names.add(name);
      const changed = new URLSearchParams(searchParams);
      changed.set(name, plant(`parameter ${name}`));
      single.set(`${route} ${name}`, `${pathname}?${changed}`);
    }
  }
  const all = new URLSearchParams([...names].map((name) => [name, plant(`parameter ${name}`)]));
  const paths = opened.flatMap(({ route, address }) => {
    const parts = route.split("/");
    const found = address.split(/[?#]/)[0]?.split("/") ?? [];
    return parts.flatMap((part, at) =>
      part.startsWith("[") ? [found.with(at, encodeURIComponent(plant(`path ${part}`))).join("/")] : [],
    );
  });
  return [...single.values(), ...opened.map(({ address }) => `${address.split("?")[0]}?${all}`), ...paths];
}

function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replaceAll(".", "\\.").replace(/\[\w+\]/g, "[^/]+")}$`);
}
