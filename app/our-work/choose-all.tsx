"use client";
import { useEffect, useRef, useSyncExternalStore } from "react";

/** One box that ticks and unticks every other of its form. It is there only where scripts run. */
export function ChooseAll({ label }: { label: string }) {
  const all = useRef<HTMLInputElement>(null);
  const isRunning = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );

  useEffect(() => {
    const form = isRunning && all.current?.form;
    if (!form) return;
    const show = () => {
      const others = boxesBeside(all.current);
      const ticked = others.filter(({ checked }) => checked).length;
      if (!all.current) return;
      all.current.checked = ticked > 0 && ticked === others.length;
      all.current.indeterminate = ticked > 0 && ticked < others.length;
    };
    show();
    form.addEventListener("change", show);
    // A browser that brings the page back brings back what was ticked.
    addEventListener("pageshow", show);
    return () => {
      form.removeEventListener("change", show);
      removeEventListener("pageshow", show);
    };
  }, [isRunning]);

  if (!isRunning) return null;
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3 font-semibold">
      <input
        ref={all}
        type="checkbox"
        onChange={({ currentTarget }) => {
          for (const box of boxesBeside(currentTarget)) box.checked = currentTarget.checked;
        }}
        className="size-6 shrink-0 accent-accent"
      />
      {label}
    </label>
  );
}

function boxesBeside(all: HTMLInputElement | null): HTMLInputElement[] {
  const boxes = [...(all?.form?.querySelectorAll<HTMLInputElement>("input[type=checkbox]") ?? [])];
  return boxes.filter((box) => box !== all);
}
