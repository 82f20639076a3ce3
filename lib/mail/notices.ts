import "server-only";
import { db } from "#lib/db.ts";
import { type Changed, noticeMail, wrongCodesMail } from "./mails.ts";
import { canSendMail, sendMail } from "./send.ts";

type Reached = { name: string; email: string } | undefined;

/** Where somebody is told that how they sign in was changed: an address that they have confirmed; else it might be a stranger's. */
export async function getNoticeAddress(userId: string): Promise<Reached> {
  const person = await db.user.findFirst({
    where: { id: userId, endedAt: null, emailVerifiedAt: { not: null } },
    select: { name: true, email: true },
  });
  return person?.email ? { name: person.name, email: person.email } : undefined;
}

export async function sendNoticeTo(reached: Reached, changed: Changed): Promise<void> {
  if (reached) await sendMail(noticeMail({ to: reached.email, name: reached.name, changed }));
}

export async function sendNotice(userId: string, changed: Changed): Promise<void> {
  await sendNoticeTo(await getNoticeAddress(userId), changed);
}

/** Somebody has come past the first half of signing in as this person, and guesses at the second. */
export async function warnOfCodes(userId: string): Promise<void> {
  const reached = canSendMail() ? await getNoticeAddress(userId) : undefined;
  if (reached) await sendMail(wrongCodesMail({ to: reached.email, name: reached.name }));
}
