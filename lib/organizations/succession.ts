import { type Day, fromDatabaseDay } from "#lib/dates.ts";

export type Existing = { id: string; existsUntil: Date | null; successor?: Existing | null };

/** As far as a line of successors is followed; the same number stands in the database (answering_organization). */
const longestLine = 20;

const existing = {
  id: true,
  slug: true,
  name: true,
  acronym: true,
  existsUntil: true,
  existsUntilPrecision: true,
} as const;

type Succession = typeof existing & { successor: { select: Succession } };

/** What of an organization tells who answers for it now: itself and those that succeed it, one after the other. A step costs a query only where there is a successor. */
export const succession = Array.from({ length: longestLine - 1 }).reduce<object>(
  (select) => ({ ...existing, successor: { select } }),
  existing,
) as Succession;

/** Who answers for an organization on a day: itself, or, once it has ended, its successor, or the successor's (in SQL: answering_organization). */
export function answering<Organization extends Existing>(
  organization: Organization,
  today: Day,
): Organization | NonNullable<Organization["successor"]> {
  let answering: Existing = organization;
  for (let step = 1; step < longestLine && hasEnded(answering, today) && answering.successor; step++)
    answering = answering.successor;
  // A line of successors is of one make.
  return answering as Organization | NonNullable<Organization["successor"]>;
}

/** Its last day is over. */
export function hasEnded({ existsUntil }: { existsUntil: Date | null }, today: Day): boolean {
  return existsUntil !== null && fromDatabaseDay(existsUntil) < today;
}
