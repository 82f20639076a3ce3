-- A row of kept counts is a day of a place with a column for each measure, and no longer a row for each measure: the figures
-- of a page are a thousand rows instead of thirty thousand, and an entry writes a hundred instead of several hundred.

DROP FUNCTION tallied(counted_change[], uuid);
DROP TABLE "tallies";

-- CreateTable
CREATE TABLE "tallies" (
    "report_id" UUID NOT NULL,
    "cut" "cut" NOT NULL,
    "key" TEXT NOT NULL,
    "grain" "grain" NOT NULL,
    "day" DATE NOT NULL,
    "assigned" INTEGER NOT NULL DEFAULT 0,
    "not_started" INTEGER NOT NULL DEFAULT 0,
    "in_progress" INTEGER NOT NULL DEFAULT 0,
    "partially_implemented" INTEGER NOT NULL DEFAULT 0,
    "implemented" INTEGER NOT NULL DEFAULT 0,
    "implemented_differently" INTEGER NOT NULL DEFAULT 0,
    "no_longer_applicable" INTEGER NOT NULL DEFAULT 0,
    "not_implemented" INTEGER NOT NULL DEFAULT 0,
    "awaiting_response" INTEGER NOT NULL DEFAULT 0,
    "under_consideration" INTEGER NOT NULL DEFAULT 0,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "partially_accepted" INTEGER NOT NULL DEFAULT 0,
    "not_accepted" INTEGER NOT NULL DEFAULT 0,
    "not_applicable" INTEGER NOT NULL DEFAULT 0,
    "self_reported" INTEGER NOT NULL DEFAULT 0,
    "submitted" INTEGER NOT NULL DEFAULT 0,
    "more_evidence_requested" INTEGER NOT NULL DEFAULT 0,
    "verified" INTEGER NOT NULL DEFAULT 0,
    "partly_verified" INTEGER NOT NULL DEFAULT 0,
    "not_verified" INTEGER NOT NULL DEFAULT 0,
    "cannot_verify" INTEGER NOT NULL DEFAULT 0,
    "verified_implemented" INTEGER NOT NULL DEFAULT 0,
    "reported_implemented" INTEGER NOT NULL DEFAULT 0,
    "verified_differently" INTEGER NOT NULL DEFAULT 0,
    "reported_differently" INTEGER NOT NULL DEFAULT 0,
    "answered" INTEGER NOT NULL DEFAULT 0,
    "accepting" INTEGER NOT NULL DEFAULT 0,
    "decided_response" INTEGER NOT NULL DEFAULT 0,
    "due" INTEGER NOT NULL DEFAULT 0,
    "due_implemented" INTEGER NOT NULL DEFAULT 0,
    "due_verified" INTEGER NOT NULL DEFAULT 0,
    "due_unverified" INTEGER NOT NULL DEFAULT 0,
    "answerable" INTEGER NOT NULL DEFAULT 0,
    "answerable_verified" INTEGER NOT NULL DEFAULT 0,
    "open" INTEGER NOT NULL DEFAULT 0,
    "with_target" INTEGER NOT NULL DEFAULT 0,
    "without_target" INTEGER NOT NULL DEFAULT 0,
    "overdue" INTEGER NOT NULL DEFAULT 0,
    "overdue_30" INTEGER NOT NULL DEFAULT 0,
    "overdue_90" INTEGER NOT NULL DEFAULT 0,
    "overdue_180" INTEGER NOT NULL DEFAULT 0,
    "overdue_over_180" INTEGER NOT NULL DEFAULT 0,
    "moved_twice" INTEGER NOT NULL DEFAULT 0,
    "fresh" INTEGER NOT NULL DEFAULT 0,
    "stale" INTEGER NOT NULL DEFAULT 0,
    "open_6_months" INTEGER NOT NULL DEFAULT 0,
    "open_18_months" INTEGER NOT NULL DEFAULT 0,
    "open_5_years" INTEGER NOT NULL DEFAULT 0,
    "open_over_5_years" INTEGER NOT NULL DEFAULT 0,
    "long_outstanding" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "done_with_evidence" INTEGER NOT NULL DEFAULT 0,
    "original_due" INTEGER NOT NULL DEFAULT 0,
    "on_time" INTEGER NOT NULL DEFAULT 0,
    "exited" INTEGER NOT NULL DEFAULT 0,
    "submitted_long" INTEGER NOT NULL DEFAULT 0,
    "decisions" INTEGER NOT NULL DEFAULT 0,
    "overturned_decisions" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "tallies_pkey" PRIMARY KEY ("report_id","cut","key","grain","day")
);

-- CreateTable
CREATE TABLE "delay_tallies" (
    "report_id" UUID NOT NULL,
    "cut" "cut" NOT NULL,
    "key" TEXT NOT NULL,
    "grain" "grain" NOT NULL,
    "day" DATE NOT NULL,
    "value" INTEGER NOT NULL,
    "change" INTEGER NOT NULL,

    CONSTRAINT "delay_tallies_pkey" PRIMARY KEY ("report_id","cut","key","grain","day","value")
);

-- The application reads the counts, and writes none.
GRANT SELECT ON "tallies", "delay_tallies" TO tamdan_app;

-- The counts of a row, measure by measure.
CREATE FUNCTION tally_lines("tally" tallies) RETURNS TABLE ("measure" measure, "value" integer, "change" integer) LANGUAGE sql STABLE AS $$
  SELECT line.key::measure, 0, line.value::integer
    FROM jsonb_each_text(to_jsonb(tally) - ARRAY['report_id', 'cut', 'key', 'grain', 'day']) AS line WHERE line.value <> '0'
$$;

-- Functions that name every measure; what stands in a template is the same for counts and delays.
DO $do$
DECLARE
  -- What changes come to in the counts of the report and of all it is cut by; or in those of one theme alone.
  tallying text := $template$
CREATE FUNCTION %1$I ("changes" counted_change[], "only_theme" uuid DEFAULT NULL) RETURNS SETOF %2$I LANGUAGE sql STABLE AS $function$
  WITH daily AS MATERIALIZED (
    SELECT assignment_id, day, %3$s FROM unnest(changes) WHERE %4$s GROUP BY assignment_id, day%5$s
  ), changed AS MATERIALIZED (
    SELECT a.report_id, a.organization_id, a.role, r.priority, r.kind, a.recommendation_id,
        date_trunc('month', d.day)::date AS month, date_trunc('year', d.day)::date AS year, d.*
      FROM daily d JOIN assignments a ON a.id = d.assignment_id JOIN recommendations r ON r.id = a.recommendation_id
  ), placed AS (
    SELECT report_id,
        CASE WHEN grouping(organization_id) = 0 THEN 'organization' WHEN grouping(role) = 0 THEN 'role' WHEN grouping(priority) = 0 THEN 'priority' WHEN grouping(kind) = 0 THEN 'kind' ELSE 'report' END::cut AS cut,
        coalesce(organization_id::text, role::text, priority::text, kind::text, '') AS key, year, month, day, %6$s
      FROM changed WHERE only_theme IS NULL
      GROUP BY report_id%5$s, GROUPING SETS ((), (organization_id), (role), (priority), (kind)), GROUPING SETS ((year), (month), (day))
    UNION ALL
    SELECT report_id, CASE WHEN grouping(organization_id) = 0 THEN 'organization_theme' ELSE 'theme' END::cut,
        concat_ws('/', organization_id, theme_id), year, month, day, %6$s
      FROM changed JOIN recommendation_themes USING (recommendation_id)
      WHERE only_theme IS NULL OR theme_id = only_theme
      GROUP BY report_id%5$s, GROUPING SETS ((theme_id), (organization_id, theme_id)), GROUPING SETS ((year), (month), (day))
  )
  SELECT report_id, cut, key, CASE WHEN year IS NOT NULL THEN 'year' WHEN month IS NOT NULL THEN 'month' ELSE 'day' END::grain, coalesce(year, month, day), %7$s
    FROM placed
$function$$template$;
  -- In one order, so that two that count do not wait for each other.
  keeping text := $template$
CREATE OR REPLACE FUNCTION keep_counted("changes" counted_change[], "only_theme" uuid DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $function$
BEGIN
  INSERT INTO tallies SELECT * FROM tallied(changes, only_theme) ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (report_id, cut, key, grain, day) DO UPDATE SET %1$s;
  INSERT INTO delay_tallies SELECT * FROM tallied_delays(changes, only_theme) ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (report_id, cut, key, grain, day, value) DO UPDATE SET change = delay_tallies.change + excluded.change;
END
$function$$template$;
  -- The counts of a report from the beginning. What a part of the assignments comes to is put together at the end: many of
  -- them change the same counts.
  recounting text := $template$
CREATE OR REPLACE FUNCTION recount_report("report" uuid) RETURNS void LANGUAGE plpgsql SET jit = off SET work_mem = '128MB' SET search_path = public, pg_temp AS $function$
DECLARE
  batch uuid[];
  changes counted_change[];
  last uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  DELETE FROM tallies WHERE report_id = report;
  DELETE FROM delay_tallies WHERE report_id = report;
  CREATE TEMP TABLE recounted (LIKE tallies) ON COMMIT DROP;
  CREATE TEMP TABLE recounted_delays (LIKE delay_tallies) ON COMMIT DROP;
  LOOP
    batch := array(SELECT id FROM assignments WHERE report_id = report AND id > last ORDER BY id LIMIT 20000);
    EXIT WHEN cardinality(batch) = 0;
    changes := array(SELECT c FROM counted_changes(batch) AS c);
    INSERT INTO recounted SELECT * FROM tallied(changes);
    INSERT INTO recounted_delays SELECT * FROM tallied_delays(changes);
    last := batch[cardinality(batch)];
  END LOOP;
  INSERT INTO tallies SELECT report_id, cut, key, grain, day, %1$s FROM recounted GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5;
  INSERT INTO delay_tallies
    SELECT report_id, cut, key, grain, day, value, sum(change) FROM recounted_delays GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6;
  DROP TABLE recounted, recounted_delays;
END
$function$$template$;
  measures text;
  of_each text;
  sums text;
  added text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
      string_agg(format('coalesce(sum(change) FILTER (WHERE measure = %1$L), 0)::integer AS %1$I', attname), ', ' ORDER BY attnum),
      string_agg(format('sum(%1$I)::integer AS %1$I', attname), ', ' ORDER BY attnum),
      string_agg(format('%1$I = tallies.%1$I + excluded.%1$I', attname), ', ' ORDER BY attnum)
    INTO measures, of_each, sums, added
    FROM pg_attribute WHERE attrelid = 'tallies'::regclass AND attname IN (SELECT unnest(enum_range(NULL::measure))::text);
  EXECUTE format(tallying, 'tallied', 'tallies', of_each, 'measure <> ''delay''', '', sums, measures);
  EXECUTE format(tallying, 'tallied_delays', 'delay_tallies', 'value, sum(change)::integer AS change', 'measure = ''delay''', ', value',
    'value, sum(change)::integer AS change', 'value, change');
  EXECUTE format(keeping, added);
  EXECUTE format(recounting, sums);
END
$do$;

SELECT recount_report(id) FROM reports;
