"use client";
import { useActionState } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { Focused } from "#components/ui/focused.tsx";
import { linkStyle } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Day } from "#lib/dates.ts";
import { type FormState, untouched } from "./form-state.ts";

export type FreezeWords = Record<"form" | "title" | "titleHint" | "day" | "dayHint" | "freeze", string>;

type Props = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  report: string;
  /** The last day that is over. */
  yesterday: Day;
  words: FreezeWords;
  here: string;
};

/** Freezes a day. Works without scripts, tells all problems at once and never loses what was typed. */
export function FreezeForm({ action, report, yesterday, words, here }: Props) {
  const [state, send, isPending] = useActionState(action, untouched, here);
  const frame = (name: "title" | "day") => ({
    name,
    label: words[name],
    hint: words[`${name}Hint`],
    problem: state.problems.find(({ field }) => field === name)?.words,
    id: `freeze-${name}`,
  });
  return (
    <form action={send} aria-label={words.form} className="no-print mt-4">
      {state.message && (
        <Focused key={`refused-${state.attempt}`} role="alert" className="mb-4">
          <Notice look="problem">
            <p className="font-semibold">{state.message}</p>
            <ul className="mt-2 list-disc pl-5">
              {state.problems.map(({ field, words: problem }) => (
                <li key={field}>
                  <a href={`#freeze-${field}`} className={linkStyle}>
                    {problem}
                  </a>
                </li>
              ))}
            </ul>
          </Notice>
        </Focused>
      )}
      <input type="hidden" name="report" value={report} />
      <div key={`fields-${state.attempt}`} className="grid max-w-text gap-5">
        <TextField frame={frame("title")} defaultValue={state.typed.title} required />
        <TextField frame={frame("day")} type="date" max={yesterday} defaultValue={state.typed.day} required />
        <p>
          <Button disabled={isPending}>{words.freeze}</Button>
        </p>
      </div>
    </form>
  );
}
