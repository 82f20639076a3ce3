import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { signInWithLink } from "#lib/accounts/commands.ts";
import { changeEmail } from "#lib/accounts/email-commands.ts";
import { confirmEmail, getConfirmation, sendConfirmation, sendSignInLink } from "#lib/accounts/email-links.ts";
import { findSignedIn, getLink } from "#lib/accounts/queries.ts";
import { confirmationMail, invitationMail, signInMail } from "#lib/mail/mails.ts";
import { sendNotice } from "#lib/mail/notices.ts";
import { sendMail } from "#lib/mail/send.ts";
import { openMailbox, pathIn } from "../support/mailbox.ts";
import { db } from "../support/owner.ts";
import { accessOf, createPerson, type Person } from "../support/person.ts";

let mailbox: Awaited<ReturnType<typeof openMailbox>>;
const now = new Date();
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const hours = (count: number) => minutes(count * 60);

beforeAll(async () => {
  mailbox = await openMailbox();
});
afterAll(() => mailbox.stop());
beforeEach(() => {
  vi.unstubAllEnvs();
  for (const [name, value] of Object.entries(mailbox.variables)) vi.stubEnv(name, value);
  mailbox.letters.length = 0;
});

/** The token in the only letter that somebody has. */
async function tokenFor(email: string): Promise<string> {
  const [letter] = await mailbox.lettersTo(email);
  if (!letter) throw new Error("No letter.");
  return pathIn(letter).split("/").at(-1) ?? "";
}

async function askForLink(person: Person) {
  await sendSignInLink(person.email, now);
  return tokenFor(person.email);
}

describe("a link by mail", () => {
  test("signs in its person once, within ten minutes, by the page of a link", async () => {
    const person = await createPerson();
    const token = await askForLink(person);
    expect(mailbox.letters).toHaveLength(1);
    expect(mailbox.letters[0]).toMatchObject({
      ...{ from: { address: "tamdan@example.org" }, subject: "Sign in to 127.0.0.1:3000" },
    });
    expect(mailbox.letters[0]).not.toHaveProperty("html");
    expect(mailbox.letters[0]?.text).toContain(`http://127.0.0.1:3000/sign-in/${token}\n`);
    expect(await getLink(token, now)).toMatchObject({ isValid: true, name: person.name });
    expect(await signInWithLink(token, minutes(10))).toMatchObject({ refusal: "expired" });
    const answer = await signInWithLink(token, minutes(9));
    if (!answer.ok) throw new Error(answer.refusal);
    const signedIn = await findSignedIn(answer.value.token, minutes(9));
    expect(signedIn).toMatchObject({ member: { userId: person.userId } });
    expect(await db.session.findUniqueOrThrow({ where: { id: signedIn?.member.sessionId } })).toMatchObject({
      way: "email",
    });
    expect(await signInWithLink(token, minutes(9))).toMatchObject({ refusal: "used" });
  });

  test("is sent to nobody who has no account, has not confirmed the address, or was removed", async () => {
    const [unconfirmed, removed, left] = [
      await createPerson({ isConfirmed: false }),
      await createPerson(),
      await createPerson(),
    ];
    await db.user.update({
      where: { id: removed.userId },
      data: { email: null, emailSetAt: null, emailVerifiedAt: null, endedAt: now },
    });
    await db.membership.updateMany({ where: { userId: left.userId }, data: { endedAt: now } });
    for (const email of [unconfirmed.email, removed.email, left.email, "nobody@example.org", "", "no address"])
      await sendSignInLink(email, now);
    expect(mailbox.letters).toEqual([]);
    expect(await db.oneTimeLink.count({ where: { purpose: "email_sign_in", userId: unconfirmed.userId } })).toBe(0);
  });

  test("leads nowhere once the address was changed, the account has left, or the way was turned off", async () => {
    const [changed, left, off] = [await createPerson(), await createPerson(), await createPerson()];
    const tokens = [await askForLink(changed), await askForLink(left), await askForLink(off)] as const;
    expect(await changeEmail(changed, { email: "new@example.org" }, now, noCaller)).toMatchObject({ ok: true });
    expect(await signInWithLink(tokens[0], now)).toMatchObject({ refusal: "used" });
    await db.membership.updateMany({ where: { userId: left.userId }, data: { endedAt: now } });
    expect(await signInWithLink(tokens[1], now)).toMatchObject({ refusal: "ended" });
    vi.stubEnv("SIGN_IN_WAYS", "link,password");
    expect(await signInWithLink(tokens[2], now)).toMatchObject({ refusal: "off" });
    expect(await getLink(tokens[2], now)).toMatchObject({ refusal: "off" });
    mailbox.letters.length = 0;
    await sendSignInLink(off.email, now);
    expect(mailbox.letters).toEqual([]);
    vi.stubEnv("SIGN_IN_WAYS", "");
    expect(await signInWithLink(tokens[2], now)).toMatchObject({ ok: true });
  });

  test("asks for the second factor of whoever has one", async () => {
    const person = await createPerson();
    await db.totpSecret.create({
      data: { userId: person.userId, secret: new Uint8Array(48), createdAt: now, confirmedAt: now },
    });
    expect(await signInWithLink(await askForLink(person), now)).toMatchObject({ value: { kind: "second-factor" } });
  });
});

describe("a link that confirms an address", () => {
  async function askToConfirm(person: Person) {
    await sendConfirmation(person.userId, now);
    return tokenFor(person.email);
  }

  test("does so once, within a day, signs nobody in, and is written down", async () => {
    const person = await createPerson({ isConfirmed: false });
    const token = await askToConfirm(person);
    expect(mailbox.letters[0]?.text).toContain(`${person.name} has given this address`);
    expect(await getConfirmation(token, now)).toMatchObject({ isValid: true, email: person.email });
    expect(await signInWithLink(token, now)).toMatchObject({ refusal: "unknown" });
    expect(await getLink(token, now)).toMatchObject({ refusal: "unknown" });
    expect(await confirmEmail(token, hours(24), noCaller)).toMatchObject({ refusal: "expired" });
    expect(await confirmEmail(token, hours(23), noCaller)).toMatchObject({ ok: true });
    expect(await db.user.findUniqueOrThrow({ where: { id: person.userId } })).toMatchObject({
      emailVerifiedAt: hours(23),
    });
    expect(await confirmEmail(token, hours(23), noCaller)).toMatchObject({ refusal: "used" });
    // So is that somebody tried to sign in with it.
    expect(await accessOf(person)).toEqual(["sign_in_failed", "email_changed"]);
  });

  test("confirms no other address than the one that it was sent to, and nothing by a link to sign in", async () => {
    const person = await createPerson({ isConfirmed: false });
    const token = await askToConfirm(person);
    await db.user.update({ where: { id: person.userId }, data: { email: "else@example.org" } });
    expect(await confirmEmail(token, now, noCaller)).toMatchObject({ refusal: "used" });
    const confirmed = await createPerson();
    const signIn = await askForLink(confirmed);
    expect(await confirmEmail(signIn, now, noCaller)).toMatchObject({ refusal: "unknown" });
    expect(await getConfirmation(signIn, now)).toMatchObject({ refusal: "unknown" });
    for (const nonsense of ["", "x", "../"])
      expect(await confirmEmail(nonsense, now, noCaller)).toMatchObject({ refusal: "unknown" });
  });

  test("of two who give one address goes to whoever confirms it first", async () => {
    const one = await createPerson({ isConfirmed: false });
    const other = await createPerson({ email: one.email, isConfirmed: false });
    const first = await askToConfirm(one);
    await sendConfirmation(other.userId, now);
    const [, letter] = await mailbox.lettersTo(one.email, 2);
    const second =
      pathIn(letter ?? {})
        .split("/")
        .at(-1) ?? "";
    expect(await confirmEmail(second, now, noCaller)).toMatchObject({ ok: true });
    expect(await confirmEmail(first, now, noCaller)).toMatchObject({ refusal: "taken" });
    expect(await db.user.findUniqueOrThrow({ where: { id: one.userId } })).toMatchObject({ emailVerifiedAt: null });
  });

  test("is sent only where there is something to confirm", async () => {
    const [confirmed, person] = [await createPerson(), await createPerson({ isConfirmed: false })];
    expect(await sendConfirmation(confirmed.userId, now)).toBe(false);
    expect(mailbox.letters).toEqual([]);
    expect(await sendConfirmation(person.userId, now)).toBe(true);
  });

  test("is said not to be sent where the server does not take it", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const person = await createPerson({ isConfirmed: false });
    vi.stubEnv("SMTP_URL", "smtp://127.0.0.1:1");
    expect(await sendConfirmation(person.userId, now)).toBe(false);
    expect(said).toHaveBeenCalledOnce();
    said.mockRestore();
  });
});

describe("a notice", () => {
  test("says what was changed, at an address that was confirmed and at no other", async () => {
    const [confirmed, unconfirmed] = [await createPerson(), await createPerson({ isConfirmed: false })];
    await sendNotice(unconfirmed.userId, "password_set");
    await sendNotice(confirmed.userId, "passkey_removed");
    expect(mailbox.letters.map(({ recipients }) => recipients)).toEqual([[confirmed.email]]);
    expect(mailbox.letters[0]?.text).toContain("a passkey was removed from your account on 127.0.0.1:3000.");
  });
});

describe("a mail", () => {
  const to = "one@example.org";

  test("goes to one address, whatever a name or an address holds", async () => {
    const name = "One\r\nBcc: other@example.org\r\n\r\nhttps://example.org {site} <b>";
    await sendMail(confirmationMail({ to, path: "/confirm-email/x", name }));
    await sendMail(invitationMail({ to, path: "/invitations/x", inviter: name, organization: name }));
    await sendMail(signInMail({ to: "one@example.org, other@example.org", path: "/sign-in/x" }));
    expect(mailbox.letters.length).toBeGreaterThan(1);
    for (const { recipients, subject, headers, bcc } of mailbox.letters) {
      expect(recipients).toHaveLength(1);
      expect(recipients[0]).not.toBe("other@example.org");
      expect(subject).not.toContain("\n");
      expect(bcc).toBeUndefined();
      expect(headers.map(({ key }) => key)).toContain("auto-submitted");
    }
    const [, invitation] = mailbox.letters;
    expect(invitation?.text).toContain("http://127.0.0.1:3000/invitations/x\n");
  });

  test("is not sent without a server, and one that the server does not take is said to whoever runs the site alone", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const mail = signInMail({ to, path: "/sign-in/secret-token" });
    vi.stubEnv("SMTP_URL", "");
    expect(await sendMail(mail)).toBe(false);
    expect(said).not.toHaveBeenCalled();
    for (const address of ["smtp://127.0.0.1:1", `smtp://tamdan:wrong@127.0.0.1:${mailbox.port}`]) {
      vi.stubEnv("SMTP_URL", address);
      expect(await sendMail(mail)).toBe(false);
    }
    vi.stubEnv("SMTP_URL", mailbox.variables.SMTP_URL);
    expect(await sendMail({ ...mail, to: "refused@example.org" })).toBe(false);
    expect(said).toHaveBeenCalledTimes(3);
    expect(said.mock.calls[2]?.[1]).toEqual({ code: "EENVELOPE", command: "RCPT TO", responseCode: 550 });
    expect(JSON.stringify(said.mock.calls)).not.toMatch(/secret-token|refused@|wrong@|pass/);
    expect(mailbox.letters).toEqual([]);
    said.mockRestore();
  });

  test("is sent to another machine over an encrypted connection, or not at all", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    // Every address of this machine, and so none of which it is sure that it is its own.
    vi.stubEnv("SMTP_URL", mailbox.variables.SMTP_URL.replace("127.0.0.1", "0.0.0.0"));
    expect(await sendMail(signInMail({ to, path: "/sign-in/x" }))).toBe(false);
    expect(JSON.stringify(said.mock.calls)).toContain("STARTTLS");
    expect(mailbox.letters).toEqual([]);
    said.mockRestore();
  });
});
