import type { Page } from "@playwright/test";
import type { Role } from "#lib/generated/enums.ts";
import type { OrganizationSlug } from "./accounts.ts";
import type { App } from "./app.ts";

/** Every way in which a write is refused, whoever sends it and by whatever means. */
export const refusals = [
  "signed out",
  "forged cookie",
  "revoked session",
  "ended membership",
  "other organization",
  "lower role",
  "foreign origin",
  "tampered field",
  "row of others",
  "used link",
  "sent again",
] as const;
export type Refusal = (typeof refusals)[number];

/** What leads in once, by a token that somebody was sent. */
export type OnceOnly = "one_time_links" | "invitations";

/** A form that writes: who may send it, how a browser does, and what it must be refused for. */
export type Write = {
  /** What it writes to: the file and the name of an action, or the method and the route of a route handler. */
  to: string;
  /** Which form it is, where several write to the same. */
  form?: string;
  /** Who may: the first account of this organization; nobody where whoever sends it is not signed in yet. */
  as: OrganizationSlug | "nobody";
  /** An organization that may not, and roles of the same person with which they may not either. */
  other: OrganizationSlug;
  lower: readonly Role[];
  /** Makes what the form needs. It is sent twice, without scripts and with them: `time` is 0, then 1. */
  prepare?: (app: App, time: number) => Promise<unknown>;
  /** Goes to the page and fills in the form, with scripts or without. */
  open: (page: Page, app: App, time: number) => Promise<unknown>;
  /** What the server is told, where the form is there with that alone. */
  variables?: Readonly<Record<string, string>>;
  /** It is no form: a script calls it when the button is pressed, after so many other calls; and why there is none without. */
  script?: { callsBefore: number; because: string };
  /** What it writes once it has answered. */
  later?: string;
  /** Takes away what would keep the same person from sending it the second time. */
  afterwards?: (app: App) => Promise<unknown>;
  /** The accessible name of its button; whoever may not send the form is not shown it. */
  button: string | ((time: number) => string);
  /** The accessible name of the form, where the page has several such buttons. */
  within?: string;
  /** Why others are shown such a button all the same: one of their own. */
  othersHaveOne?: string;
  /** Every hidden field, with values that the page never gave it; a sentence where any value is as good, and why. */
  tampered: Readonly<Record<string, readonly string[] | string>>;
  /** Every field that holds or chooses an id, with SQL for the ids of rows that are not to be named there; or why any is as good. */
  others: Readonly<Record<string, { sql: string } | string>>;
  /** The refusals that there cannot be, and why. */
  never: Partial<Record<Refusal, string>>;
  /** By what it leads in, where it does. */
  link?: OnceOnly;
  /** What every refusal says; without it, that nothing was saved. */
  says?: RegExp;
  /** Why the access log does not say that they tried it, who have no right to it. */
  unkept?: Partial<Record<Refusal, string>>;
  /** What else it may say to those for whom there is no such page. */
  saysToOthers?: RegExp;
};

export const nameOf = ({ to, form }: Write) => (form ? `${to}: ${form}` : to);

/** Rows of another report, which no form of this one may name. */
export const elsewhere = {
  recommendation: { sql: "select id from recommendations where code = 'X1'" },
  theme: { sql: "select id from themes where slug = 'other-theme'" },
  assignment: {
    sql: "select a.id from assignments a join recommendations r on r.id = a.recommendation_id where r.code = 'X1'",
  },
  organization: { sql: "select id from organizations where slug like 'other-%'" },
} as const;

/** What a hidden id may be changed to, besides the id of another row. */
export const noRow = "00000000-0000-0000-0000-000000000000";
export const noIds = ["", "1 or true", noRow];
/** What a hidden slug of an organization may be changed to: another one's, and what is none. */
export const otherOrganizations = ["undp", "nowhere", "' or true"];
/** What the newest change that was seen, or the length of a log, may be changed to. */
export const notSeen = ["-1", "9999", "many"];
/** The slug of the report: another report's, and what is none. */
export const otherReports = ["other", "none", "' or true"];

export const noLink = "It is no link that somebody was sent.";
