import { z } from "zod";
import {
  AssignmentBasis,
  AssignmentRole,
  Implementation,
  Measure,
  Precision,
  Priority,
  RecommendationKind,
  Response,
  Verification,
} from "#lib/generated/enums.ts";
import { ages, figureKeys } from "#lib/progress/figures.ts";

// What is frozen of a report: everything that its pages draw, with the texts and the names of then, so that nothing that
// changes later reaches it. Its recommendations are kept one by one beside it, and stand in one file with it. Read again
// through the same shape. What is frozen keeps the version that it was frozen with:
// whoever changes the shape adds a version and says here what an older one becomes. A code that comes later needs none.

const count = z.int();
const day = z.iso.date();
const datedDay = z.object({ on: day, precision: z.enum(Precision) });
const instant = z.date().or(z.iso.datetime().transform((text) => new Date(text)));

/** A value for each code; one that came after the snapshot was frozen has none in it. */
function by<Code extends string, Value extends z.ZodType>(codes: readonly Code[], value: Value, none: z.output<Value>) {
  return z
    .record(z.string(), value)
    .transform((found) => Object.fromEntries(codes.map((code) => [code, found[code] ?? none])))
    .transform((all) => all as Record<Code, z.output<Value>>);
}

const countsBy = <Code extends string>(codes: Record<Code, Code>) => by(Object.values<Code>(codes), count, 0);

const Figure = z.object({ n: count, of: count });
/** What a figure is that was not counted then. */
const notAvailable = { n: 0, of: 0 };

const Segment = z.object({
  implementation: z.enum(Implementation),
  isVerified: z.boolean(),
  measure: z.enum(Measure),
  count,
});
const Bucket = z.object({ measure: z.enum([...ages.overdue, ...ages.open]), count });

/** How many each measure counted. */
export const Measures = countsBy(Measure);

const Progress = z.object({
  total: count,
  measures: Measures,
  figures: by(figureKeys, Figure, notAvailable),
  counts: z.object({
    implementation: countsBy(Implementation),
    response: countsBy(Response),
    verification: countsBy(Verification),
  }),
  segments: z.array(Segment),
  ageing: z.object({ overdue: z.array(Bucket), open: z.array(Bucket) }),
  delay: z.object({ n: count, of: count, median: count.nullable(), ninetieth: count.nullable() }),
});
const PartProgress = Progress.extend({ slug: z.string() });

const Assignment = z.object({
  id: z.guid(),
  organization: z.string(),
  role: z.enum(AssignmentRole),
  basis: z.enum(AssignmentBasis),
  response: z.enum(Response),
  decideBy: day.nullable(),
  implementation: z.enum(Implementation),
  exitRequested: z.enum(Implementation).nullable(),
  verification: z.enum(Verification),
  submittedAt: instant.nullable(),
  completedOn: datedDay.nullable(),
  hasEvidence: z.boolean(),
  targetOn: datedDay.nullable(),
  originalTargetOn: datedDay.nullable(),
  targetChanges: count,
  lastEntryAt: instant.nullable(),
  logLength: count,
  /** The end of the hash chain of its log: it shows that the log before it is still the same. */
  headHash: z.string().nullable(),
});
export type FrozenAssignment = z.infer<typeof Assignment>;

export const FrozenRecommendation = z.object({
  id: z.guid(),
  code: z.string(),
  parent: z.string().nullable(),
  kind: z.enum(RecommendationKind),
  title: z.string(),
  statement: z.string(),
  textComplete: z.boolean(),
  section: z.string(),
  locator: z.string(),
  sourceUrl: z.string(),
  priority: z.enum(Priority),
  prioritySource: z.string().nullable(),
  themes: z.array(z.string()),
  implementation: z.enum(Implementation),
  assignments: z.array(Assignment),
});
export type FrozenRecommendation = z.infer<typeof FrozenRecommendation>;

export const Content = z.object({
  version: z.literal(1),
  /** The day at whose end all this stood; now, where it is not frozen. */
  on: day,
  report: z.object({
    slug: z.string(),
    title: z.string(),
    subtitle: z.string().nullable(),
    author: z.string(),
    funder: z.string().nullable(),
    published: datedDay,
    sourceUrl: z.string(),
    coverageHeld: z.array(z.string()),
    coverageNotHeld: z.array(z.string()),
    coverageNote: z.string().nullable(),
    rights: z.string().nullable(),
  }),
  /** The spans of which the figures speak. */
  settings: z.object({
    timeZone: z.string(),
    reportingInterval: count,
    graceDays: count,
    freshDays: count,
    verificationDays: count,
    outstandingMonths: count,
  }),
  organizations: z.array(z.object({ slug: z.string(), name: z.string(), acronym: z.string() })),
  themes: z.array(z.object({ slug: z.string(), name: z.string() })),
  all: Progress,
  byOrganization: z.array(PartProgress),
  byTheme: z.array(PartProgress),
  byRole: z.array(PartProgress),
  byPriority: z.array(PartProgress),
  byKind: z.array(PartProgress),
  movement: z.array(z.object({ on: day, segments: z.array(Segment), total: count })),
});
export type Content = z.infer<typeof Content>;
