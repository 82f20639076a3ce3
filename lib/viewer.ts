import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { userAgentFromString } from "next/server";
import { cache } from "react";
import type { Caller } from "#lib/access/caller.ts";
import { getOwedFactor } from "#lib/accounts/own-change.ts";
import { findSignedIn } from "#lib/accounts/queries.ts";
import { isRecent } from "#lib/accounts/session.ts";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { readSessionToken } from "#lib/auth.ts";

/** Asked of the database once a request, so that ending a session ends access at once. */
const getSignedIn = cache(async () => {
  const token = await readSessionToken();
  return token ? findSignedIn(token, new Date()) : undefined;
});

/** Who is looking. Whoever owes a second factor is the public. */
export async function getViewer(): Promise<Viewer> {
  const signedIn = await getSignedIn();
  return signedIn && !signedIn.owesSecondFactor ? signedIn.member : publicViewer;
}

/** Sends the public to sign in, and whoever owes a second factor to set one up. */
export async function requireMember(): Promise<Member> {
  const signedIn = await getSignedIn();
  if (!signedIn) redirect("/sign-in");
  if (signedIn.owesSecondFactor) redirect("/account/second-factor");
  return signedIn.member;
}

/** Who is signed in, also where they owe a second factor: to sign in anew and out, and to set one up. */
export async function getPerson(): Promise<{ viewer: Viewer; owesSecondFactor: boolean }> {
  const { member, owesSecondFactor } = (await getSignedIn()) ?? { member: publicViewer, owesSecondFactor: false };
  return { viewer: member, owesSecondFactor };
}

export async function requirePerson(): Promise<{ member: Member; owesSecondFactor: boolean }> {
  return (await getSignedIn()) ?? redirect("/sign-in");
}

/**
 * Somebody who has just shown who they are, with the second factor that they owe. Whoever has not is sent to do so, and from
 * there on to `next`, a page of this site. A command that changes how one signs in asks the same once more (changeOwn);
 * where it has refused a form, this page is drawn again all the same, with why and with what was typed.
 */
export async function requireRecent(next: string, whom: () => Promise<Member> = requireMember): Promise<Member> {
  const member = await whom();
  if (await isAnswerToForm()) return member;
  if (!isRecent(member, new Date()) || (await getOwedFactor(member)))
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
