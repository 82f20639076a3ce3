import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import type { Database } from "#lib/db.ts";
import { done, refused } from "#lib/result.ts";
import { newSlug } from "./codes.ts";
import { editRegister, newestChange, type RegisterResult } from "./edit.ts";
import { judgeTheme } from "./judge.ts";
import type { ThemeForm } from "./schema.ts";

// What a steward does with the themes of a report.

type Saved = { id: string };

export function addTheme(viewer: Viewer, reportId: string, form: ThemeForm, now: Date): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx) => {
    const themes = await listThemes(tx, reportId);
    const problems = judgeTheme(
      form,
      themes.map(({ name }) => name),
    );
    if (problems.length > 0) return refused("invalid", problems);
    const slug = newSlug(form.name, "theme", new Set(themes.map((one) => one.slug)));
    const position = (themes.at(-1)?.position ?? -1) + 1;
    return done(await tx.theme.create({ data: { reportId, slug, name: form.name, position }, select: { id: true } }));
  });
}

export function renameTheme(
  viewer: Viewer,
  reportId: string,
  { id, seen }: { id: string; seen: number },
  form: ThemeForm,
  now: Date,
): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx) => {
    const themes = await listThemes(tx, reportId);
    if (!themes.some((theme) => theme.id === id)) return refused("not-found");
    if ((await newestChange(tx, ["themes"], id)) !== seen) return refused("changed-meanwhile");
    const others = themes.filter((theme) => theme.id !== id);
    const problems = judgeTheme(
      form,
      others.map(({ name }) => name),
    );
    if (problems.length > 0) return refused("invalid", problems);
    await tx.theme.update({ where: { id }, data: { name: form.name } });
    return done({ id });
  });
}

export function moveTheme(
  viewer: Viewer,
  reportId: string,
  id: string,
  move: "up" | "down",
  now: Date,
): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx) => {
    const themes = await listThemes(tx, reportId);
    const from = themes.findIndex((theme) => theme.id === id);
    if (from < 0) return refused("not-found");
    const to = Math.min(Math.max(from + (move === "up" ? -1 : 1), 0), themes.length - 1);
    const order = themes.toSpliced(from, 1).toSpliced(to, 0, ...themes.slice(from, from + 1));
    for (const [position, theme] of order.entries())
      if (theme.position !== position) await tx.theme.update({ where: { id: theme.id }, data: { position } });
    return done({ id });
  });
}

/** Only one that no entry has. */
export function deleteTheme(viewer: Viewer, reportId: string, id: string, now: Date): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx) => {
    const theme = (await listThemes(tx, reportId)).find((one) => one.id === id);
    if (!theme) return refused("not-found");
    if (theme._count.recommendations > 0) return refused("has-log");
    await tx.theme.delete({ where: { id } });
    return done({ id });
  });
}

function listThemes(tx: Database, reportId: string) {
  return tx.theme.findMany({
    where: { reportId },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    select: { id: true, slug: true, name: true, position: true, _count: { select: { recommendations: true } } },
  });
}
