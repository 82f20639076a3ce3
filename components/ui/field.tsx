import type { ComponentProps, ReactNode } from "react";

type Frame = { name: string; label: string; hint?: ReactNode; problem?: string; id: string; className?: string };

const control = "block w-full rounded border bg-surface px-3 py-2 text-ink min-h-11";

function edge(problem: string | undefined) {
  return problem ? "border-late border-2" : "border-edge";
}

/** Label, hint and problem of a control, tied to it for those who do not see them side by side. */
function Field({ id, label, hint, problem, className = "", children }: Frame & { children: ReactNode }) {
  return (
    <div className={className}>
      <label htmlFor={id} className="block font-semibold">
        {label}
      </label>
      {hint && (
        <div id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </div>
      )}
      {problem && (
        <p id={`${id}-problem`} className="font-semibold text-late">
          {problem}
        </p>
      )}
      <div className="mt-1">{children}</div>
    </div>
  );
}

function described({ id, hint, problem }: Frame) {
  const ids = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return { id, "aria-describedby": ids || undefined, "aria-invalid": problem ? true : undefined };
}

export function TextField({ frame, ...rest }: { frame: Frame } & ComponentProps<"input">) {
  return (
    <Field {...frame}>
      <input
        type="text"
        name={frame.name}
        autoComplete="off"
        className={`${control} ${edge(frame.problem)}`}
        {...described(frame)}
        {...rest}
      />
    </Field>
  );
}

export function TextArea({ frame, ...rest }: { frame: Frame } & ComponentProps<"textarea">) {
  return (
    <Field {...frame}>
      <textarea
        name={frame.name}
        rows={4}
        className={`${control} ${edge(frame.problem)}`}
        {...described(frame)}
        {...rest}
      />
    </Field>
  );
}

export function Select({ frame, children, ...rest }: { frame: Frame } & ComponentProps<"select">) {
  return (
    <Field {...frame}>
      <select name={frame.name} className={`${control} ${edge(frame.problem)}`} {...described(frame)} {...rest}>
        {children}
      </select>
    </Field>
  );
}

export function FileField({ frame, ...rest }: { frame: Frame } & ComponentProps<"input">) {
  return (
    <Field {...frame}>
      <input
        type="file"
        name={frame.name}
        className={`${control} ${edge(frame.problem)} file:mr-3 file:cursor-pointer file:rounded file:border-0 file:bg-notice file:px-3 file:py-1 file:text-ink`}
        {...described(frame)}
        {...rest}
      />
    </Field>
  );
}

type Choice = { value: string; title: string; means?: ReactNode };

/** One of few, each with what it means beside it. The first has the id, so that a link leads to where one chooses. */
export function Choices({
  frame,
  choices,
  defaultValue,
}: {
  frame: Frame;
  choices: readonly Choice[];
  defaultValue?: string;
}) {
  const { id, "aria-describedby": describedBy, "aria-invalid": invalid } = described(frame);
  return (
    <div
      role="radiogroup"
      aria-labelledby={`${id}-label`}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      className={frame.className}
    >
      <p id={`${id}-label`} className="font-semibold">
        {frame.label}
      </p>
      {frame.hint && (
        <div id={`${id}-hint`} className="text-sm text-muted">
          {frame.hint}
        </div>
      )}
      {frame.problem && (
        <p id={`${id}-problem`} className="font-semibold text-late">
          {frame.problem}
        </p>
      )}
      <div className="mt-1 grid gap-1">
        {choices.map(({ value, title, means }, index) => (
          <CheckedLabel key={value} title={title} means={means}>
            <input
              type="radio"
              id={index === 0 ? id : undefined}
              name={frame.name}
              value={value}
              defaultChecked={value === defaultValue}
              className={mark}
            />
          </CheckedLabel>
        ))}
      </div>
    </div>
  );
}

export function CheckBox({ title, means, ...rest }: Omit<Choice, "value"> & ComponentProps<"input">) {
  return (
    <CheckedLabel title={title} means={means}>
      <input type="checkbox" className={mark} {...rest} />
    </CheckedLabel>
  );
}

const mark = "mt-0.5 size-5 shrink-0 accent-accent";

function CheckedLabel({ title, means, children }: Omit<Choice, "value"> & { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: its control is what it is given
    <label className="flex min-h-8 cursor-pointer gap-3 py-1">
      {children}
      <span>
        {title}
        {means && <span className="block text-sm text-muted">{means}</span>}
      </span>
    </label>
  );
}
