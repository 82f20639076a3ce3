import { fromDatabaseDay } from "#lib/dates.ts";
import type { Implementation, Response } from "#lib/generated/enums.ts";
import { freshnessOf, type Thresholds } from "#lib/progress/thresholds.ts";
import { isOpen } from "./status.ts";

type Facts = {
  implementation: Implementation;
  response: Response;
  targetOn: Date | null;
  lastEntryAt: Date | null;
  createdAt: Date;
};

/** What an assignment asks of its organization, the most pressing first. */
export type Need = "overdue" | "stale" | "notAnswered" | "noTarget" | "silent";

const needs: Record<Need, (facts: Facts, thresholds: Thresholds) => boolean> = {
  overdue: ({ targetOn }, { today }) => targetOn !== null && fromDatabaseDay(targetOn) < today,
  stale: (facts, thresholds) => freshnessOf(facts, thresholds) === "stale",
  notAnswered: ({ response }) => response === "awaiting_response",
  silent: (facts, thresholds) => freshnessOf(facts, thresholds) === "silent",
  noTarget: ({ targetOn }) => targetOn === null,
};
const order = Object.keys(needs) as Need[];

/** Nothing is asked of an assignment that is not open, but an answer. */
export function needsOf(facts: Facts, thresholds: Thresholds): Need[] {
  return order.filter(
    (need) => (isOpen(facts.implementation) || need === "notAnswered") && needs[need](facts, thresholds),
  );
}

/** Sorts by the most pressing need, then by how many there are; what needs nothing comes last, the order of the report breaks ties. */
export function byAttention(one: { needs: Need[] }, other: { needs: Need[] }): number {
  const rank = ([first]: Need[]) => (first ? order.indexOf(first) : order.length);
  return rank(one.needs) - rank(other.needs) || other.needs.length - one.needs.length;
}
