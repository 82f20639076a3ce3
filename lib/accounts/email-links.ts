import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { actingAlone, presenting, tellPerson } from "#lib/acting.ts";
import { db } from "#lib/db.ts";
import { confirmationMail, signInMail } from "#lib/mail/mails.ts";
import { canSendMail, sendMail } from "#lib/mail/send.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { type LinkRefusal, linkState, refusalOf } from "./link.ts";
import { holdAddress, letGoOfAddress } from "./sign-in.ts";
import { hashToken, newToken } from "./tokens.ts";
import { isOn } from "./ways.ts";

/** How long a link works that was sent to an address, in milliseconds. */
const lifetime = { email_sign_in: 10 * 60_000, email_confirmation: 24 * 60 * 60_000 } as const;

type Purpose = keyof typeof lifetime;

/**
 * Sends a link that signs in to an address that an account has confirmed: else a stranger might be let in, to whom somebody's
 * mistyped address belongs. To be called when whoever asked has their answer already: it tells nothing, nor does its time.
 */
export async function sendSignInLink(email: string, now: Date): Promise<void> {
  if (!isOn("email")) return;
  const person = await db.user.findFirst({
    where: { email, emailVerifiedAt: { not: null }, endedAt: null },
    select: { id: true },
  });
  const token = person && (await issueLink(person.id, email, "email_sign_in", now));
  if (token) await sendMail(signInMail({ to: email, path: `/sign-in/${token}` }));
}

/** Sends a link by which somebody shows that the address that they have given is theirs. Answers whether it was sent. */
export async function sendConfirmation(userId: string, now: Date): Promise<boolean> {
  const person = await findUnconfirmed(userId);
  if (!person || !canSendMail()) return false;
  const { name, email } = person;
  const token = await issueLink(userId, email, "email_confirmation", now);
  return token !== undefined && sendMail(confirmationMail({ to: email, path: `/confirm-email/${token}`, name }));
}

/** Who has given an address and not confirmed it, with that address. */
export async function findUnconfirmed(userId: string): Promise<{ name: string; email: string } | undefined> {
  const person = await db.user.findFirst({
    where: { id: userId, emailVerifiedAt: null, endedAt: null },
    select: { name: true, email: true },
  });
  return person?.email ? { name: person.name, email: person.email } : undefined;
}

async function issueLink(userId: string, email: string, purpose: Purpose, now: Date): Promise<string | undefined> {
  return actingAlone(userId, now, async (tx) => {
    const membership = await tx.membership.findFirst({
      where: { userId, endedAt: null },
      orderBy: { createdAt: "asc" },
      select: { organizationId: true },
    });
    if (!membership) return;
    const token = newToken();
    const expiresAt = new Date(now.getTime() + lifetime[purpose]);
    await tx.oneTimeLink.create({
      data: { ...membership, userId, email, purpose, tokenHash: hashToken(token), createdAt: now, expiresAt },
      select: { id: true },
    });
    return token;
  });
}

export type ConfirmationRefusal = LinkRefusal | "taken";

/** Whose address a link confirms, or why it does not; looking does not use it up. */
export async function getConfirmation(token: string, now: Date) {
  const tokenHash = hashToken(token);
  const link = await presenting(tokenHash, now, (tx) =>
    tx.oneTimeLink.findFirst({ where: { tokenHash, purpose: "email_confirmation" }, select: linkState }),
  );
  const refusal = refusalOf(link, now);
  return !link || refusal
    ? { isValid: false as const, refusal: refusal ?? "unknown" }
    : { ...link, isValid: true as const };
}

/** From now on the address is known to be theirs. Whoever confirms an address first has it; nobody else can then. */
export async function confirmEmail(
  token: string,
  now: Date,
  caller: Caller,
): Promise<Result<undefined, ConfirmationRefusal>> {
  const tokenHash = hashToken(token);
  return presenting(tokenHash, now, async (tx) => {
    const link = await tx.oneTimeLink.findFirst({
      where: { tokenHash, purpose: "email_confirmation" },
      select: linkState,
    });
    const refusal = refusalOf(link, now);
    if (!link || refusal) return refused(refusal ?? "unknown");
    const { id, userId, email, organizationId } = link;
    await tellPerson(tx, userId);
    await holdAddress(tx, email ?? "");
    await letGoOfAddress(tx, email ?? "");
    const isTaken =
      (await tx.user.count({ where: { email, emailVerifiedAt: { not: null }, id: { not: userId } } })) > 0;
    if (isTaken) return refused("taken");
    const used = await tx.oneTimeLink.updateMany({ where: { id, usedAt: null }, data: { usedAt: now } });
    if (used.count === 0) return refused("used");
    // An address that was changed since has links of its own.
    const confirmed = await tx.user.updateMany({ where: { id: userId, email }, data: { emailVerifiedAt: now } });
    if (confirmed.count === 0) return refused("used");
    const entry = { kind: "email_changed", at: now, actorId: userId, organizationId } as const;
    await recordAccess(tx, { ...entry, details: { isConfirmed: true } }, caller);
    return done(undefined);
  });
}
