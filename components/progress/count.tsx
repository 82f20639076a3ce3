import { useFormatter } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import type { Day } from "#lib/dates.ts";
import type { Measure } from "#lib/generated/enums.ts";
import type { ListedMeasure } from "#lib/recommendations/schema.ts";

/** Where the assignments that a measure counts are listed, as of the day that is looked at or of another. */
export type HrefOf = (measure: ListedMeasure, on?: Day) => string;

/** What is counted and is no set of assignments. */
const unlisted = ["decisions", "overturned_decisions", "delay"] as const satisfies Exclude<Measure, ListedMeasure>[];

/** Where to find what was counted; nowhere when there is none of it. */
export function hrefOfCount(count: number, measure: Measure, hrefOf?: HrefOf): string | undefined {
  return count > 0 && isListed(measure) ? hrefOf?.(measure) : undefined;
}

function isListed(measure: Measure): measure is ListedMeasure {
  return !(unlisted as readonly Measure[]).includes(measure);
}

/** A number that leads to its rows. */
export function Count({ count, measure, hrefOf }: { count: number; measure?: Measure; hrefOf?: HrefOf }) {
  const format = useFormatter();
  const href = measure && hrefOfCount(count, measure, hrefOf);
  return href ? <Link href={href}>{format.number(count)}</Link> : format.number(count);
}
