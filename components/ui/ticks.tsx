import type { ReactNode } from "react";

type Frame = { name: string; label: string; hint?: ReactNode; problem?: string; id: string };
type Option = readonly [value: string, words: string, means?: string];

const box = "size-6 shrink-0 accent-accent";

function Notes({ id, hint, problem }: Frame) {
  return (
    <>
      {hint && (
        <span id={`${id}-hint`} className="block text-sm font-normal text-muted">
          {hint}
        </span>
      )}
      {problem && (
        <span id={`${id}-problem`} className="block font-semibold text-late">
          {problem}
        </span>
      )}
    </>
  );
}

function described({ id, hint, problem }: Frame) {
  return [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ") || undefined;
}

/** One box, ticked or not. */
export function Tick({ frame, isTicked }: { frame: Frame; isTicked: boolean }) {
  return (
    <div>
      <label htmlFor={frame.id} className="flex min-h-11 items-center gap-3 font-semibold">
        <input
          type="checkbox"
          id={frame.id}
          name={frame.name}
          value="yes"
          defaultChecked={isTicked}
          aria-describedby={described(frame)}
          className={box}
        />
        {frame.label}
      </label>
      <Notes {...frame} />
    </div>
  );
}

/** A box for each option; any number of them may be ticked. */
export function Ticks({
  frame,
  options,
  ticked,
}: {
  frame: Frame;
  options: readonly Option[];
  ticked: ReadonlySet<string>;
}) {
  return (
    <fieldset id={frame.id} tabIndex={-1} aria-describedby={described(frame)}>
      <legend className="font-semibold">{frame.label}</legend>
      <Notes {...frame} />
      <div className="mt-1 grid grid-cols-1 gap-x-4 sm:grid-cols-2">
        {options.map(([value, words, means]) => (
          <label key={value} className={`flex min-h-9 gap-3 ${means ? "py-1" : "items-center"}`}>
            <input type="checkbox" name={frame.name} value={value} defaultChecked={ticked.has(value)} className={box} />
            <span className="min-w-0">
              {words}
              {means && <span className="block text-sm text-muted">{means}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
