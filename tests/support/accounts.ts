import type { Page } from "@playwright/test";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import { type App, expect } from "./app.ts";
import { query } from "./rows.ts";

/** Organizations of the report and how they are called in short. */
export const acronyms = { undp: "UNDP", ministry: "MIME", acleda: "ACLEDA", veterans: "CVAP", ilo: "ILO" } as const;
export type OrganizationSlug = keyof typeof acronyms;

/** The path of a fresh one-time link for an organization's first account. */
export async function newLink(app: App, organization: string): Promise<string> {
  const token = newToken();
  await query(
    app,
    `insert into one_time_links (id, token_hash, user_id, organization_id, expires_at)
     select gen_random_uuid(), $2, m.user_id, m.organization_id, now() + interval '1 day'
     from memberships m join organizations o on o.id = m.organization_id
     where o.slug = $1 order by m.created_at limit 1`,
    organization,
    hashToken(token),
  );
  return `/sign-in/${token}`;
}

/** The path of a fresh link by which the first account of an organization confirms its address, which it has not yet. */
export async function newConfirmation(app: App, organization: OrganizationSlug): Promise<string> {
  const token = newToken();
  await query(
    app,
    `with person as (
       update users set email = $1 || '@example.org', email_set_at = now(), email_verified_at = null where id = (
         select m.user_id from memberships m join organizations o on o.id = m.organization_id
         where o.slug = $1 order by m.created_at limit 1)
       returning id, email)
     insert into one_time_links (id, token_hash, user_id, organization_id, purpose, email, expires_at)
     select gen_random_uuid(), $2, person.id, o.id, 'email_confirmation', person.email, now() + interval '1 day'
     from person, organizations o where o.slug = $1`,
    organization,
    hashToken(token),
  );
  return `/confirm-email/${token}`;
}

/** The path of a fresh invitation into an organization, made by its first account. */
export async function newInvitation(app: App, organization: OrganizationSlug, roles = "{reporter}"): Promise<string> {
  const token = newToken();
  await query(
    app,
    `insert into invitations (id, token_hash, organization_id, roles, invited_by_id, created_at, expires_at)
     select gen_random_uuid(), $2, m.organization_id, $3, m.user_id, now(), now() + interval '7 days'
     from memberships m join organizations o on o.id = m.organization_id
     where o.slug = $1 order by m.created_at limit 1`,
    organization,
    hashToken(token),
    roles,
  );
  return `/invitations/${token}`;
}

/** Somebody more who belongs to an organization; answers with their id. */
export async function newMember(app: App, organization: string, name: string, roles = "{reporter}"): Promise<string> {
  const [member] = await query<{ id: string }>(
    app,
    `with person as (insert into users (id, name) values (gen_random_uuid(), $2) returning id)
     insert into memberships (user_id, organization_id, roles)
     select person.id, o.id, $3::role[] from person, organizations o where o.slug = $1
     returning user_id as id`,
    organization,
    name,
    roles,
  );
  if (!member) throw new Error(`There is no organization ${organization}.`);
  return member.id;
}

/** Signs in as an organization by the page and the button of a link, as people do. */
export async function signIn(page: Page, app: App, organization: OrganizationSlug): Promise<void> {
  await openLink(page, await newLink(app, organization), organization);
}

export async function openLink(page: Page, link: string, organization: OrganizationSlug): Promise<void> {
  await page.goto(link);
  await page.getByRole("button", { name: `Sign in as ${acronyms[organization]}` }).click();
  await expect(page.getByRole("banner")).toContainText(`for ${acronyms[organization]}`);
}
