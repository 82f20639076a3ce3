import { AssignmentForm, EntryForm, OrganizationForm } from "#lib/register/schema.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "./report.ts";

/** What the form of an entry sends when it is right in everything; what a test does not name is right. */
export const typedEntry = {
  code: "X1",
  title: "Lend to women",
  statement: "Banks should lend to women who run enterprises.",
  kind: "recommendation",
  section: "recommendations",
  locator: "item 4",
  sourceUrl: "https://example.org/report#4",
  textComplete: "yes",
  editorialNote: "",
  priority: "not_stated",
  prioritySource: "",
  parent: "",
  themes: "",
} as const;
export type TypedEntry = Partial<Record<keyof typeof typedEntry, string>>;

export const entryForm = (typed: TypedEntry = {}) => EntryForm.parse({ ...typedEntry, ...typed });

export const typedOrganization = {
  name: "Rural Development Bank",
  acronym: "RDB",
  organizationKind: "financial_institution",
  iatiIdentifier: "",
  existsFrom: "",
  existsUntil: "",
  successor: "",
  part: "",
} as const;
export type TypedOrganization = Partial<Record<keyof typeof typedOrganization, string>>;

let organizations = 0;

/** Each has a name of its own: a second organization of the same name is refused. */
export function organizationForm(typed: TypedOrganization = {}): OrganizationForm {
  organizations += 1;
  return OrganizationForm.parse({ ...typedOrganization, name: `${typedOrganization.name} ${organizations}`, ...typed });
}

export const assignmentForm = (organization: string) =>
  AssignmentForm.parse({ organization, role: "lead", basis: "proposed" });

/** A report with its steward signed in, an entry that an organization answers for, and that organization. */
export async function createRegister() {
  const report = await createReport();
  const organization = await createOrganization();
  const entry = await createRecommendation(report, [organization], { code: "R1" });
  const [assignment] = entry.assignments;
  if (!assignment) throw new Error("A recommendation without its assignment.");
  const steward = await createMember(report.steward, ["steward"]);
  return { report, organization, entry, assignment, steward };
}
