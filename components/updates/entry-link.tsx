import type { ReactNode } from "react";
import { linkStyle } from "#components/ui/link.tsx";

/** A link to an entry. The browser follows it itself: only then does it mark what it has arrived at. */
export function EntryLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className={linkStyle}>
      {children}
    </a>
  );
}
