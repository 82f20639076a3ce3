import type { Role } from "#lib/generated/enums.ts";

export type ViewerOrganization = { id: string; slug: string; name: string; acronym: string };

/** Somebody signed in, and the organization they act for now. */
export type Member = {
  kind: "member";
  sessionId: string;
  /** When they last showed who they are; not known where a provider that knew them already did not tell. */
  shownAt: Date | undefined;
  userId: string;
  name: string;
  organization: ViewerOrganization;
  roles: readonly Role[];
  /** All organizations that they could act for. */
  organizations: ViewerOrganization[];
};

/** Whoever looks: the public is a viewer with no roles. */
export type Viewer = { kind: "public" } | Member;

export const publicViewer: Viewer = { kind: "public" };
