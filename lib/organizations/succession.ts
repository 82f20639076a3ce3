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
): Organization | Existing {
  const { existsUntil, successor } = organization;
  if (!existsUntil || !successor || fromDatabaseDay(existsUntil) >= today) return organization;
  return answering(successor, today);
}
