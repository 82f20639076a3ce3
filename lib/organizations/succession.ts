import { type Day, fromDatabaseDay } from "#lib/dates.ts";

export type Existing = { id: string; existsUntil: Date | null; successor?: Existing | null };

const existing = {
  id: true,
  slug: true,
  name: true,
  acronym: true,
  existsUntil: true,
  existsUntilPrecision: true,
} as const;

/** What of an organization tells who answers for it now: itself and those that succeed it, one after the other. */
export const succession = {
  ...existing,
  successor: { select: { ...existing, successor: { select: { ...existing, successor: { select: existing } } } } },
} as const;

/** Who answers for an organization on a day: itself, or, once it has ended, its successor, or the successor's (in SQL: answering_organization). */
export function answering<Organization extends Existing>(
  organization: Organization,
  today: Day,
): Organization | NonNullable<Organization["successor"]> {
  let answering: Existing = organization;
  while (answering.existsUntil && answering.successor && fromDatabaseDay(answering.existsUntil) < today)
    answering = answering.successor;
  // A line of successors is of one make.
  return answering as Organization | NonNullable<Organization["successor"]>;
}
