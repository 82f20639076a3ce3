import type { ReactNode } from "react";

/** A heading, what stands under it or will, and the rows. */
export function WaitingSection({
  id,
  title,
  hint,
  children,
}: {
  id: string;
  title: string;
  hint: string;
  children: ReactNode;
}) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="text-xl">
        {title}
      </h2>
      <p className="mt-1 max-w-text text-muted">{hint}</p>
      {children}
    </section>
  );
}
