import type { Day } from "#lib/dates.ts";
import { type Figure, type FigureKey, type Figures, figureKeys, percentOf } from "#lib/progress/figures.ts";
import { implementedOf, type Segment, verifiedOf } from "#lib/progress/segments.ts";
import { type Settings, settings } from "#lib/progress/thresholds.ts";

// What is different in the figures of two snapshots, or of a snapshot and now.

/** What is compared: of a snapshot what was frozen, else what stands now. */
export type Stand = {
  on: Day;
  settings: Settings;
  organizations: readonly { slug: string; name: string; acronym: string }[];
  all: { figures: Figures };
  byOrganization: readonly ({ slug: string } & Standing)[];
};

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

export function compareFigures(one: Stand, other: Stand): ComparedFigure[] {
  return figureKeys.map((key) => {
    const [before, after] = [one.all.figures[key], other.all.figures[key]];
    return { key, one: before, other: after, difference: differenceOf(before, after) };
  });
}

/** Whether the spans that figures speak of are the same, so that they mean the same. */
export function haveSameSpans({ settings: one }: Stand, { settings: other }: Stand): boolean {
  return (Object.keys(settings) as (keyof Settings)[]).every((key) => one[key] === other[key]);
}

type Standing = { segments: readonly Segment[]; total: number };
export type ComparedOrganization = { slug: string; name: string; one: Standing; other: Standing };

const nothing: Standing = { segments: [], total: 0 };

/** Every organization that answers for something in one of the two, under the name that it has in the later. */
export function compareOrganizations(one: Stand, other: Stand): ComparedOrganization[] {
  return organizationsOf(one, other)
    .map(({ slug, acronym }) => {
      const [before, after] = [one, other].map((content) => content.byOrganization.find((row) => row.slug === slug));
      return { slug, name: acronym, one: before ?? nothing, other: after ?? nothing };
    })
    .filter((row) => row.one.total + row.other.total > 0);
}

/** All organizations of both, in the order and with the names of the later. */
export function organizationsOf(one: Stand, other: Stand) {
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
