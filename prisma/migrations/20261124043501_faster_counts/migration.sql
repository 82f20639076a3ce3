-- Kept counts by year too, so that what is read of them does not grow with the months; and functions that count many
-- assignments in a fraction of the time: a report of 100,000 recommendations is recounted in minutes.

-- AlterEnum
-- A new value of the old type could not be written before the end of this transaction.
DELETE FROM "tallies";
ALTER TYPE "grain" RENAME TO "grain_before";
CREATE TYPE "grain" AS ENUM ('year', 'month', 'day');
ALTER TABLE "tallies" ALTER COLUMN "grain" TYPE "grain" USING "grain"::text::"grain";
DROP TYPE "grain_before";

-- The measures of a state and the days in which each holds, as far as the state itself tells: it may begin later and end
-- earlier. lib/progress/measures.ts says the same of one day, and tests compare the two. (Not a VALUES list: Postgres
-- prepares each of its rows anew for every state.)
CREATE OR REPLACE FUNCTION measures_of("state" assignment_states, "created_at" timestamptz, "decisions" integer, "overturned" integer, "report" reports)
RETURNS TABLE ("measure" measure, "value" integer, "weight" integer, "begins" date, "ends" date) LANGUAGE sql STABLE AS $$
  SELECT held.measure, held.value, held.weight, coalesce(held.begins, '-infinity'), coalesce(held.ends, 'infinity')
    FROM (
      SELECT *, is_done AND verification = 'verified' AS is_verified, is_accepting AND implementation <> 'no_longer_applicable' AS is_due, coalesce(entry_on, created_on) AS heard_on
        FROM (SELECT
          state.response, state.implementation, state.verification, state.has_evidence, state.target_on, state.target_changes, state.original_target_on, state.completed_on,
          report.fresh_days, report.reporting_interval + report.grace_days AS silent_days, report.verification_days, report.outstanding_months,
          state.implementation IN ('not_started', 'in_progress', 'partially_implemented') AS is_open,
          state.implementation IN ('implemented', 'implemented_differently') AS is_done,
          state.response IN ('accepted', 'partially_accepted') AS is_accepting,
          (created_at AT TIME ZONE report.time_zone)::date AS created_on,
          (state.recorded_at AT TIME ZONE report.time_zone)::date AS entry_on,
          (state.submitted_at AT TIME ZONE report.time_zone)::date AS submitted_on
        -- Reckoned once, and not again in each line below.
        OFFSET 0) AS said OFFSET 0
    ) AS known CROSS JOIN LATERAL (
      SELECT 'assigned'::measure, 0, 1, NULL::date, NULL::date
      UNION ALL SELECT implementation::text::measure, 0, 1, NULL, NULL
      UNION ALL SELECT response::text::measure, 0, 1, NULL, NULL
      UNION ALL SELECT verification::text::measure, 0, 1, NULL, NULL
      UNION ALL SELECT 'verified_implemented'::measure, 0, 1, NULL, NULL WHERE is_verified AND implementation = 'implemented'
      UNION ALL SELECT 'reported_implemented'::measure, 0, 1, NULL, NULL WHERE NOT is_verified AND implementation = 'implemented'
      UNION ALL SELECT 'verified_differently'::measure, 0, 1, NULL, NULL WHERE is_verified AND implementation = 'implemented_differently'
      UNION ALL SELECT 'reported_differently'::measure, 0, 1, NULL, NULL WHERE NOT is_verified AND implementation = 'implemented_differently'
      UNION ALL SELECT 'answered'::measure, 0, 1, NULL, NULL WHERE response NOT IN ('awaiting_response', 'under_consideration')
      UNION ALL SELECT 'accepting'::measure, 0, 1, NULL, NULL WHERE is_accepting
      UNION ALL SELECT 'decided_response'::measure, 0, 1, NULL, NULL WHERE is_accepting OR response = 'not_accepted'
      UNION ALL SELECT 'due'::measure, 0, 1, NULL, NULL WHERE is_due
      UNION ALL SELECT 'due_implemented'::measure, 0, 1, NULL, NULL WHERE is_due AND is_done
      UNION ALL SELECT 'due_verified'::measure, 0, 1, NULL, NULL WHERE is_due AND is_verified
      UNION ALL SELECT 'due_unverified'::measure, 0, 1, NULL, NULL WHERE is_due AND is_done AND NOT is_verified
      UNION ALL SELECT 'answerable'::measure, 0, 1, NULL, NULL WHERE response <> 'not_applicable'
      UNION ALL SELECT 'answerable_verified'::measure, 0, 1, NULL, NULL WHERE response <> 'not_applicable' AND is_verified
      UNION ALL SELECT 'open'::measure, 0, 1, NULL, NULL WHERE is_open
      UNION ALL SELECT 'with_target'::measure, 0, 1, NULL, NULL WHERE is_open AND target_on IS NOT NULL
      UNION ALL SELECT 'without_target'::measure, 0, 1, NULL, NULL WHERE is_open AND target_on IS NULL
      UNION ALL SELECT 'overdue'::measure, 0, 1, target_on + 1, NULL WHERE is_open AND target_on IS NOT NULL
      UNION ALL SELECT 'overdue_30'::measure, 0, 1, target_on + 1, target_on + 31 WHERE is_open AND target_on IS NOT NULL
      UNION ALL SELECT 'overdue_90'::measure, 0, 1, target_on + 31, target_on + 91 WHERE is_open AND target_on IS NOT NULL
      UNION ALL SELECT 'overdue_180'::measure, 0, 1, target_on + 91, target_on + 181 WHERE is_open AND target_on IS NOT NULL
      UNION ALL SELECT 'overdue_over_180'::measure, 0, 1, target_on + 181, NULL WHERE is_open AND target_on IS NOT NULL
      UNION ALL SELECT 'moved_twice'::measure, 0, 1, NULL, NULL WHERE is_open AND target_on IS NOT NULL AND target_changes >= 2
      UNION ALL SELECT 'fresh'::measure, 0, 1, NULL, entry_on + fresh_days + 1 WHERE is_open AND entry_on IS NOT NULL
      UNION ALL SELECT 'stale'::measure, 0, 1, heard_on + silent_days + 1, NULL WHERE is_open
      UNION ALL SELECT 'open_6_months'::measure, 0, 1, NULL, months_after(created_on, 6) WHERE is_open
      UNION ALL SELECT 'open_18_months'::measure, 0, 1, months_after(created_on, 6), months_after(created_on, 18) WHERE is_open
      UNION ALL SELECT 'open_5_years'::measure, 0, 1, months_after(created_on, 18), months_after(created_on, 60) WHERE is_open
      UNION ALL SELECT 'open_over_5_years'::measure, 0, 1, months_after(created_on, 60), NULL WHERE is_open
      UNION ALL SELECT 'long_outstanding'::measure, 0, 1, months_after(created_on, outstanding_months), NULL WHERE is_open
      UNION ALL SELECT 'done'::measure, 0, 1, NULL, NULL WHERE is_done
      UNION ALL SELECT 'done_with_evidence'::measure, 0, 1, NULL, NULL WHERE is_done AND has_evidence
      UNION ALL SELECT 'original_due'::measure, 0, 1, original_target_on, NULL WHERE original_target_on IS NOT NULL
      UNION ALL SELECT 'on_time'::measure, 0, 1, original_target_on, NULL WHERE is_done AND completed_on <= original_target_on
      UNION ALL SELECT 'exited'::measure, 0, 1, NULL, NULL WHERE implementation IN ('no_longer_applicable', 'not_implemented')
      UNION ALL SELECT 'submitted_long'::measure, 0, 1, submitted_on + verification_days + 1, NULL WHERE verification = 'submitted'
      UNION ALL SELECT 'decisions'::measure, 0, decisions, NULL, NULL
      UNION ALL SELECT 'overturned_decisions'::measure, 0, overturned, NULL, NULL
      UNION ALL SELECT 'delay'::measure, completed_on - original_target_on, 1, NULL, NULL WHERE is_done AND completed_on IS NOT NULL AND original_target_on IS NOT NULL
    ) AS held ("measure", "value", "weight", "begins", "ends")
    WHERE held.weight <> 0
$$;

-- All that assignments have brought to the counts, from what is kept of them.
CREATE OR REPLACE FUNCTION counted_changes("asked" uuid[]) RETURNS SETOF counted_change LANGUAGE sql STABLE AS $$
  WITH followed AS MATERIALIZED (
    SELECT a.id, a.created_at, p AS report, lower(days) AS began, coalesce(upper(days), 'infinity') AS ended
      FROM assignments a JOIN recommendations r ON r.id = a.recommendation_id JOIN reports p ON p.id = a.report_id
        CROSS JOIN LATERAL unnest(followed_days(a, r, p.time_zone)) AS days
      WHERE a.id = ANY (asked) AND r.published_at IS NOT NULL
  ), stood AS MATERIALIZED (
    SELECT s AS state, s.assignment_id, s.sequence, (s.recorded_at AT TIME ZONE p.time_zone)::date AS since,
        count(*) FILTER (WHERE u.kind = 'verification') OVER so_far AS decisions,
        count(*) FILTER (WHERE u.verification IN ('partly_verified', 'not_verified')) OVER so_far AS overturned
      FROM assignment_states s JOIN updates u ON u.assignment_id = s.assignment_id AND u.sequence = s.sequence JOIN reports p ON p.id = s.report_id
      WHERE s.assignment_id = ANY (asked)
      WINDOW so_far AS (PARTITION BY s.assignment_id ORDER BY s.sequence)
    UNION ALL
    SELECT jsonb_populate_record(NULL::assignment_states, '{"response": "awaiting_response", "implementation": "not_started", "verification": "self_reported", "has_evidence": false, "target_changes": 0}'),
        id, 0, '-infinity', 0, 0
      FROM unnest(asked) AS id
  ), lasting AS MATERIALIZED (
    SELECT *, coalesce(lead(since) OVER (PARTITION BY assignment_id ORDER BY sequence), 'infinity') AS until FROM stood
  ), holding AS MATERIALIZED (
    SELECT f.id, m.measure, m.value, m.weight, greatest(f.began, s.since, m.begins) AS began, least(f.ended, s.until, m.ends) AS ended
      FROM followed f JOIN lasting s ON s.assignment_id = f.id AND greatest(f.began, s.since) < least(f.ended, s.until)
      CROSS JOIN LATERAL measures_of(s.state, f.created_at, s.decisions::integer, s.overturned::integer, f.report) AS m
  )
  SELECT id, measure, value, day, sum(change)::integer FROM (
    SELECT id, measure, value, began AS day, weight AS change FROM holding WHERE began < ended
    UNION ALL
    SELECT id, measure, value, ended, -weight FROM holding WHERE began < ended AND ended < 'infinity') AS moved
    GROUP BY 1, 2, 3, 4 HAVING sum(change) <> 0
$$;

-- What changes come to in the counts of the report and of all it is cut by; or in those of one theme alone.
CREATE OR REPLACE FUNCTION tallied("changes" counted_change[], "only_theme" uuid DEFAULT NULL) RETURNS SETOF tallies LANGUAGE sql STABLE AS $$
  WITH changed AS MATERIALIZED (
    SELECT a.report_id, a.organization_id, a.role, r.priority, r.kind, a.recommendation_id, c.measure, c.value, c.change,
        c.day, date_trunc('month', c.day)::date AS month, date_trunc('year', c.day)::date AS year
      FROM unnest(changes) AS c JOIN assignments a ON a.id = c.assignment_id JOIN recommendations r ON r.id = a.recommendation_id
  ), placed AS (
    SELECT report_id,
        CASE WHEN grouping(organization_id) = 0 THEN 'organization' WHEN grouping(role) = 0 THEN 'role' WHEN grouping(priority) = 0 THEN 'priority' WHEN grouping(kind) = 0 THEN 'kind' ELSE 'report' END::cut AS cut,
        coalesce(organization_id::text, role::text, priority::text, kind::text, '') AS key,
        measure, year, month, day, value, sum(change)::integer AS change
      FROM changed WHERE only_theme IS NULL
      GROUP BY report_id, measure, value, GROUPING SETS ((), (organization_id), (role), (priority), (kind)), GROUPING SETS ((year), (month), (day))
    UNION ALL
    SELECT c.report_id,
        CASE WHEN grouping(c.organization_id) = 0 THEN 'organization_theme' ELSE 'theme' END::cut,
        concat_ws('/', c.organization_id, link.theme_id),
        c.measure, c.year, c.month, c.day, c.value, sum(c.change)::integer
      FROM changed c JOIN recommendation_themes link ON link.recommendation_id = c.recommendation_id
      WHERE only_theme IS NULL OR link.theme_id = only_theme
      GROUP BY c.report_id, c.measure, c.value, GROUPING SETS ((link.theme_id), (c.organization_id, link.theme_id)), GROUPING SETS ((c.year), (c.month), (c.day))
  )
  SELECT report_id, cut, key, measure, CASE WHEN year IS NOT NULL THEN 'year' WHEN month IS NOT NULL THEN 'month' ELSE 'day' END::grain, coalesce(year, month, day), value, change
    FROM placed WHERE change <> 0
$$;

-- The counts of a report from the beginning. What a part of the assignments comes to is put together at the end: many of
-- them change the same counts.
CREATE OR REPLACE FUNCTION recount_report("report" uuid) RETURNS void LANGUAGE plpgsql SET jit = off SET work_mem = '128MB' SET search_path = public, pg_temp AS $$
DECLARE
  batch uuid[];
  last uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  DELETE FROM tallies WHERE report_id = report;
  CREATE TEMP TABLE recounted (LIKE tallies) ON COMMIT DROP;
  LOOP
    batch := array(SELECT id FROM assignments WHERE report_id = report AND id > last ORDER BY id LIMIT 20000);
    EXIT WHEN cardinality(batch) = 0;
    INSERT INTO recounted SELECT * FROM tallied(array(SELECT c FROM counted_changes(batch) AS c));
    last := batch[cardinality(batch)];
  END LOOP;
  INSERT INTO tallies
    SELECT report_id, cut, key, measure, grain, day, value, sum(change) FROM recounted
      GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(change) <> 0 ORDER BY 1, 2, 3, 5, 6, 4, 7;
  DROP TABLE recounted;
END
$$;

SELECT recount_report(id) FROM reports;
