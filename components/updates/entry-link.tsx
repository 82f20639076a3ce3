import type { ReactNode } from "react";
import { linkStyle } from "#components/ui/link.tsx";

/** The id of an entry on the page of its history. */
export function entryId(id: string): string {
  return `entry-${id}`;
}

/** Where an entry stands: on the page that is open, or on the page of the history that has it. */
export function addressOfEntry(id: string, { page = "", isHere = false } = {}): string {
  return `${isHere ? "" : `${page}?entry=${id}`}#${entryId(id)}`;
}

/** A link to an entry. The browser follows it itself: only then does it mark what it has arrived at. */
export function EntryLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className={linkStyle}>
      {children}
    </a>
  );
}
