// What the report's page counts, as one writes it who keeps no counts: a GROUP BY over all assignments, by organization and
// by theme, with a filter for each measure. The settings of a report are those that a new one has. Left out is what an
// assignment alone does not tell: decisions, and the median of delays.

const accepting = "a.response in ('accepted', 'partially_accepted')";
const done = "a.implementation in ('implemented', 'implemented_differently')";
const open = "a.implementation in ('not_started', 'in_progress', 'partially_implemented')";
const due = `${accepting} and a.implementation <> 'no_longer_applicable'`;
const verified = `${done} and a.verification = 'verified'`;
const targeted = `${open} and a.target_on is not null`;

const responses = "awaiting_response under_consideration accepted partially_accepted not_accepted not_applicable";
const implementations =
  "not_started in_progress partially_implemented implemented implemented_differently no_longer_applicable not_implemented";
const verifications =
  "self_reported submitted more_evidence_requested verified partly_verified not_verified cannot_verify";
const each = (column: string, codes: string) => codes.split(" ").map((code) => `a.${column} = '${code}'`);
const late = (least: number, most: number) =>
  `${open} and a.target_on between current_date - ${most} and current_date - ${least}`;
const old = (least: number, most: number) =>
  `${open} and a.created_at <= now() - interval '${least} months' and a.created_at > now() - interval '${most} months'`;

const conditions = [
  "true",
  ...each("response", responses),
  ...each("implementation", implementations),
  ...each("verification", verifications),
  "a.implementation = 'implemented' and a.verification = 'verified'",
  "a.implementation = 'implemented' and a.verification <> 'verified'",
  "a.implementation = 'implemented_differently' and a.verification = 'verified'",
  "a.implementation = 'implemented_differently' and a.verification <> 'verified'",
  "a.response not in ('awaiting_response', 'under_consideration')",
  accepting,
  "a.response in ('accepted', 'partially_accepted', 'not_accepted')",
  due,
  `${due} and ${done}`,
  `${due} and ${verified}`,
  `${due} and ${done} and a.verification <> 'verified'`,
  "a.response <> 'not_applicable'",
  `a.response <> 'not_applicable' and ${verified}`,
  open,
  targeted,
  `${open} and a.target_on is null`,
  `${open} and a.target_on < current_date`,
  late(1, 30),
  late(31, 90),
  late(91, 180),
  `${open} and a.target_on < current_date - 180`,
  `${targeted} and a.target_changes >= 2`,
  `${open} and a.last_entry_at >= now() - interval '90 days'`,
  `${open} and coalesce(a.last_entry_at, a.created_at) < now() - interval '120 days'`,
  old(0, 6),
  old(6, 18),
  old(18, 60),
  `${open} and a.created_at <= now() - interval '60 months'`,
  `${open} and a.created_at <= now() - interval '18 months'`,
  done,
  `${done} and a.has_evidence`,
  "a.original_target_on <= current_date",
  `${done} and a.original_target_on <= current_date and a.completed_on <= a.original_target_on`,
  "a.implementation in ('no_longer_applicable', 'not_implemented')",
  "a.verification = 'submitted' and a.submitted_at < now() - interval '30 days'",
];

const counts = conditions
  .map((condition, place) => `count(*) filter (where ${condition})::int as count_${place}`)
  .join(", ");

export const countByOrganization = `select a.organization_id, ${counts} from assignments a
  where a.report_id = $1 and a.withdrawn_at is null group by a.organization_id`;

export const countByTheme = `select link.theme_id, ${counts} from assignments a
  join recommendation_themes link on link.recommendation_id = a.recommendation_id
  where a.report_id = $1 and a.withdrawn_at is null group by link.theme_id`;
