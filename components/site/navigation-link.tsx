"use client";
import NextLink from "next/link";
import { usePathname } from "next/navigation";

/** Marks the place one is at. Where one is, only the browser's address says: the header outlives the page. */
export function NavigationLink({ href, label, isExact = false }: { href: string; label: string; isExact?: boolean }) {
  const path = usePathname();
  const isCurrent = isExact ? path === href : path.startsWith(href);
  return (
    <NextLink
      prefetch={false}
      href={href}
      aria-current={isCurrent ? "page" : undefined}
      className="inline-block border-b-2 border-transparent py-2 text-accent hover:border-accent aria-[current=page]:border-ink aria-[current=page]:text-ink"
    >
      {label}
    </NextLink>
  );
}
