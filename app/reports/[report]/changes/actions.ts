"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { markRead } from "#lib/changes/commands.ts";
import { requireMember } from "#lib/viewer.ts";

const Form = z.object({ report: z.string().regex(/^[a-z0-9-]{1,100}$/), shownAt: z.coerce.date() });

export async function markReadAction(form: FormData): Promise<void> {
  const viewer = await requireMember();
  const parsed = Form.safeParse({ report: form.get("report"), shownAt: form.get("shownAt") });
  if (!parsed.success) redirect("/");
  const { report, shownAt } = parsed.data;
  const result = await markRead(viewer, report, shownAt, new Date());
  revalidatePath("/", "layout");
  redirect(result.ok ? `/reports/${report}/changes?since=visit&read=1#read` : "/");
}
