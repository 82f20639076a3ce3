import { useFormatter } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import type { Day } from "#lib/dates.ts";
import type { Measure } from "#lib/generated/enums.ts";

/** Where the assignments that a measure counts are listed, as of the day that is looked at or of another. */
export type HrefOf = (measure: Measure, on?: Day) => string;

/** Decisions are counted, and assignments are listed. */
const unlisted: readonly Measure[] = ["decisions", "overturned_decisions"];

/** Where to find what was counted; nowhere when there is none of it. */
export function hrefOfCount(count: number, measure: Measure, hrefOf?: HrefOf): string | undefined {
  return count === 0 || unlisted.includes(measure) ? undefined : hrefOf?.(measure);
}

/** A number that leads to its rows. */
export function Count({ count, measure, hrefOf }: { count: number; measure?: Measure; hrefOf?: HrefOf }) {
  const format = useFormatter();
  const href = measure && hrefOfCount(count, measure, hrefOf);
  return href ? <Link href={href}>{format.number(count)}</Link> : format.number(count);
}
