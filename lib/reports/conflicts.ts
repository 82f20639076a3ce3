import "server-only";
import type { Database } from "#lib/db.ts";
import type { Register } from "./register.ts";

/** Where the file is sound, but does not go with what is in the register already and stays there. Read before anything is written. */
export async function findConflicts(tx: Database, reportId: string, register: Register): Promise<string[]> {
  const slugs = register.organizations.map(({ slug }) => slug);
  const codes = new Set(register.recommendations.map(({ code }) => code));
  const divided = new Set(register.recommendations.map(({ parent }) => parent));

  const stewards = await tx.participation.findMany({
    where: { reportId, function: "steward", organization: { slug: { notIn: slugs } } },
    select: { organization: { select: { slug: true } } },
  });
  const parts = await tx.recommendation.findMany({
    where: { reportId, parentId: { not: null }, withdrawnAt: null },
    orderBy: { position: "asc" },
    select: { code: true, parent: { select: { code: true } } },
  });
  const answered = await tx.assignment.findMany({
    where: { reportId, withdrawnAt: null, logLength: { gt: 0 } },
    select: { recommendation: { select: { code: true } }, organization: { select: { slug: true } } },
  });

  const conflicts = stewards.map(
    ({ organization }) =>
      `organizations: ${organization.slug} is the steward and missing here; name it, as a stakeholder if another is the steward now`,
  );
  const missing = Map.groupBy(
    parts.filter(({ code }) => !codes.has(code)),
    ({ parent }) => parent?.code,
  );
  for (const [at, { code, assignments }] of register.recommendations.entries()) {
    const path = `recommendations[${at}]`;
    const left = missing.get(code) ?? [];
    if (left.length > 0 && assignments.length > 0)
      conflicts.push(
        `${path}.assignments: ${code} keeps parts that this file does not name (${left.map((part) => part.code).join(", ")}), and so no assignments of its own; name and assign its parts`,
      );
    if (!divided.has(code)) continue;
    const organizations = answered
      .filter(({ recommendation }) => recommendation.code === code)
      .map(({ organization }) => organization.slug);
    if (organizations.length > 0)
      conflicts.push(
        `${path}: ${code} cannot get parts, because ${organizations.join(", ")} logged progress on it; leave it whole, with its assignments`,
      );
  }
  return conflicts;
}
