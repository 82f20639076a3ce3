import { once } from "node:events";
import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

export type Letter = Email & { recipients: string[] };

/** A real SMTP server on loopback that keeps what it is sent, and takes it from nobody without the password, and for nobody whose address begins with "refused". */
export async function openMailbox() {
  const letters: Letter[] = [];
  const server = new SMTPServer({
    // It has no certificate that anybody would trust.
    ...{ hideSTARTTLS: true, disabledCommands: ["STARTTLS"], authMethods: ["PLAIN"], allowInsecureAuth: true },
    onAuth: ({ username, password }, _, answer) =>
      username === "tamdan" && password === "pass/word"
        ? answer(null, { user: username })
        : answer(new Error("Wrong password")),
    onRcptTo: ({ address }, _, answer) =>
      address.startsWith("refused") ? answer(new Error(`There is no ${address}`)) : answer(),
    onData(stream, { envelope }, taken) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", async () => {
        const parsed = await PostalMime.parse(Buffer.concat(parts));
        letters.push({ ...parsed, recipients: envelope.rcptTo.map(({ address }) => address) });
        taken();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    letters,
    variables: { SMTP_URL: `smtp://tamdan:pass%2Fword@127.0.0.1:${port}`, MAIL_FROM: "tamdan@example.org" },
    /** The letters to somebody, the newest last, once there are so many. */
    async lettersTo(address: string, count = 1): Promise<Letter[]> {
      for (let waited = 0; waited < 10_000; waited += 50) {
        const theirs = letters.filter(({ recipients }) => recipients.includes(address));
        if (theirs.length >= count) return theirs;
        await new Promise((settle) => setTimeout(settle, 50));
      }
      throw new Error(`${address} has no ${count} letters.`);
    },
    stop: () => new Promise<void>((settle) => server.close(settle)),
  };
}

/** The address in a letter, without that of the site. */
export function pathIn({ text = "" }: Pick<Letter, "text">): string {
  const [address = ""] = /https?:\/\/\S+/.exec(text) ?? [];
  return address && new URL(address).pathname;
}
