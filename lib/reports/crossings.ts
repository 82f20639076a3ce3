import { z } from "zod";
import { firstDay } from "#lib/dates.ts";
import { Precision, Priority } from "#lib/generated/enums.ts";

const name = z.string().optional().catch(undefined);
const day = z
  .object({ on: z.string(), precision: z.enum(Precision) })
  .optional()
  .catch(undefined);

/** As much of a file, whatever is wrong with the rest, as says what has to agree. The days are those that the schema has read. */
const Outline = z
  .object({
    report: z.object({ author: name, funder: name }).catch({}),
    themes: z.record(z.string(), z.unknown()).optional().catch(undefined),
    organizations: z
      .array(z.object({ slug: name, function: name, existsFrom: day, existsUntil: day, successor: name }).catch({}))
      .optional()
      .catch(undefined),
    recommendations: z
      .array(
        z
          .object({
            code: name,
            parent: name,
            priority: z.enum(Priority).optional().catch(undefined),
            prioritySource: name,
            themes: z.array(name).catch([]),
            assignments: z.array(z.object({ organization: name }).catch({})).catch([]),
          })
          .catch({ themes: [], assignments: [] }),
      )
      .catch([]),
  })
  .catch({ report: {}, recommendations: [] });
type Outline = z.infer<typeof Outline>;

type Tell = (path: PropertyKey[], message: string) => void;

/** What is sound in itself and does not agree with the rest: repeated, missing and circular names, and halves of a pair. */
export function findCrossings(value: unknown, tell: Tell): void {
  const outline = Outline.parse(value);
  for (const find of [findHalves, findRepetitions, findStrangers, findSteward, findCircles, findAssignedParents])
    find(outline, tell);
}

function findHalves({ organizations = [], recommendations }: Outline, tell: Tell) {
  for (const [at, { existsFrom, existsUntil }] of organizations.entries())
    if (existsFrom && existsUntil && firstDay(existsFrom) > existsUntil.on)
      tell(["organizations", at, "existsUntil"], "is before existsFrom; mend one of them");
  for (const [at, { priority, prioritySource }] of recommendations.entries())
    if (priority && (priority === "not_stated") !== (prioritySource === undefined))
      tell(
        ["recommendations", at, "prioritySource"],
        "a priority other than not_stated goes with its source; give both or neither",
      );
}

function findRepetitions({ organizations = [], recommendations }: Outline, tell: Tell) {
  eachRepeated(
    organizations.map(({ slug }) => slug),
    (at, slug, first) =>
      tell(
        ["organizations", at, "slug"],
        `"${slug}" is the slug of organizations[${first}] already; give each its own`,
      ),
  );
  eachRepeated(
    recommendations.map(({ code }) => code),
    (at, code, first) =>
      tell(
        ["recommendations", at, "code"],
        `"${code}" is the code of recommendations[${first}] already; give each its own`,
      ),
  );
  for (const [at, { themes, assignments }] of recommendations.entries()) {
    eachRepeated(themes, (index, theme) =>
      tell(["recommendations", at, "themes", index], `"${theme}" is named twice; keep one of them`),
    );
    eachRepeated(
      assignments.map(({ organization }) => organization),
      (index, organization) =>
        tell(
          ["recommendations", at, "assignments", index, "organization"],
          `"${organization}" is assigned here already; keep one of the two assignments`,
        ),
    );
  }
}

function eachRepeated(names: (string | undefined)[], repeated: (at: number, name: string, first: number) => void) {
  const seen = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    if (name === undefined) continue;
    const first = seen.get(name);
    if (first === undefined) seen.set(name, at);
    else repeated(at, name, first);
  }
}

function findStrangers({ report: { author, funder }, themes, organizations, recommendations }: Outline, tell: Tell) {
  const known = {
    organization: organizations && new Set(organizations.map(({ slug }) => slug)),
    theme: themes && new Set(Object.keys(themes)),
    recommendation: new Set(recommendations.map(({ code }) => code)),
  };
  const expect = (path: PropertyKey[], noun: keyof typeof known, name: string | undefined) => {
    const names = known[noun];
    if (name === undefined || !names || names.has(name)) return;
    tell(
      path,
      `there is no ${noun} "${name}" in this file; ${wordChoice([...names].filter((one) => one !== undefined))}`,
    );
  };
  expect(["report", "author"], "organization", author);
  expect(["report", "funder"], "organization", funder);
  for (const [at, { successor }] of (organizations ?? []).entries())
    expect(["organizations", at, "successor"], "organization", successor);
  for (const [at, { parent, themes, assignments }] of recommendations.entries()) {
    const path = ["recommendations", at];
    expect([...path, "parent"], "recommendation", parent);
    for (const [index, theme] of themes.entries()) expect([...path, "themes", index], "theme", theme);
    for (const [index, { organization }] of assignments.entries())
      expect([...path, "assignments", index, "organization"], "organization", organization);
  }
}

function wordChoice(names: string[]): string {
  if (names.length === 0) return "add it";
  return names.length <= 20 ? `use one of ${names.join(", ")}` : "correct its spelling, or add it";
}

function findSteward({ organizations }: Outline, tell: Tell) {
  if (!organizations) return;
  const stewards = [...organizations.entries()]
    .filter(([, organization]) => organization.function === "steward")
    .map(([at]) => at);
  if (stewards.length === 0)
    tell(["organizations"], "none has the function steward; give it to the one that keeps the register");
  for (const at of stewards.slice(1))
    tell(["organizations", at, "function"], `organizations[${stewards[0]}] is the steward already; a register has one`);
}

function findCircles({ organizations = [], recommendations }: Outline, tell: Tell) {
  const parents = recommendations.map(({ code, parent }) => [code, parent] as const);
  const successors = organizations.map(({ slug, successor }) => [slug, successor] as const);
  eachCircle(parents, (at, circle) => tell(["recommendations", at, "parent"], wordCircle(circle, "is part of")));
  eachCircle(successors, (at, circle) =>
    tell(["organizations", at, "successor"], wordCircle(circle, "is succeeded by")),
  );
}

function eachCircle(
  links: (readonly [string | undefined, string | undefined])[],
  tell: (at: number, circle: string[]) => void,
) {
  const next = new Map(links);
  const settled = new Set<string>();
  for (const [at, [start]] of links.entries()) {
    const way: string[] = [];
    let name = start;
    while (name !== undefined && !settled.has(name)) {
      settled.add(name);
      way.push(name);
      name = next.get(name);
    }
    const entrance = name === undefined ? -1 : way.indexOf(name);
    if (name !== undefined && entrance >= 0)
      tell(entrance === 0 ? at : links.findIndex(([one]) => one === name), [...way.slice(entrance), name]);
  }
}

function wordCircle([first, ...others]: string[], link: string): string {
  return `${first} ${link} ${others.join(`, which ${link} `)}; end the circle`;
}

function findAssignedParents({ recommendations }: Outline, tell: Tell) {
  const partOf = new Map(recommendations.toReversed().map(({ code, parent }) => [parent, code]));
  for (const [at, { code, assignments }] of recommendations.entries()) {
    const part = code === undefined ? undefined : partOf.get(code);
    if (part !== undefined && assignments.length > 0)
      tell(
        ["recommendations", at, "assignments"],
        `${code} has parts, such as ${part}, and so no assignments of its own; move them to its parts`,
      );
  }
}
