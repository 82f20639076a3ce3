"use client";
import { startAuthentication, startRegistration } from "@simplewebauthn/browser";
import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { Focused } from "#components/ui/focused.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useScripts } from "#components/ui/scripts.ts";

export type PasskeyWords = Record<"button" | "needsScripts" | "notShown", string>;

type Props<Options> = {
  words: PasskeyWords;
  look?: "primary" | "plain";
  /** Asks the server what to show, or to make; it may answer why not. */
  begin: () => Promise<Options | string>;
  /** Asks the device, which asks who holds it. */
  ask: (options: Options) => Promise<unknown>;
  /** Gives the server what the device has answered, and answers why it was not taken. */
  finish: (response: unknown) => Promise<string | undefined>;
};

/** A passkey is the one way that needs scripts: a device answers to them alone. */
function PasskeyButton<Options>({ words, look, begin, ask, finish }: Props<Options>) {
  const [isPending, start] = useTransition();
  const [refusal, setRefusal] = useState<{ words: string; attempt: number }>();
  const areScriptsOn = useScripts();

  function refuse(sentence: string) {
    setRefusal((before) => ({ words: sentence, attempt: (before?.attempt ?? 0) + 1 }));
  }

  async function show() {
    setRefusal(undefined);
    const options = await begin();
    if (typeof options === "string") return refuse(options);
    // Whoever turns their device down, or has none that knows a passkey of this site.
    const response = await ask(options).catch(() => undefined);
    const sentence = response ? await finish(response) : words.notShown;
    if (sentence) refuse(sentence);
  }

  return (
    <>
      {refusal && (
        <Focused key={refusal.attempt} role="alert" className="mb-3 outline-none">
          <Notice look="problem">{refusal.words}</Notice>
        </Focused>
      )}
      {areScriptsOn ? (
        <Button type="button" look={look} disabled={isPending} onClick={() => start(show)}>
          {words.button}
        </Button>
      ) : (
        <p className="min-h-11 text-muted">{words.needsScripts}</p>
      )}
    </>
  );
}

type ShowProps = {
  words: PasskeyWords;
  next: string;
  begin: () => Promise<Parameters<typeof startAuthentication>[0]["optionsJSON"] | string>;
  show: (response: unknown, next: string) => Promise<string>;
};

export function ShowPasskey({ words, next, begin, show }: ShowProps) {
  return (
    <PasskeyButton
      words={words}
      begin={begin}
      ask={(optionsJSON) => startAuthentication({ optionsJSON })}
      finish={(response) => show(response, next)}
    />
  );
}

type AddProps = {
  words: PasskeyWords;
  /** The field in which the passkey is given a name. */
  nameField: string;
  begin: () => Promise<Parameters<typeof startRegistration>[0]["optionsJSON"] | string>;
  add: (response: unknown, name: string) => Promise<string>;
};

export function AddPasskey({ words, nameField, begin, add }: AddProps) {
  const name = () => (document.getElementById(nameField) as HTMLInputElement | null)?.value ?? "";
  return (
    <PasskeyButton
      words={words}
      begin={begin}
      ask={(optionsJSON) => startRegistration({ optionsJSON })}
      finish={(response) => add(response, name())}
    />
  );
}
