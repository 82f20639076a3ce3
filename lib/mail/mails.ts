import { absolute } from "#lib/site-address.ts";
import { words } from "#lib/words.ts";
import type { Mail } from "./send.ts";

type Linked = { to: string; path: string };

/** Each mail says what it is for, what its link does and for how long, and what to do if nobody asked for it. */
export function signInMail({ to, path }: Linked): Mail {
  return mailOf(to, "signIn", { link: absolute(path) });
}

export function confirmationMail({ to, path, name }: Linked & { name: string }): Mail {
  return mailOf(to, "confirmation", { link: absolute(path), name });
}

export function invitationMail({ to, path, ...who }: Linked & { inviter: string; organization: string }): Mail {
  return mailOf(to, "invitation", { link: absolute(path), ...who });
}

/** What was changed of how somebody signs in. */
export type Changed = keyof typeof import("#messages/en.json")["mail"]["changed"];

export function noticeMail({ to, name, changed }: { to: string; name: string; changed: Changed }): Mail {
  return mailOf(to, "notice", { name, changed: words(`mail.changed.${changed}`), link: absolute("/account") });
}

export function wrongCodesMail({ to, name }: { to: string; name: string }): Mail {
  return mailOf(to, "wrongCodes", { name, link: absolute("/account") });
}

type Kind = "signIn" | "confirmation" | "invitation" | "notice" | "wrongCodes";

function mailOf(to: string, kind: Kind, said: Record<string, string>): Mail {
  const site = new URL(absolute("/")).host;
  // A name that somebody typed stays one line, whatever it holds.
  const values = { site, ...Object.fromEntries(Object.entries(said).map(([key, value]) => [key, oneLine(value)])) };
  return { to, subject: words(`mail.${kind}.subject`, values), text: words(`mail.${kind}.text`, values) };
}

function oneLine(text: string) {
  return text.replace(/\s+/g, " ").trim();
}
