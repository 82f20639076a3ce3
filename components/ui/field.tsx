import type { ComponentProps, ReactNode } from "react";

type Frame = { name: string; label: string; hint?: ReactNode; problem?: string; id: string; className?: string };

const control = "w-full rounded border bg-surface px-3 py-2 text-ink min-h-11";

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
