"use client";
import { type ReactNode, useActionState } from "react";
import { Button } from "./button.tsx";
import { Select, TextArea, TextField } from "./field.tsx";
import { Focused } from "./focused.tsx";
import { type FormState, untouched } from "./form-state.ts";
import { linkStyle } from "./link.tsx";
import { Notice } from "./notice.tsx";
import { Tick, Ticks } from "./ticks.tsx";

type Option = readonly [value: string, words: string, means?: string];

/** A field of a form, worded, with what stands in it. */
export type FieldPlan = { name: string; label: string; hint?: string; value: string } & (
  | {
      look: "line";
      suggestions?: readonly string[];
      inputMode?: "url" | "numeric";
      type?: "email" | "password";
      autoComplete?: string;
    }
  | { look: "text"; rows: number }
  | { look: "choice"; options: readonly Option[] }
  | { look: "ticks"; options: readonly Option[] }
  | { look: "tick" }
);

/** A group of fields; side by side where there is room, and below each other where there is none. */
type GroupPlan = { title?: string; fields: readonly FieldPlan[] };
type ButtonPlan = { label: string; next?: string; look?: "primary" | "plain"; said?: string };

type Props = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  /** Tells the fields of this form from those of others on the page. */
  id: string;
  /** What the form is called by those who hear it. */
  name: string;
  hidden: Readonly<Record<string, string | number>>;
  groups?: readonly GroupPlan[];
  buttons: readonly ButtonPlan[];
  /** The address of this page with what it was opened with. */
  here: string;
  /** Words that lead to what others changed. */
  toChanges?: string;
  /** Fields and button in one line, where there is room. */
  isInline?: boolean;
  /** What is shown of what the form has made, where that can be shown this once only. */
  outcome?: (state: FormState) => ReactNode;
  /** The form is offered no more: nothing but its outcome is drawn. */
  isOver?: boolean;
};

/** A form drawn from a plan: works without scripts, tells all problems at once and never loses what was typed. */
export function PlannedForm({
  action,
  id,
  name,
  hidden,
  groups = [],
  buttons,
  here,
  toChanges,
  isInline = false,
  outcome,
  isOver = false,
}: Props) {
  const [state, send, isPending] = useActionState(action, untouched, here);
  const fieldId = (field: string) => `${field}-${id}`;
  const flow = isInline ? "flex flex-wrap items-end gap-4" : "grid content-start gap-5";
  if (isOver) return outcome?.(state);
  return (
    // What is wrong is told in our words, all at once, and not by the browser.
    <form action={send} aria-label={name} noValidate className="no-print">
      {state.message && (
        <Focused key={`refused-${state.attempt}`} role="alert" className="mb-4">
          <Notice look="problem">
            <p className="font-semibold">{state.message}</p>
            {state.problems.length > 0 && (
              <ul className="mt-2 list-disc pl-5">
                {state.problems.map(({ field, words }) => (
                  <li key={field}>
                    <a href={`#${fieldId(field)}`} className={linkStyle}>
                      {words}
                    </a>
                  </li>
                ))}
              </ul>
            )}
            {state.onward && (
              <p className="mt-2">
                <a href={state.onward.href} target="_blank" rel="noreferrer" className={linkStyle}>
                  {state.onward.words}
                </a>
              </p>
            )}
            {state.isChanged && toChanges && (
              <p className="mt-2">
                <a href="#changes" className={linkStyle}>
                  {toChanges}
                </a>
              </p>
            )}
          </Notice>
        </Focused>
      )}
      {outcome?.(state)}
      {Object.entries(hidden).map(([field, value]) => (
        <input key={field} type="hidden" name={field} value={value} />
      ))}
      <div
        key={`fields-${state.attempt}`}
        className={groups.length > 1 ? "grid grid-cols-1 gap-8 lg:grid-cols-2 lg:gap-12" : flow}
      >
        {groups.map((group, at) => {
          const fields = group.fields.map((field) => (
            <PlannedField key={field.name} field={field} id={fieldId(field.name)} state={state} isInline={isInline} />
          ));
          return group.title ? (
            <fieldset key={group.title} className={`min-w-0 ${flow}`}>
              <legend className="mb-4 text-lg font-semibold">{group.title}</legend>
              {fields}
            </fieldset>
          ) : groups.length > 1 ? (
            <div key={at === 0 ? "first" : "second"} className={flow}>
              {fields}
            </div>
          ) : (
            fields
          );
        })}
        {isInline && <Buttons buttons={buttons} isPending={isPending} />}
      </div>
      {!isInline && (
        <div className={`flex gap-3 ${groups.length > 0 ? "mt-6 flex-wrap" : ""}`}>
          <Buttons buttons={buttons} isPending={isPending} />
        </div>
      )}
    </form>
  );
}

function Buttons({ buttons, isPending }: { buttons: readonly ButtonPlan[]; isPending: boolean }) {
  return buttons.map(({ label, next, look, said }) => (
    <Button key={label} name={next && "next"} value={next} look={look} disabled={isPending} aria-label={said}>
      {label}
    </Button>
  ));
}

/** In one line with others: texts get the room that is left, numbers and choices what they need. */
function widthOf(field: FieldPlan): string {
  if (field.look !== "line") return "min-w-0 max-w-full";
  return field.inputMode === "numeric" ? "w-32" : "min-w-0 max-w-text grow basis-64";
}

function PlannedField({
  field,
  id,
  state,
  isInline,
}: {
  field: FieldPlan;
  id: string;
  state: FormState;
  isInline: boolean;
}) {
  const { name, label, hint } = field;
  const problem = state.problems.find((one) => one.field === name)?.words;
  const frame = { name, label, hint, problem, id, className: isInline ? widthOf(field) : "" };
  // A box that was not ticked is not sent at all.
  const value = state.attempt > 0 ? (state.typed[name] ?? "") : field.value;
  switch (field.look) {
    case "line":
      return (
        <>
          <TextField
            frame={frame}
            defaultValue={value}
            inputMode={field.inputMode}
            type={field.type ?? "text"}
            autoComplete={field.autoComplete ?? "off"}
            list={field.suggestions && `${id}-known`}
          />
          {field.suggestions && (
            <datalist id={`${id}-known`}>
              {field.suggestions.map((one) => (
                <option key={one} value={one} />
              ))}
            </datalist>
          )}
        </>
      );
    case "text":
      return <TextArea frame={frame} rows={field.rows} defaultValue={value} />;
    case "choice":
      return (
        <Select frame={frame} defaultValue={value}>
          {field.options.map(([code, words]) => (
            <option key={code} value={code}>
              {words}
            </option>
          ))}
        </Select>
      );
    case "ticks":
      return <Ticks frame={frame} options={field.options} ticked={new Set(value.split(" "))} />;
    case "tick":
      return <Tick frame={frame} isTicked={value === "yes"} />;
  }
}
