import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import type { Role, UpdateKind } from "#lib/generated/enums.ts";

/** Whose an assignment is, for the question who may write what into its log. All are ids of organizations. */
export type Assigned = {
  organizationId: string;
  /** Who answers for it now: the organization itself, or its successor. */
  answeringId: string;
  /** The stewards of its report. */
  stewardIds: readonly string[];
  /** Who entered what its implementation is now. */
  claimedById: string | null;
};

/**
 * As what somebody writes: for the organization they act for; for one that has ended, as its successor; as the steward on
 * behalf of another; or in an office of the report (a decision).
 */
export type Capacity = "own" | "successor" | "on-behalf" | "office";

type Right = "log" | "approve" | "keep" | "verify";

/** What each role may do. A new role does not compile until it is answered. */
const roleMay = {
  reporter: { log: true, approve: false, keep: false, verify: false },
  approver: { log: true, approve: true, keep: false, verify: false },
  steward: { log: false, approve: false, keep: true, verify: false },
  verifier: { log: false, approve: false, keep: false, verify: true },
} as const satisfies Record<Role, Record<Right, boolean>>;

/** Who writes each kind of entry: the organization, from a reporter or an approver up, or an office. A correction is written by whoever may write what it corrects. */
const writers = {
  progress: "log",
  note: "log",
  confirmation: "log",
  reply: "log",
  correction: "log",
  response: "approve",
  target: "approve",
  action: "approve",
  verification: "verify",
  exit_decision: "keep",
  reopening: "keep",
} as const satisfies Record<UpdateKind, Right>;

/** As what this viewer may add an entry of this kind to the log of an assignment, if at all. */
export function capacityFor(viewer: Viewer, assignment: Assigned, kind: UpdateKind): Capacity | undefined {
  if (viewer.kind === "public") return;
  const right = writers[kind];
  if (right === "verify") return isIndependent(viewer, assignment) && holds(viewer, right) ? "office" : undefined;
  if (right === "keep") return isSteward(viewer, assignment) ? "office" : undefined;
  if (viewer.organization.id === assignment.organizationId) return holds(viewer, right) ? "own" : undefined;
  if (viewer.organization.id === assignment.answeringId && holds(viewer, right)) return "successor";
  return isSteward(viewer, assignment) ? "on-behalf" : undefined;
}

/** Whether they may set what only an approver sets: implemented, or a request to leave. The steward enters on behalf what an approver decided. */
export function canApprove(viewer: Viewer, capacity: Capacity | undefined): boolean {
  if (viewer.kind === "public" || capacity === undefined) return false;
  return capacity === "on-behalf" || holds(viewer, "approve");
}

/** Whether what waits for those with a right is theirs to look through; of each thing in it `capacityFor` is asked. */
export function isEntitled(viewer: Viewer, right: Right): viewer is Member {
  return viewer.kind === "member" && holds(viewer, right);
}

/** Whether they may add entries of this kind to the logs of the organization that they act for; of each log `capacityFor` is asked. */
export function isWriter(viewer: Viewer, kind: UpdateKind): viewer is Member {
  return isEntitled(viewer, writers[kind]);
}

function holds(member: Member, right: Right): boolean {
  return member.roles.some((role) => roleMay[role][right]);
}

function isSteward(member: Member, { stewardIds }: Assigned): boolean {
  return stewardIds.includes(member.organization.id) && holds(member, "keep");
}

/** Nobody verifies for an organization that they belong to: the one assigned, the one that answers for it, the one that made the claim. */
function isIndependent(member: Member, { organizationId, answeringId, claimedById }: Assigned): boolean {
  return member.organizations.every(({ id }) => ![organizationId, answeringId, claimedById].includes(id));
}
