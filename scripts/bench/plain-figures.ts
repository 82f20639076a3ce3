// What the report's page counts, as one writes it who keeps no counts: a GROUP BY over all assignments, by organization and
// by theme, with a filter for each n and each N. The settings of a report are those that a new one has.

const accepting = "a.response in ('accepted', 'partially_accepted')";
const implemented = "a.implementation in ('implemented', 'implemented_differently')";
const open = "a.implementation in ('not_started', 'in_progress', 'partially_implemented')";
const due = `${accepting} and a.implementation <> 'no_longer_applicable'`;
const verified = `${implemented} and a.verification = 'verified'`;

const responses = [
  "awaiting_response",
  "under_consideration",
  "accepted",
  "partially_accepted",
  "not_accepted",
  "not_applicable",
];
const implementations = [
  "not_started",
  "in_progress",
  "partially_implemented",
  "implemented",
  "implemented_differently",
  "no_longer_applicable",
  "not_implemented",
];
const verifications = [
  "self_reported",
  "submitted",
  "more_evidence_requested",
  "verified",
  "partly_verified",
  "not_verified",
  "cannot_verify",
];

const conditions = [
  ...responses.map((code) => `a.response = '${code}'`),
  ...implementations.map((code) => `a.implementation = '${code}'`),
  ...verifications.map((code) => `a.verification = '${code}'`),
  due,
  `${due} and ${implemented}`,
  `${due} and ${verified}`,
  verified,
  open,
  `${open} and a.target_on is not null`,
  `${open} and a.target_on < current_date`,
  `${open} and a.target_changes >= 2`,
  `${open} and a.last_entry_at >= now() - interval '90 days'`,
  `${open} and coalesce(a.last_entry_at, a.created_at) < now() - interval '120 days'`,
  `${implemented} and a.has_evidence`,
  "a.original_target_on <= current_date",
  `${implemented} and a.original_target_on <= current_date and a.completed_on <= a.original_target_on`,
  "a.verification = 'submitted' and a.submitted_at < now() - interval '30 days'",
];

const counts = ["count(*)", ...conditions.map((condition) => `count(*) filter (where ${condition})`)]
  .map((count, place) => `${count}::int as count_${place}`)
  .join(", ");

export const countByOrganization = `select a.organization_id, ${counts} from assignments a
  where a.report_id = $1 and a.withdrawn_at is null group by a.organization_id`;

export const countByTheme = `select link.theme_id, ${counts} from assignments a
  join recommendation_themes link on link.recommendation_id = a.recommendation_id
  where a.report_id = $1 and a.withdrawn_at is null group by link.theme_id`;
