import "server-only";
import type { Member } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import { done, type Result, refused } from "#lib/result.ts";

/**
 * Somebody has read what changed in a report up to the instant that their page showed, so that what came in between is
 * told the next time. It never goes back.
 */
export async function markRead(
  viewer: Member,
  reportSlug: string,
  shownAt: Date,
  now: Date,
): Promise<Result<undefined, "not-found">> {
  const readAt = shownAt < now ? shownAt : now;
  return actingAs(viewer, now, async (tx) => {
    const report = await tx.report.findUnique({ where: { slug: reportSlug }, select: { id: true } });
    if (!report) return refused("not-found");
    await tx.$executeRaw`
      insert into visits (user_id, report_id, read_at) values (${viewer.userId}::uuid, ${report.id}::uuid, ${readAt})
      on conflict (user_id, report_id) do update set read_at = greatest(visits.read_at, excluded.read_at)`;
    return done(undefined);
  });
}
