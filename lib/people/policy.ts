import type { Viewer } from "#lib/accounts/viewer.ts";
import { Role } from "#lib/generated/enums.ts";

/** Of an organization: in which reports it takes part, and who keeps each. */
export type Place = {
  id: string;
  participations: readonly {
    function: "stakeholder" | "steward";
    report: { participations: readonly { organizationId: string }[] };
  }[];
};

/**
 * What somebody is to an organization: an approver of it; a steward of a report in which it takes part; or, of an
 * organization that keeps reports itself, the steward of them all.
 */
type Standing = "approver" | "steward" | "keeper";

/**
 * Who gives and takes each role. What a verifier decides binds other organizations, so an approver makes none. The database
 * says the same (roles_to_give), and the two are compared.
 */
const givenBy = {
  reporter: ["approver", "steward"],
  approver: ["approver", "steward"],
  verifier: ["steward"],
  steward: ["keeper"],
} as const satisfies Record<Role, readonly Standing[]>;

/** The roles that the viewer may give there, and take away. */
export function rolesToGive(viewer: Viewer, place: Place): Role[] {
  const standings = standingsOf(viewer, place);
  return Object.values(Role).filter((role) => givenBy[role].some((standing) => standings.has(standing)));
}

/** See the people of an organization, invite more, change what they may do and end it. */
export function canManagePeople(viewer: Viewer, place: Place): boolean {
  return rolesToGive(viewer, place).length > 0;
}

/** The steward of a report may leave an organization without an approver; nobody else may. */
export function canLeaveWithoutApprover(viewer: Viewer, place: Place): boolean {
  return standingsOf(viewer, place).has("steward");
}

/**
 * Remove a person altogether: the steward of all that they are a member of, who could take each of their roles. The database
 * says the same (may_remove_person). Everybody may remove themselves. Who may remove somebody may take a second factor from
 * them that they have lost, but not from themselves.
 */
export function canRemovePerson(
  viewer: Viewer,
  memberships: readonly { roles: readonly Role[]; endedAt: Date | null; organization: Place }[],
): boolean {
  const isSteward = ({ organization }: { organization: Place }) => standingsOf(viewer, organization).has("steward");
  const current = memberships.filter(({ endedAt }) => !endedAt);
  return (
    memberships.some(isSteward) &&
    current.every(
      (one) => isSteward(one) && one.roles.every((role) => rolesToGive(viewer, one.organization).includes(role)),
    )
  );
}

/** The steward of a report asks the people of an organization for a second factor. */
export function canDemandSecondFactor(viewer: Viewer, place: Place): boolean {
  return standingsOf(viewer, place).has("steward");
}

function standingsOf(viewer: Viewer, { id, participations }: Place): ReadonlySet<Standing> {
  const standings = new Set<Standing>();
  if (viewer.kind === "public") return standings;
  const { organization, roles } = viewer;
  if (roles.includes("approver") && organization.id === id) standings.add("approver");
  if (!roles.includes("steward")) return standings;
  const isKept = ({ report }: Place["participations"][number]) =>
    report.participations.some(({ organizationId }) => organizationId === organization.id);
  if (participations.some(isKept)) standings.add("steward");
  const kept = participations.filter((participation) => participation.function === "steward");
  if (standings.has("steward") && kept.length > 0 && kept.every(isKept)) standings.add("keeper");
  return standings;
}

/** What of the roles is different, either way. */
export function changedRoles(held: readonly Role[], holds: readonly Role[]): Role[] {
  return Object.values(Role).filter((role) => held.includes(role) !== holds.includes(role));
}

/** Whether the organization would lose its last approver or steward, given the roles of the others. */
export function lossOf(
  lost: readonly Role[],
  others: readonly (readonly Role[])[],
  mayLeaveWithoutApprover: boolean,
): "last-approver" | "last-steward" | undefined {
  const isLast = (role: Role) => lost.includes(role) && !others.some((roles) => roles.includes(role));
  if (isLast("steward")) return "last-steward";
  if (isLast("approver") && !mayLeaveWithoutApprover) return "last-approver";
}
