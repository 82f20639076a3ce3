import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { userAgentFromString } from "next/server";
import { cache } from "react";
import type { Caller } from "#lib/access/caller.ts";
import { findViewer } from "#lib/accounts/queries.ts";
import { isRecent } from "#lib/accounts/session.ts";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { readSessionToken } from "#lib/auth.ts";

/** Who is looking. Asked of the database once a request, so that ending a session ends access at once. */
export const getViewer = cache(async (): Promise<Viewer> => {
  const token = await readSessionToken();
  return token ? findViewer(token, new Date()) : publicViewer;
});

/** Sends the public to sign in. */
export async function requireMember(): Promise<Member> {
  const viewer = await getViewer();
  if (viewer.kind === "public") redirect("/sign-in");
  return viewer;
}

/**
 * Somebody who has just shown who they are. Whoever has not is sent to do so, and from there on to `next`, a page of this
 * site. A command that changes how one signs in asks the same once more (isRecent); where it has refused a form, this page
 * is drawn again all the same, with why and with what was typed.
 */
export async function requireRecent(next: string): Promise<Member> {
  const member = await requireMember();
  if (!isRecent(member, new Date()) && !(await isAnswerToForm()))
    redirect(`/account/confirm?next=${encodeURIComponent(next)}`);
  return member;
}

/** The page is asked for by a form that was sent from it, with scripts or without. */
async function isAnswerToForm() {
  const asked = await headers();
  return asked.has("next-action") || Boolean(asked.get("content-type")?.startsWith("multipart/form-data"));
}

/** Where this request comes from (scripts/next-app.ts has seen to the address). */
export async function readCaller(): Promise<Caller> {
  const asked = await headers();
  const { browser, os } = userAgentFromString(asked.get("user-agent") ?? undefined);
  const program = [browser.name, os.name].filter(Boolean).join(" on ").slice(0, 100);
  return { address: asked.get("x-forwarded-for") || null, browser: program || null };
}
