import type { ReactNode } from "react";

/** A line that opens what only some want to read. In a row of several, an open one has the row to itself. */
export function Folded({
  title,
  className = "",
  children,
}: {
  title: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <details className={`min-w-0 text-sm open:basis-full print:basis-full ${className}`}>
      <summary className="w-fit text-accent">{title}</summary>
      {children}
    </details>
  );
}
