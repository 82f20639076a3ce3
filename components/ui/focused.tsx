"use client";
import { type ReactNode, useEffect, useRef } from "react";

type Props = { role: "alert" | "status"; id?: string; className?: string; children: ReactNode };

/** A message that takes the focus when it arrives, with scripts and without: it is what one waits for. */
export function Focused({ children, ...rest }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/noAutofocus: with scripts off nothing else can bring the reader here
    <div ref={box} tabIndex={-1} autoFocus {...rest}>
      {children}
    </div>
  );
}
