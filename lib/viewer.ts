import "server-only";
import { redirect } from "next/navigation";
import { cache } from "react";
import { findViewer } from "#lib/accounts/queries.ts";
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
