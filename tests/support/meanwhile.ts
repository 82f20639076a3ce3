import type { Role } from "#lib/generated/enums.ts";
import type { OnceOnly } from "./write.ts";

/** What is otherwise in the database while a form is sent, and what makes it as it was. */
export type Meanwhile = { change: string; undo: string };

const longAgo = "timestamptz '2001-01-01'";
const set = (table: string, column: string) => `update ${table} set ${column} = ${longAgo} where ${column} is null`;
const unset = (table: string, column = "ended_at") =>
  `update ${table} set ${column} = null where ${column} = ${longAgo}`;

export const sessionsEnded: Meanwhile = { change: set("sessions", "ended_at"), undo: unset("sessions") };

/** The memberships alone: their sessions, which the database ends with them, stay open, and are to be of no use all the same. */
export const membershipsEnded: Meanwhile = {
  change: `alter table memberships disable trigger memberships_ended; ${set("memberships", "ended_at")};
           alter table memberships enable always trigger memberships_ended`,
  undo: unset("memberships"),
};

function madeEarlier(table: OnceOnly, days: number): Meanwhile {
  const moved = (sign: "+" | "-") =>
    `update ${table} set created_at = created_at ${sign} interval '${days} days', expires_at = expires_at ${sign} interval '${days} days'`;
  return { change: moved("-"), undo: moved("+") };
}

const invitationOver = (how: "used" | "withdrawn"): Meanwhile => ({
  change: `update invitations set ${how}_at = ${longAgo}, ${how}_by_id = invited_by_id
           where used_at is null and withdrawn_at is null`,
  undo: `update invitations set ${how}_at = null, ${how}_by_id = null where ${how}_at = ${longAgo}`,
});

/** Every way in which what leads in once leads in no more. */
export const endsOf: Record<OnceOnly, Record<string, Meanwhile>> = {
  one_time_links: {
    used: { change: set("one_time_links", "used_at"), undo: unset("one_time_links", "used_at") },
    expired: madeEarlier("one_time_links", 2),
  },
  invitations: {
    used: invitationOver("used"),
    withdrawn: invitationOver("withdrawn"),
    expired: madeEarlier("invitations", 8),
  },
};

/** Everybody has this role alone. */
export const withRole = (role: Role): Meanwhile => ({
  change: `create table kept_roles as select user_id, organization_id, roles from memberships;
           update memberships set roles = '{${role}}'`,
  undo: `update memberships m set roles = k.roles from kept_roles k
         where (k.user_id, k.organization_id) = (m.user_id, m.organization_id); drop table kept_roles`,
});
