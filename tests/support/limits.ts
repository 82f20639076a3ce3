import { type Act, type By, limits } from "#lib/limits/limits.ts";
import type { OrganizationSlug } from "./accounts.ts";
import type { App } from "./app.ts";
import { query } from "./rows.ts";

/** Something was done as often as it may be, but for what is `left`; it may be again in half an hour. `subject` is as whom it is counted. */
export async function exhaust(app: App, act: Act, by: By, subject: string, left = 0): Promise<void> {
  const limit = (limits[act] as Partial<Record<By, { most: number }>>)[by];
  if (!limit) throw new Error(`${act} is not counted by ${by}.`);
  await query(
    app,
    `insert into rate_limits (key, points, expire) values ($1, $2, $3)
     on conflict (key) do update set points = excluded.points, expire = excluded.expire`,
    `${act} ${by}:${subject}`,
    limit.most - left,
    Date.now() + 30 * 60_000 - 5_000,
  );
}

/** The time of every limit is over. */
export async function release(app: App): Promise<void> {
  await query(app, "update rate_limits set expire = 0");
}

/** The first account of an organization. */
export async function userOf(app: App, organization: OrganizationSlug): Promise<string> {
  const [row] = await query<{ id: string }>(
    app,
    "select m.user_id as id from memberships m join organizations o on o.id = m.organization_id where o.slug = $1 order by m.created_at limit 1",
    organization,
  );
  return row?.id ?? "";
}
