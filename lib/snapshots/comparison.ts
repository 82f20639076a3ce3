import { type Change, changesBetween } from "#lib/changes/changes.ts";
import { type Figure, type FigureKey, figureKeys, percentOf } from "#lib/progress/figures.ts";
import { implementedOf, type Segment, verifiedOf } from "#lib/progress/segments.ts";
import type { Content, FrozenAssignment, FrozenRecommendation } from "./content.ts";

// What is different between two snapshots, or a snapshot and now: of what each holds, and of nothing else.

/** How many more, or fewer, in n and in N, and in whole percent where both have a share. */
export type Difference = { n: number; of: number; points?: number };

/** Nothing where one of them counts of nothing: there is no difference from what is not available. */
export function differenceOf(one: Figure, other: Figure): Difference | undefined {
  if (one.of === 0 || other.of === 0) return;
  const [before, after] = [percentOf(one), percentOf(other)];
  const points = before !== undefined && after !== undefined ? after - before : undefined;
  return { n: other.n - one.n, of: other.of - one.of, ...(points && { points: Math.round(points) }) };
}

export type ComparedFigure = { key: FigureKey; one: Figure; other: Figure; difference: Difference | undefined };

export function compareFigures(one: Content, other: Content): ComparedFigure[] {
  return figureKeys.map((key) => {
    const [before, after] = [one.all.figures[key], other.all.figures[key]];
    return { key, one: before, other: after, difference: differenceOf(before, after) };
  });
}

/** Whether the spans that figures speak of are the same, so that they mean the same. */
export function haveSameSpans({ settings: one }: Content, { settings: other }: Content): boolean {
  return (Object.keys(one) as (keyof typeof one)[]).every((key) => one[key] === other[key]);
}

type Standing = { segments: readonly Segment[]; total: number };
export type ComparedOrganization = { slug: string; name: string; one: Standing; other: Standing };

const nothing: Standing = { segments: [], total: 0 };

/** Every organization that answers for something in one of the two, under the name that it has in the later. */
export function compareOrganizations(one: Content, other: Content): ComparedOrganization[] {
  return organizationsOf(one, other)
    .map(({ slug, acronym }) => {
      const [before, after] = [one, other].map((content) => content.byOrganization.find((row) => row.slug === slug));
      return { slug, name: acronym, one: before ?? nothing, other: after ?? nothing };
    })
    .filter((row) => row.one.total + row.other.total > 0);
}

/** All organizations of both, in the order and with the names of the later. */
export function organizationsOf(one: Content, other: Content) {
  const known = new Set(other.organizations.map(({ slug }) => slug));
  return [...other.organizations, ...one.organizations.filter(({ slug }) => !known.has(slug))];
}

/** How many more are verified, reported as implemented and assigned. */
export function differenceInStanding({ one, other }: Pick<ComparedOrganization, "one" | "other">) {
  return {
    verified: verifiedOf(other.segments) - verifiedOf(one.segments),
    reported: implementedOf(other.segments) - implementedOf(one.segments),
    total: other.total - one.total,
  };
}

export type ComparedAssignment = {
  id: string;
  organization: string;
  code: string;
  title: string;
  before: FrozenAssignment | null;
  after: FrozenAssignment | null;
  entries: number;
  changes: Change[];
};

/** The assignments that are not what they were, or got an entry: by organization, in the order of the register. */
export function compareAssignments(one: Content, other: Content): ComparedAssignment[] {
  const [before, after] = [assignmentsOf(one), assignmentsOf(other)];
  const places = new Map(organizationsOf(one, other).map(({ slug }, place) => [slug, place]));
  return [...after, ...[...before].filter(([id]) => !after.has(id))]
    .map(([id, { assignment, recommendation }]) => {
      const [was, is] = [before.get(id)?.assignment ?? null, after.get(id)?.assignment ?? null];
      return {
        id,
        organization: assignment.organization,
        code: recommendation.code,
        title: recommendation.title,
        before: was,
        after: is,
        entries: Math.max(0, (is?.logLength ?? 0) - (was?.logLength ?? 0)),
        changes: changesBetween(was, is),
      };
    })
    .filter(({ entries, changes }) => entries > 0 || changes.length > 0)
    .toSorted((a, b) => (places.get(a.organization) ?? 0) - (places.get(b.organization) ?? 0));
}

function assignmentsOf({ recommendations }: Content) {
  return new Map(
    recommendations.flatMap((recommendation) =>
      recommendation.assignments.map((assignment) => [assignment.id, { assignment, recommendation }] as const),
    ),
  );
}

export type RegisterDifference = { what: "added" | "gone" | "reworded"; code: string; title: string; was?: string };

const texts = ["code", "title", "statement"] as const;

/** The recommendations that came, went or have another text, in the order of the register. */
export function compareRegisters(one: Content, other: Content): RegisterDifference[] {
  const [before, after] = [one, other].map(
    ({ recommendations }) => new Map(recommendations.map((recommendation) => [recommendation.id, recommendation])),
  ) as [Map<string, FrozenRecommendation>, Map<string, FrozenRecommendation>];
  const isReworded = (is: FrozenRecommendation, was: FrozenRecommendation) =>
    texts.some((text) => is[text] !== was[text]);
  const there = other.recommendations.flatMap((is): RegisterDifference[] => {
    const was = before.get(is.id);
    const { code, title } = is;
    if (!was) return [{ what: "added", code, title }];
    return isReworded(is, was) ? [{ what: "reworded", code, title, was: `${was.code} ${was.title}` }] : [];
  });
  const gone = one.recommendations.filter(({ id }) => !after.has(id));
  return [...there, ...gone.map(({ code, title }) => ({ what: "gone" as const, code, title }))];
}
