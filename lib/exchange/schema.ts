import { z } from "zod";
import {
  ActionState,
  AssignmentBasis,
  AssignmentRole,
  DelayReason,
  EvidenceKind,
  ExitDecision,
  ExitReason,
  Implementation,
  Precision,
  Priority,
  RecommendationKind,
  Response,
  Stance,
  UpdateKind,
  Verification,
} from "#lib/generated/enums.ts";
import { figureKeys } from "#lib/progress/figures.ts";

/** What goes out, in the words and codes of the domain. Answers are written through these schemas, and the OpenAPI document is generated from them. */
export const components = z.registry<{ id: string }>();

const slug = (of: string) => z.string().describe(`Slug of the ${of}.`);
const count = z.int().min(0);
const instant = z.iso.datetime({ precision: 3 });
const datedDay = z
  .string()
  .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/)
  .describe("`2001`, `2001-03` or `2001-03-05`: as exactly as it is known.");
// What was let in once goes out as it is: an odd address must not close the list that it stands in.
const address = z.string().meta({ format: "uri" });

const implementation = z
  .enum(Implementation)
  .describe("How far it is implemented.")
  .register(components, { id: "Implementation" });
const response = z
  .enum(Response)
  .describe("Whether the organization accepts the recommendation.")
  .register(components, { id: "Response" });
const verification = z
  .enum(Verification)
  .describe("Whether what is reported was verified.")
  .register(components, { id: "Verification" });

export const Assignment = z
  .strictObject({
    organization: slug("organization that answers for the recommendation"),
    role: z.enum(AssignmentRole),
    basis: z
      .enum(AssignmentBasis)
      .describe("Whether the report itself names the organization, or the steward proposes it."),
    answeredBy: slug("organization that answers for it today: the same, or its successor where it has ended"),
    response,
    decideBy: z.iso.date().nullable().describe("Up to when it will have answered, while it is considering."),
    implementation,
    exitRequested: implementation
      .nullable()
      .describe(
        "An exit that the organization asked for and the steward has not decided: it counts as before meanwhile.",
      ),
    verification,
    submittedAt: instant.nullable().describe("When it was submitted for verification last."),
    completedOn: datedDay.nullable().describe("When it was completed, as the organization reports."),
    hasEvidence: z.boolean().describe("Whether its log has evidence, restricted or not."),
    targetOn: datedDay.nullable(),
    originalTargetOn: datedDay.nullable().describe("The first target date; it never changes."),
    targetChanges: count.describe("How often the target date was moved."),
    lastEntryAt: instant.nullable().describe("When the latest entry of its log was recorded."),
    logLength: z.int().min(0).describe("How many entries its log has."),
    headHash: z
      .string()
      .nullable()
      .describe(
        "The hash of the newest entry, which rests on all before it: whoever kept it can prove a later change.",
      ),
  })
  .describe("An organization answers for a recommendation.")
  .register(components, { id: "Assignment" });
export type Assignment = z.infer<typeof Assignment>;

export const Recommendation = z
  .strictObject({
    code: z.string().describe("Unique in the report."),
    parent: z.string().nullable().describe("Code of the recommendation that this is a part of."),
    kind: z.enum(RecommendationKind),
    title: z.string(),
    statement: z.string(),
    textComplete: z.boolean().describe("Whether the text of the report is held as a whole."),
    section: z.string(),
    locator: z.string().describe("Where in the section of the report it stands."),
    sourceUrl: address,
    priority: z.enum(Priority),
    prioritySource: z.string().nullable().describe("Who or what says that it has this priority."),
    themes: z.array(slug("theme")),
    implementation: implementation.describe("Rolled up from its assignments, or from its parts."),
    assignments: z.array(Assignment),
  })
  .describe("One entry of a report's register.")
  .register(components, { id: "Recommendation" });
export type Recommendation = z.infer<typeof Recommendation>;

export const Evidence = z
  .strictObject({
    id: z.guid(),
    kind: z.enum(EvidenceKind),
    title: z.string(),
    url: address.nullable().describe("Of a link: where it leads."),
    address: z.string().nullable().describe("Of a file: where it can be had, on this site."),
    fileName: z.string().nullable(),
    type: z.string().nullable().describe("Media type of a file, as its content shows."),
    size: count.nullable().describe("Of a file, in bytes."),
    sha256: z.string().nullable().describe("Of a file: the SHA-256 of its content, in hexadecimal."),
    issuer: z.string().nullable(),
    documentOn: datedDay.nullable().describe("The date of the document."),
    language: z.string().nullable().describe("A language tag such as `km`."),
  })
  .describe("What shows that something was done. Restricted evidence is not among the open data.")
  .register(components, { id: "Evidence" });
export type Evidence = z.infer<typeof Evidence>;

const said = z.string().nullable();

export const Update = z
  .strictObject({
    id: z.guid(),
    sequence: count.describe("1 for the first entry of its assignment, without gaps."),
    kind: z.enum(UpdateKind),
    recommendation: z.string().describe("Code of the recommendation."),
    organization: slug("organization whose assignment it is about"),
    enteredBy: slug("organization that entered it"),
    onBehalfOf: slug("organization for which another entered it").nullable(),
    source: said.describe("Where it is known from, when it was entered on behalf."),
    aboutId: z
      .guid()
      .nullable()
      .describe("The earlier entry that it corrects, decides, replies to, confirms or contests."),
    previousImplementation: implementation.nullable().describe("What the implementation was before."),
    implementation: implementation
      .nullable()
      .describe("What it set the implementation to, or the exit that it asks for; null when it did neither."),
    note: said,
    whatRemains: said.describe("Of `partially_implemented`: what remains to be done."),
    completedOn: datedDay.nullable(),
    howIntentMet: said.describe("How the intent of the recommendation is met."),
    doneInstead: said.describe("Of `implemented_differently`: what was done instead."),
    exitReason: z.enum(ExitReason).nullable(),
    response: response.nullable(),
    decideBy: z.iso.date().nullable(),
    partsNotAccepted: said,
    whoShouldAnswer: said,
    targetOn: datedDay.nullable().describe("Of a `target`, or of the key action that an `action` states."),
    delayReason: z.enum(DelayReason).nullable().describe("Why a target date was moved."),
    verification: verification.nullable(),
    verificationBasis: said.describe("What a verification rests on."),
    exitDecision: z.enum(ExitDecision).nullable(),
    stance: z.enum(Stance).nullable().describe("What an organization says of an entry made on its behalf."),
    actionId: z.guid().nullable().describe("Which key action; each entry states its action in full."),
    actionState: z.enum(ActionState).nullable(),
    actionWhat: said,
    responsibleUnit: said,
    noTargetReason: said.describe("Why a key action has no target date."),
    justification: said.describe("Why it is so."),
    correctionReason: said.describe("Why the entry that it is about is corrected."),
    evidence: z.array(Evidence),
    occurredOn: datedDay.describe("When it happened: a year, a month or a day, as `precision` says."),
    precision: z.enum(Precision),
    recordedAt: instant.describe("When it was entered."),
    previousHash: said.describe("The hash of the entry before it in the log of its assignment."),
    hash: z.string().describe("The hash of the entry, which rests on all before it."),
  })
  .describe("One entry of the log. Entries are never changed and never removed.")
  .register(components, { id: "Update" });
export type Update = z.infer<typeof Update>;

export const Figure = z
  .strictObject({ n: count, of: count })
  .describe("n of N.")
  .register(components, { id: "Figure" });

const figures = z.record(z.enum(figureKeys), Figure).register(components, { id: "Figures" });
const counts = z
  .strictObject({
    implementation: z.record(implementation, count),
    response: z.record(response, count),
    verification: z.record(verification, count),
  })
  .describe("Number of assignments by code; each of the three sums to all of them.")
  .register(components, { id: "Counts" });
const cut = { total: count.describe("Number of assignments."), figures, counts };

export const Summary = z
  .strictObject({
    report: slug("report"),
    asOf: z.iso.date().describe("The day that was asked for, or today, in the time zone of the report."),
    figures,
    counts,
    byOrganization: z.array(z.strictObject({ organization: slug("organization"), ...cut })),
    byTheme: z
      .array(z.strictObject({ theme: slug("theme"), ...cut }))
      .describe("An assignment with two themes counts in both."),
  })
  .describe("What is counted of a report.")
  .register(components, { id: "Summary" });
export type Summary = z.infer<typeof Summary>;

const ChangeState = z
  .strictObject({
    response,
    implementation,
    exitRequested: implementation.nullable(),
    verification,
    targetOn: datedDay.nullable(),
  })
  .describe("Where an assignment stood.")
  .register(components, { id: "ChangeState" });

export const Change = z
  .strictObject({
    organization: slug("organization that answers for the recommendation"),
    recommendation: z.string().describe("Code of the recommendation."),
    entries: z.int().min(0).describe("How many entries its log got in between."),
    before: ChangeState.nullable().describe("At the end of `from`; null where it did not count yet."),
    after: ChangeState.nullable().describe("At the end of `to`; null where it was withdrawn by then."),
  })
  .describe("An assignment that got an entry, was added or was withdrawn between two days.")
  .register(components, { id: "Change" });
export type Change = z.infer<typeof Change>;

function page<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    next: z.string().nullable().describe("Give it as `cursor` to continue; null at the end."),
  });
}

export const RecommendationPage = page(Recommendation).register(components, { id: "RecommendationPage" });
export const UpdatePage = page(Update).register(components, { id: "UpdatePage" });

export const ChangePage = page(Change).register(components, { id: "ChangePage" });

export const Problem = z
  .strictObject({ type: z.string(), title: z.string(), status: z.int(), detail: z.string().describe("What to mend.") })
  .describe("Why a request was refused (RFC 9457).")
  .register(components, { id: "Problem" });
export type Problem = z.infer<typeof Problem>;
