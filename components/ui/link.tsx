import NextLink from "next/link";
import type { ComponentProps } from "react";

export const linkStyle =
  "text-accent underline decoration-1 underline-offset-3 hover:decoration-2 hover:text-accent-strong";

/** A link in a text. Nothing is fetched ahead: on a slow line that is paid for by whoever does not follow it. */
export function Link({ className = linkStyle, ...rest }: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} className={className} {...rest} />;
}
