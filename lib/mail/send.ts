import "server-only";
import nodemailer from "nodemailer";
import { isLoopback } from "#lib/site-address.ts";

/** Plain text, and nothing that is fetched when it is read. */
export type Mail = { to: string; subject: string; text: string };

/** What is told of a mail that was not sent. */
type Told = "code" | "command" | "responseCode";

/** Whether mails can be sent at all. */
export function canSendMail(): boolean {
  return Boolean(process.env.SMTP_URL?.trim());
}

/** Sends a mail, if mails can be sent. One that the server does not take is said to whoever runs the site, not to who asked for it. */
export async function sendMail({ to, subject, text }: Mail): Promise<boolean> {
  if (!canSendMail()) return false;
  const transport = nodemailer.createTransport(serverOf(process.env.SMTP_URL ?? ""));
  try {
    // An address as an object: a list of several is not taken for one.
    await transport.sendMail({
      ...{ from: process.env.MAIL_FROM, to: { name: "", address: to }, subject, text },
      ...{ disableFileAccess: true, disableUrlAccess: true },
      // Nobody's answering machine writes back.
      headers: { "Auto-Submitted": "auto-generated" },
    });
    return true;
  } catch (thrown) {
    // Its message may hold whom it was for, which is not for a log.
    const { code = "unknown", command, responseCode } = thrown as { [Name in Told]?: unknown };
    console.error("A mail was not sent:", { code, command, responseCode });
    return false;
  } finally {
    transport.close();
  }
}

/** smtps is encrypted from the first word on; smtp becomes so before anything is said, or nothing is sent. */
function serverOf(address: string) {
  const { protocol, hostname, port, username, password } = new URL(address);
  const isSecure = protocol === "smtps:";
  const timeout = 15_000;
  return {
    ...{ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) || (isSecure ? 465 : 587), secure: isSecure },
    requireTLS: !isSecure && !isLoopback(address),
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    ...{ connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout },
  };
}
