import { plainMeasures } from "./plain-figures.ts";
import type { PlainRecommendation, PlainRows } from "./plain-rows.ts";
import { dones, isPublishedOn, type Stood, standingOn } from "./plain-standing.ts";

// What a list holds at the end of a day, whole or filtered, by a plain loop: the rows behind the figures.

export type PlainFilters = Partial<
  Record<"status" | "organization" | "theme" | "kind" | "role" | "priority" | "counted", string>
>;

export function plainAssignments(rows: PlainRows, day: string, filters: PlainFilters = {}): Stood[] {
  const measures: Record<string, (one: Stood) => boolean> = plainMeasures(day, rows.report);
  const counts = filters.counted === undefined ? () => true : measures[filters.counted];
  if (!counts) throw new Error(`No measure ${filters.counted}.`);
  return standingOn(rows, day).filter(
    (one) =>
      isDescribed(rows, one.assignment.recommendation, filters) &&
      isOwn(one, filters) &&
      (filters.status === undefined || one.implementation === filters.status) &&
      counts(one),
  );
}

export type Whole = {
  recommendation: PlainRecommendation;
  implementation: string;
  isVerified: boolean;
  lastEntryAt: Date | null;
  assignments: Stood[];
};

/** A status is that of the whole; with an organization it is that of the organization's own assignment. */
export function plainRecommendations(rows: PlainRows, day: string, filters: PlainFilters = {}): Whole[] {
  const { status, organization, role } = filters;
  const isFound = (one: Stood) =>
    isOwn(one, filters) && (!organization || status === undefined || one.implementation === status);
  return published(rows, day)
    .filter((recommendation) => isDescribed(rows, recommendation, filters))
    .map((recommendation) => wholeOf(rows, recommendation, day))
    .filter(({ assignments }) => (organization || role ? assignments.some(isFound) : true))
    .filter(({ implementation }) => organization || status === undefined || implementation === status);
}

export function wholeOf(rows: PlainRows, recommendation: PlainRecommendation, day: string): Whole {
  const assignments = standingOn(rows, day).filter((one) => one.assignment.recommendation.id === recommendation.id);
  const parts = published(rows, day)
    .filter(({ parentId }) => parentId === recommendation.id)
    .map((part) => wholeOf(rows, part, day));
  const below = [...assignments, ...parts];
  const done = assignments.filter(({ implementation }) => isDone(implementation));
  const instants = below.flatMap(({ lastEntryAt }) => lastEntryAt?.getTime() ?? []);
  const implementation = rolledUp(below.map((one) => one.implementation));
  return {
    recommendation,
    implementation,
    isVerified:
      isDone(implementation) && done.length > 0 && done.every(({ verification }) => verification === "verified"),
    lastEntryAt: instants.length > 0 ? new Date(Math.max(...instants)) : null,
    assignments,
  };
}

function published(rows: PlainRows, day: string): PlainRecommendation[] {
  return rows.recommendations.filter((recommendation) => isPublishedOn(rows, recommendation, day));
}

function isDescribed(rows: PlainRows, { kind, priority, themeIds }: PlainRecommendation, filters: PlainFilters) {
  const theme = rows.themes.find(({ slug }) => slug === filters.theme);
  if (filters.theme !== undefined && !(theme && themeIds.includes(theme.id))) return false;
  if (filters.kind !== undefined && kind !== filters.kind) return false;
  return filters.priority === undefined || priority === filters.priority;
}

function isOwn({ assignment }: Stood, { organization, role }: PlainFilters): boolean {
  if (organization !== undefined && assignment.organization.slug !== organization) return false;
  return role === undefined || assignment.role === role;
}

const isDone = (implementation: string) => dones.includes(implementation);

/** The roll-up of the domain, rule by rule; where there is nothing below, nothing has been started. */
function rolledUp(below: readonly string[]): string {
  if (below.length === 0) return "not_started";
  const left = below.filter((code) => code !== "no_longer_applicable");
  if (left.length === 0) return "no_longer_applicable";
  if (left.every(isDone)) return left.includes("implemented") ? "implemented" : "implemented_differently";
  if (left.every((code) => code === "not_implemented")) return "not_implemented";
  if (left.some((code) => isDone(code) || code === "partially_implemented")) return "partially_implemented";
  return left.includes("in_progress") ? "in_progress" : "not_started";
}
