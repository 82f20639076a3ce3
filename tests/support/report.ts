import { randomUUID } from "node:crypto";
import { hashToken } from "#lib/accounts/tokens.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { toDatabaseDay } from "#lib/dates.ts";
import type { Database } from "#lib/db.ts";
import type { Organization, Prisma, Report } from "#lib/generated/client.ts";
import type { Role } from "#lib/generated/enums.ts";
import { db } from "./owner.ts";

/** A name that no other thing of a test has. */
export function newSlug(noun: string): string {
  return `${noun}-${randomUUID().slice(0, 8)}`;
}

export async function createOrganization(fields: Partial<Prisma.OrganizationUncheckedCreateInput> = {}) {
  const slug = newSlug("organization");
  return db.organization.create({ data: { slug, name: slug, acronym: slug.slice(-8), kind: "government", ...fields } });
}

/** A report of August 2000, kept by a steward of its own. */
export async function createReport(fields: Partial<Prisma.ReportUncheckedCreateInput> = {}) {
  const steward = await createOrganization();
  const slug = newSlug("report");
  const report = await db.report.create({
    data: {
      slug,
      title: slug,
      timeZone: "Asia/Phnom_Penh",
      publishedOn: toDatabaseDay("2000-08-31"),
      publishedPrecision: "month",
      language: "en",
      sourceUrl: "https://example.org/report",
      registerHashes: ["0".repeat(64)],
      authorId: steward.id,
      participations: { create: { organizationId: steward.id, function: "steward", position: 0 } },
      ...fields,
    },
  });
  return { ...report, steward };
}

/** A published recommendation, assigned to these organizations. */
export async function createRecommendation(
  report: Pick<Report, "id">,
  organizations: Pick<Organization, "id">[] = [],
  fields: Partial<Prisma.RecommendationUncheckedCreateInput> = {},
) {
  const position = await db.recommendation.count({ where: { reportId: report.id } });
  for (const { id } of organizations)
    await db.participation.upsert({
      where: { reportId_organizationId: { reportId: report.id, organizationId: id } },
      create: { reportId: report.id, organizationId: id, function: "stakeholder", position: position + 1 },
      update: {},
    });
  const recommendation = await db.recommendation.create({
    data: {
      reportId: report.id,
      code: `R${position + 1}`,
      position,
      kind: "recommendation",
      section: "Recommendations",
      locator: "page 1",
      title: "Lend to small enterprises",
      statement: "Banks should lend to small enterprises.",
      textComplete: true,
      sourceUrl: "https://example.org/report",
      publishedAt: new Date("2001-01-01T00:00:00Z"),
      ...fields,
    },
  });
  const assignments = await db.assignment.createManyAndReturn({
    data: organizations.map(({ id }) => ({
      reportId: report.id,
      recommendationId: recommendation.id,
      organizationId: id,
      role: "lead" as const,
      basis: "proposed" as const,
    })),
  });
  return { ...recommendation, assignments };
}

/** Somebody who belongs to an organization already, as a viewer. */
export async function memberOf(slug: string, client: Pick<Database, "membership"> = db): Promise<Member> {
  const { user, organization, roles } = await client.membership.findFirstOrThrow({
    where: { organization: { slug } },
    include: { user: true, organization: true },
  });
  return {
    kind: "member",
    sessionId: randomUUID(),
    shownAt: new Date(),
    userId: user.id,
    name: user.name,
    organization,
    roles,
    organizations: [organization],
  };
}

/** Two reports, with an organization that answers in the one and a stranger to it in the other, whose steward answers in the one as well. */
export async function createTwoReports() {
  const [report, other] = [await createReport(), await createReport()];
  const [own, stranger] = [await createOrganization(), await createOrganization()];
  const takesPart = (reportId: string, organizationId: string, position: number) =>
    db.participation.create({ data: { reportId, organizationId, function: "stakeholder", position } });
  await takesPart(report.id, own.id, 1);
  await takesPart(report.id, other.steward.id, 2);
  await takesPart(other.id, stranger.id, 1);
  return { report, other, own, stranger };
}

/** Somebody who is signed in for an organization; the id of the session is its token too. */
export async function createMember(organization: Organization, roles: Role[]): Promise<Member> {
  const user = await db.user.create({ data: { name: `One ${roles.join(" and ")}` } });
  await db.membership.create({ data: { userId: user.id, organizationId: organization.id, roles } });
  const sessionId = randomUUID();
  const shownAt = new Date();
  await db.session.create({
    data: {
      ...{ createdAt: shownAt, shownAt, id: sessionId, tokenHash: hashToken(sessionId), way: "link" },
      ...{ userId: user.id, organizationId: organization.id, expiresAt: new Date(Date.now() + 3_600_000) },
    },
  });
  const { id, slug, name, acronym } = organization;
  const acting = { id, slug, name, acronym };
  return {
    kind: "member",
    sessionId,
    shownAt,
    userId: user.id,
    name: user.name,
    organization: acting,
    roles,
    organizations: [acting],
  };
}

/** A report with one recommendation of one organization, and its approver. */
export async function createAssigned(roles: Role[] = ["approver"]) {
  const report = await createReport();
  const organization = await createOrganization();
  const recommendation = await createRecommendation(report, [organization]);
  const [assignment] = recommendation.assignments;
  if (!assignment) throw new Error("A recommendation without its assignment.");
  return { report, organization, recommendation, assignment, member: await createMember(organization, roles) };
}
