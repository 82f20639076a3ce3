import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { assignedColumns, assignedOf } from "#lib/assignments/assigned.ts";
import { isFollowed } from "#lib/assignments/followed.ts";
import { capacityFor, isEntitled } from "#lib/assignments/policy.ts";
import { dayAt } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { visibleEvidence } from "#lib/evidence/policy.ts";
import { Prisma } from "#lib/generated/client.ts";
import { withSuccessors } from "#lib/organizations/successors.ts";
import { settings } from "#lib/progress/thresholds.ts";

const pageSize = 25;

/** Why a verifier is not offered what waits: it is of an organization of theirs, such an organization answers for it now, or made the claim. */
export type Withheld = "own" | "successor" | "claimed";

const place = {
  id: true,
  implementation: true,
  organization: { select: { slug: true, name: true, acronym: true } },
  recommendation: { select: { code: true, title: true, report: { select: { slug: true, title: true, ...settings } } } },
} as const satisfies Prisma.AssignmentSelect;

/**
 * A page of what waits for verification, over all reports, the longest waiting first; the last page when one beyond it is
 * asked for. What this verifier may not verify is left out and counted by the reason. Null for whoever is no verifier.
 */
export async function getVerificationQueue(viewer: Viewer, now: Date, asked: number) {
  if (!isEntitled(viewer, "verify")) return null;
  const mine = viewer.organizations.map(({ id }) => id);
  // The filter says of all at once what capacityFor says of one.
  const submitted = Prisma.sql`
    select a.id, a.submitted_at, case
      when a.organization_id = any (${mine}::uuid[]) then 'own'
      when answering_organization(a.organization_id, (${now}::timestamptz at time zone reports.time_zone)::date) = any (${mine}::uuid[]) then 'successor'
      when claim.acting_organization_id = any (${mine}::uuid[]) then 'claimed'
    end as withheld
    from assignments a
    join recommendations r on r.id = a.recommendation_id
    join reports on reports.id = a.report_id
    left join lateral (
      select u.acting_organization_id from updates u
      where u.assignment_id = a.id and u.kind in ('progress', 'correction') and u.implementation is not null
      order by u.sequence desc limit 1
    ) claim on true
    where a.verification = 'submitted' and ${isFollowed}`;
  const counts = await db.$queryRaw<{ withheld: Withheld | null; count: number }[]>`
    select withheld, count(*)::int as count from (${submitted}) submitted group by withheld`;
  const countOf = (reason: Withheld | null) => counts.find(({ withheld }) => withheld === reason)?.count ?? 0;
  const found = countOf(null);
  const pages = Math.max(1, Math.ceil(found / pageSize));
  const page = Math.min(asked, pages);
  const ids = await db.$queryRaw<{ id: string }[]>`
    select id from (${submitted}) submitted where withheld is null
    order by submitted_at, id limit ${pageSize} offset ${(page - 1) * pageSize}`;
  const rows = await listClaims(ids.map(({ id }) => id));
  const offered = rows.filter((row) =>
    capacityFor(viewer, assignedOf(row, dayAt(now, row.recommendation.report.timeZone)), "verification"),
  );
  const evidence = await listEvidence(viewer, offered);
  const withheld = { own: countOf("own"), successor: countOf("successor"), claimed: countOf("claimed") };
  return { items: offered.map((row) => ({ ...row, evidence: evidence(row.id) })), found, page, pages, withheld };
}

export type WaitingClaim = NonNullable<Awaited<ReturnType<typeof getVerificationQueue>>>["items"][number];

type Claim = Awaited<ReturnType<typeof listClaims>>[number];

async function listClaims(ids: string[]) {
  const rows = await db.assignment.findMany({
    where: { id: { in: ids } },
    select: {
      ...assignedColumns,
      ...place,
      organization: { select: { ...assignedColumns.organization.select, ...place.organization.select } },
      recommendation: {
        select: {
          ...place.recommendation.select,
          report: {
            select: {
              ...place.recommendation.select.report.select,
              ...assignedColumns.recommendation.select.report.select,
            },
          },
        },
      },
      submittedAt: true,
      completedOn: true,
      completedPrecision: true,
      updates: {
        ...assignedColumns.updates,
        select: {
          actingOrganizationId: true,
          sequence: true,
          onBehalfOfId: true,
          actingOrganization: { select: { acronym: true } },
        },
      },
    },
  });
  return inOrder(await withSuccessors(db, rows), ids);
}

/** What supports each claim: the evidence of the entry that made it and of those after it, restricted pieces among it as far as the viewer may read them. */
async function listEvidence(viewer: Viewer, claims: readonly Claim[]) {
  const from = new Map(claims.map(({ id, updates }) => [id, updates[0]?.sequence ?? 0]));
  const entries = await readingAs(viewer, (tx) =>
    tx.update.findMany({
      where: { assignmentId: { in: [...from.keys()] }, evidence: { some: {} } },
      orderBy: { sequence: "asc" },
      select: {
        assignmentId: true,
        sequence: true,
        evidence: {
          where: visibleEvidence(viewer),
          orderBy: { position: "asc" },
          select: { id: true, kind: true, title: true, url: true, fileName: true, restricted: true },
        },
      },
    }),
  );
  return (id: string) =>
    entries
      .filter(({ assignmentId, sequence }) => assignmentId === id && sequence >= (from.get(id) ?? 0))
      .flatMap(({ evidence }) => evidence);
}

const most = 50;

/** What a verifier has decided and can be taken up again: the oldest decision first, of many the first fifty; of one organization if one is named. */
export async function listDecided(verification: "more_evidence_requested" | "cannot_verify", organizationId?: string) {
  const rows = await db.$queryRaw<{ id: string; found: number }[]>`
    select a.id, count(*) over ()::int as found
    from assignments a
    join recommendations r on r.id = a.recommendation_id
    join lateral (
      select max(u.recorded_at) as at from updates u where u.assignment_id = a.id and u.kind = 'verification'
    ) decided on true
    where a.verification = ${verification}::verification and ${isFollowed}
      ${organizationId ? Prisma.sql`and a.organization_id = ${organizationId}::uuid` : Prisma.empty}
    order by decided.at, a.id
    limit ${most}`;
  const ids = rows.map(({ id }) => id);
  const items = await db.assignment.findMany({
    where: { id: { in: ids } },
    select: {
      ...place,
      updates: {
        where: { kind: "verification" },
        orderBy: { sequence: "desc" },
        take: 1,
        select: {
          id: true,
          recordedAt: true,
          justification: true,
          actingOrganization: { select: { acronym: true } },
        },
      },
    },
  });
  return { items: inOrder(items, ids), found: rows[0]?.found ?? 0 };
}

export type DecidedClaims = Awaited<ReturnType<typeof listDecided>>;

function inOrder<Row extends { id: string }>(rows: readonly Row[], ids: readonly string[]): Row[] {
  const places = new Map(ids.map((id, index) => [id, index]));
  return rows.toSorted((one, other) => (places.get(one.id) ?? 0) - (places.get(other.id) ?? 0));
}
