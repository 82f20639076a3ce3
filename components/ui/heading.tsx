import type { ComponentProps } from "react";

export type Level = 2 | 3 | 4;

/** A heading as deep as the place where it is drawn. */
export function Heading({ level, ...rest }: ComponentProps<"h2"> & { level: Level }) {
  const Tag = `h${level}` as const;
  return <Tag {...rest} />;
}
