import { headers } from "./headers.ts";
import { limits } from "./page.ts";
import type { Problem } from "./schema.ts";

/** Why a request is refused, and what to mend. */
export const problems = {
  "unknown-report": {
    status: 404,
    title: "Unknown report",
    detail: "No report has this slug; take the slug from the address of the report's page, /reports/{report}.",
  },
  "unknown-address": {
    status: 404,
    title: "Unknown address",
    detail: "There is nothing at this address; /api/v1/openapi.json describes the addresses that there are.",
  },
  "malformed-cursor": {
    status: 400,
    title: "Malformed cursor",
    detail:
      "The cursor cannot be read; give the `next` of the page before unchanged, or leave the cursor out to begin again.",
  },
  "malformed-limit": {
    status: 400,
    title: "Malformed limit",
    detail: `The limit must be a whole number from 1 to ${limits.most}.`,
  },
  "malformed-day": {
    status: 400,
    title: "Malformed day",
    detail:
      "A day must be written such as 2026-03-31, must exist and must not be after today in the report's time zone.",
  },
  "malformed-period": {
    status: 400,
    title: "Malformed period",
    detail: "The day `from` must not be after the day `to`.",
  },
  "method-not-allowed": {
    status: 405,
    title: "Method not allowed",
    detail: "What is here can only be read; use GET or HEAD.",
  },
} as const satisfies Record<string, { status: number; title: string; detail: string }>;

export type ProblemName = keyof typeof problems;

/** A problem's type is the address of its description in the OpenAPI document. */
export function describeProblem(name: ProblemName): Problem {
  return { type: `/api/v1/openapi.json#/components/responses/${name}`, ...problems[name] };
}

export function refuse(name: ProblemName, more: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(describeProblem(name)), {
    status: problems[name].status,
    headers: { ...headers, ...more, "Content-Type": "application/problem+json" },
  });
}
