import { z } from "zod";
import { usualDays } from "#lib/changes/period.ts";
import { limits } from "./page.ts";
import { describeProblem, type ProblemName, problems } from "./problem.ts";
import { ChangePage, components, Problem, RecommendationPage, Summary, UpdatePage } from "./schema.ts";

const lists = {
  parameters: ["cursor", "limit"],
  problems: ["malformed-cursor", "malformed-limit", "malformed-day"],
} as const satisfies { parameters: string[]; problems: ProblemName[] };

type Address = {
  summary: string;
  answer: z.ZodType;
  parameters: readonly (keyof typeof parameters)[];
  problems: readonly ProblemName[];
};

/** The addresses, below `/api/v1`. */
const addresses = {
  "/reports/{report}/recommendations": {
    summary: "The register of a report, in its order, and where each recommendation stands",
    answer: RecommendationPage,
    parameters: ["asOf", ...lists.parameters],
    problems: lists.problems,
  },
  "/reports/{report}/updates": {
    summary: "The log of a report, oldest first",
    answer: UpdatePage,
    parameters: ["asOf", ...lists.parameters],
    problems: lists.problems,
  },
  "/reports/{report}/summary": {
    summary: "What is counted of a report, today or as of a day",
    answer: Summary,
    parameters: ["asOf"],
    problems: ["malformed-day"],
  },
  "/reports/{report}/changes": {
    summary: "What changed between the ends of two days, by organization",
    answer: ChangePage,
    parameters: ["from", "to", ...lists.parameters],
    problems: [...lists.problems, "malformed-period"],
  },
} as const satisfies Record<string, Address>;

const parameters = {
  report: {
    name: "report",
    in: "path",
    required: true,
    description: "Slug of the report.",
    schema: { type: "string" },
    example: "cmb-97-021",
  },
  asOf: {
    name: "asOf",
    in: "query",
    description:
      "A day up to today, in the report's time zone: the answer is what the log had recorded by its end. The texts of the register are as they are now.",
    schema: { type: "string", format: "date" },
    example: "2026-03-31",
  },
  from: {
    name: "from",
    in: "query",
    description: `The day at whose end the comparison begins; without it ${usualDays} days before \`to\`.`,
    schema: { type: "string", format: "date" },
  },
  to: {
    name: "to",
    in: "query",
    description: "The day at whose end the comparison ends; without it today.",
    schema: { type: "string", format: "date" },
  },
  cursor: {
    name: "cursor",
    in: "query",
    description: "The `next` of the page before. What it says is nobody's business but the server's.",
    schema: { type: "string" },
  },
  limit: {
    name: "limit",
    in: "query",
    description: "How many items at most.",
    schema: { type: "integer", minimum: 1, maximum: limits.most, default: limits.usual },
  },
};

/** The OpenAPI document, made of the schemas that the answers are written through. */
export function describeInterface() {
  return {
    openapi: "3.1.1",
    info: {
      title: "Tamdan open data",
      version: "1",
      description:
        "How far each recommendation of a report is implemented, readable by anybody without signing in. Lists are continued with `cursor` until `next` is null. Fields may be added; leave aside those that you do not know. A problem's `type` is the address of its description in this document.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/api/v1" }],
    paths: {
      ...Object.fromEntries(
        Object.entries(addresses).map(([path, address]) => [path, { get: describeOperation(path, address) }]),
      ),
      "/openapi.json": {
        get: {
          operationId: "openapi",
          summary: "This document",
          responses: {
            200: { description: "The document.", content: { "application/json": { schema: { type: "object" } } } },
            304: unchanged,
          },
        },
      },
    },
    components: { schemas: describeSchemas(), parameters, responses: describeProblems() },
  };
}

const unchanged = { description: "Nothing has changed since the answer whose `ETag` was given as `If-None-Match`." };

function describeOperation(path: string, address: (typeof addresses)[keyof typeof addresses]) {
  const named = ["report", ...address.parameters];
  const refusals = Map.groupBy(["unknown-report", ...address.problems] as const, (name) => problems[name].status);
  return {
    operationId: path.split("/").at(-1),
    summary: address.summary,
    parameters: named.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    responses: {
      200: {
        description: address.summary,
        content: { "application/json": { schema: refer(address.answer) } },
      },
      304: unchanged,
      ...Object.fromEntries([...refusals].map(([status, names]) => [status, describeRefusals(names)])),
    },
  };
}

function describeRefusals(names: ProblemName[]) {
  const [first, ...others] = names;
  if (others.length === 0) return { $ref: `#/components/responses/${first}` };
  const examples = Object.fromEntries(names.map((name) => [name, { value: describeProblem(name) }]));
  const titles = names.map((name) => problems[name].title).join(", or ");
  return { description: titles, content: { "application/problem+json": { schema: refer(Problem), examples } } };
}

function describeProblems() {
  return Object.fromEntries(
    (Object.keys(problems) as ProblemName[]).map((name) => [
      name,
      {
        description: problems[name].title,
        content: { "application/problem+json": { schema: refer(Problem), example: describeProblem(name) } },
      },
    ]),
  );
}

function refer(schema: z.ZodType) {
  return { $ref: addressOf(components.get(schema)?.id ?? "") };
}

function addressOf(id: string) {
  return `#/components/schemas/${id}`;
}

function describeSchemas() {
  const { schemas } = z.toJSONSchema(components, {
    uri: addressOf,
    override: ({ jsonSchema }) => {
      // Ours are written strictly; readers are to stay open for fields that are added.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // What a format says already, or what only says that numbers end somewhere.
      if (jsonSchema.format) delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $id, $schema, ...schema }]) => [id, schema]));
}
