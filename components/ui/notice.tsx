import type { ReactNode } from "react";

const looks = { plain: "border-accent bg-notice", problem: "border-late bg-surface", done: "border-done bg-surface" };

/** A message of its own, beside what it is about. */
export function Notice({ look = "plain", children }: { look?: keyof typeof looks; children: ReactNode }) {
  return <div className={`max-w-text border-l-4 px-4 py-3 ${looks[look]}`}>{children}</div>;
}
