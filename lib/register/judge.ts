import { findCrossings } from "#lib/reports/crossings.ts";
import { address, code, line, text } from "#lib/reports/register.ts";
import type { AssignmentForm, EntryForm, OrganizationForm, ReasonForm, ThemeForm } from "./schema.ts";

export type Field = keyof (EntryForm & OrganizationForm & AssignmentForm & ReasonForm & ThemeForm) | "move";

export type ProblemCode =
  | "missing"
  | "too-long"
  | "broken"
  | "unreadable"
  | "unknown"
  | "taken"
  | "circle"
  | "assigned"
  | "without"
  | "before-it-began"
  | "has-parts";

/** What is wrong with a form of the register, at the field where it is mended. Each has its sentence in messages. */
export type Problem = { field: Field; code: ProblemCode };

/** Longest text of a field, as in a register file. */
export const longest = {
  code: 30,
  title: 500,
  statement: 20_000,
  section: 500,
  locator: 500,
  sourceUrl: 2_000,
  editorialNote: 20_000,
  prioritySource: 500,
  name: 500,
  acronym: 500,
  iatiIdentifier: 500,
  part: 500,
  reason: 500,
} as const satisfies Partial<Record<Field, number>>;

/** The shapes of a register file: what the app takes could stand in one. */
const shapes = { code, sourceUrl: address, statement: text, editorialNote: text } as const;

type Said = keyof typeof longest;

/** A text that may not be left out, unless it is among those that may. */
function judgeText<Form extends Partial<Record<Said, string>>>(form: Form, optional: readonly Said[] = []): Problem[] {
  return (Object.keys(longest) as Said[]).flatMap((field): Problem[] => {
    const said = form[field];
    if (said === undefined) return [];
    if (said === "") return optional.includes(field) ? [] : [{ field, code: "missing" }];
    if (said.length > longest[field]) return [{ field, code: "too-long" }];
    if (said.includes("\uFFFD")) return [{ field, code: "broken" }];
    const shape = field in shapes ? shapes[field as keyof typeof shapes] : line;
    return shape.safeParse(said).success ? [] : [{ field, code: "unreadable" }];
  });
}

/** What an entry is judged against: the others of its report, and the themes that there are. */
export type RegisterEntry = {
  id: string;
  code: string;
  parentId: string | null;
  isWithdrawn: boolean;
  /** The organizations that answer for it. */
  assigned: readonly string[];
};

const entryOrder: readonly Field[] = [
  "section",
  "locator",
  "sourceUrl",
  "textComplete",
  "editorialNote",
  "code",
  "title",
  "statement",
  "kind",
  "parent",
  "priority",
  "prioritySource",
  "themes",
];

/** Everything that is wrong with an entry, in the order of its form. `id` is null for a new one. */
export function judgeEntry(
  form: EntryForm,
  id: string | null,
  { entries, themeIds }: { entries: readonly RegisterEntry[]; themeIds: readonly string[] },
): Problem[] {
  const problems: Problem[] = judgeText(form, ["editorialNote", "prioritySource"]);
  if (form.kind === null) problems.push({ field: "kind", code: "missing" });
  if (form.priority === null) problems.push({ field: "priority", code: "missing" });
  if (form.themes.some((theme) => !themeIds.includes(theme))) problems.push({ field: "themes", code: "unknown" });
  const parent = entries.find((entry) => entry.id === form.parent);
  if (form.parent !== null && (!parent || parent.isWithdrawn)) problems.push({ field: "parent", code: "unknown" });
  problems.push(...findEntryCrossings(form, id, parent, entries));
  return inOrder(problems, entryOrder);
}

/** The rules between the entries of a register are those of a register file, asked of it as it would be. */
function findEntryCrossings(
  form: EntryForm,
  id: string | null,
  parent: RegisterEntry | undefined,
  entries: readonly RegisterEntry[],
): Problem[] {
  const own = entries.find((entry) => entry.id === id);
  const others = entries.filter((entry) => entry !== own);
  const codes = new Map(others.map((entry) => [entry.id, entry.code]));
  // A new entry is named as none can be: the code that was typed may be taken.
  const ownCode = own?.code ?? "\0";
  codes.set(id ?? "", ownCode);
  const partOf = (parentId: string | null) => (parentId === null ? undefined : codes.get(parentId));
  const written = [
    ...others.map((entry) => ({
      code: entry.code,
      parent: entry.isWithdrawn ? undefined : partOf(entry.parentId),
      assignments: entry.assigned.map((organization) => ({ organization })),
    })),
    {
      code: ownCode,
      parent: form.parent === id && id !== null ? ownCode : parent?.code,
      assignments: (own?.assigned ?? []).map((organization) => ({ organization })),
      priority: form.priority ?? undefined,
      prioritySource: form.prioritySource || undefined,
    },
  ];
  const problems: Problem[] = [];
  if (form.code !== "" && others.some((entry) => entry.code === form.code))
    problems.push({ field: "code", code: "taken" });
  findCrossings({ report: {}, recommendations: written }, (path) => {
    const at = path[1];
    if (path[2] === "parent") problems.push({ field: "parent", code: "circle" });
    if (path[2] === "assignments" && typeof at === "number" && written[at]?.code === parent?.code)
      problems.push({ field: "parent", code: "assigned" });
    if (path[2] === "prioritySource")
      problems.push(
        form.prioritySource === ""
          ? { field: "prioritySource", code: "missing" }
          : { field: "priority", code: "without" },
      );
  });
  return problems;
}

/** What an organization is judged against: all others. */
type KnownOrganization = { id: string; slug: string; name: string; successorId: string | null };

const organizationOrder: readonly Field[] = [
  "name",
  "acronym",
  "organizationKind",
  "iatiIdentifier",
  "existsFrom",
  "existsUntil",
  "successor",
  "part",
];

/** Everything that is wrong with an organization, in the order of its form. `id` is null for a new one. */
export function judgeOrganization(
  form: OrganizationForm,
  id: string | null,
  organizations: readonly KnownOrganization[],
): Problem[] {
  const problems: Problem[] = judgeText(form, ["iatiIdentifier", "part"]);
  // Of a form that was sent twice, too.
  if (
    id === null &&
    isTaken(
      form.name,
      organizations.map(({ name }) => name),
    )
  )
    problems.push({ field: "name", code: "taken" });
  if (form.organizationKind === null) problems.push({ field: "organizationKind", code: "missing" });
  for (const field of ["existsFrom", "existsUntil"] as const)
    if (form[field] === "unreadable") problems.push({ field, code: "unreadable" });
  const slugs = new Map(organizations.map((one) => [one.id, one.slug]));
  if (form.successor !== null && !slugs.has(form.successor)) problems.push({ field: "successor", code: "unknown" });
  const dated = ({ existsFrom, existsUntil }: OrganizationForm) => ({
    existsFrom: existsFrom === "unreadable" ? undefined : (existsFrom ?? undefined),
    existsUntil: existsUntil === "unreadable" ? undefined : (existsUntil ?? undefined),
  });
  const slugOf = (successorId: string | null) => (successorId === null ? undefined : slugs.get(successorId));
  const written = [
    ...organizations
      .filter((one) => one.id !== id)
      .map(({ slug, successorId }) => ({ slug, successor: slugOf(successorId) })),
    { slug: id === null ? undefined : slugs.get(id), successor: slugOf(form.successor), ...dated(form) },
  ];
  findCrossings({ report: {}, organizations: written, recommendations: [] }, (path) => {
    if (path[2] === "existsUntil") problems.push({ field: "existsUntil", code: "before-it-began" });
    if (path[2] === "successor") problems.push({ field: "successor", code: "circle" });
  });
  return inOrder(problems, organizationOrder);
}

/** Everything that is wrong with an assignment that is new; one that was withdrawn may come back. */
export function judgeAssignment(
  form: AssignmentForm,
  circumstances: { participantIds: readonly string[]; assignedIds: readonly string[]; hasParts: boolean },
): Problem[] {
  const { organization } = form;
  const problems: Problem[] = [];
  if (circumstances.hasParts) problems.push({ field: "organization", code: "has-parts" });
  else if (organization === null) problems.push({ field: "organization", code: "missing" });
  else if (!circumstances.participantIds.includes(organization))
    problems.push({ field: "organization", code: "unknown" });
  else if (circumstances.assignedIds.includes(organization)) problems.push({ field: "organization", code: "taken" });
  return [...problems, ...judgeRole(form)];
}

/** Of an assignment that stands: the organization stays. */
export function judgeRole(form: Pick<AssignmentForm, "role" | "basis">): Problem[] {
  return (["role", "basis"] as const)
    .filter((field) => form[field] === null)
    .map((field) => ({ field, code: "missing" as const }));
}

export function judgeReason(form: ReasonForm): Problem[] {
  return judgeText(form);
}

export function judgeTheme(form: ThemeForm, otherNames: readonly string[]): Problem[] {
  const problems: Problem[] = judgeText(form);
  if (isTaken(form.name, otherNames)) problems.push({ field: "name", code: "taken" });
  return problems;
}

function isTaken(name: string, others: readonly string[]): boolean {
  return name !== "" && others.some((other) => other.toLowerCase() === name.toLowerCase());
}

/** One problem a field is enough: the first that was found. */
function inOrder(problems: readonly Problem[], order: readonly Field[]): Problem[] {
  return problems
    .filter(({ field }, at) => problems.findIndex((one) => one.field === field) === at)
    .toSorted((one, other) => order.indexOf(one.field) - order.indexOf(other.field));
}
