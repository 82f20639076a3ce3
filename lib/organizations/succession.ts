import { type Day, fromDatabaseDay } from "#lib/dates.ts";

export type Existing = { id: string; existsUntil: Date | null; successor: Existing | null };

/** As far as a line of successors is followed; the same number stands in the database (answering_organization). */
export const longestLine = 20;

/** What of an organization leads to who answers for it now; the line of its successors itself is read by `withSuccessors`. */
export const succession = {
  id: true,
  slug: true,
  name: true,
  acronym: true,
  existsUntil: true,
  existsUntilPrecision: true,
  successorId: true,
} as const;

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
