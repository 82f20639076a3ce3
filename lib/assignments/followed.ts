import { Prisma } from "#lib/generated/client.ts";

/** In SQL, of an assignment `a` and its recommendation `r`: neither is withdrawn, and it is no draft. */
export const isFollowed = Prisma.sql`a.withdrawn_at is null and r.published_at is not null and r.withdrawn_at is null`;

/** The same for a query of assignments. */
export const followed = {
  withdrawnAt: null,
  recommendation: { withdrawnAt: null, publishedAt: { not: null } },
} as const satisfies Prisma.AssignmentWhereInput;
