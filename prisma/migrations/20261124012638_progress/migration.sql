-- CreateEnum
CREATE TYPE "measure" AS ENUM ('assigned', 'not_started', 'in_progress', 'partially_implemented', 'implemented', 'implemented_differently', 'no_longer_applicable', 'not_implemented', 'awaiting_response', 'under_consideration', 'accepted', 'partially_accepted', 'not_accepted', 'not_applicable', 'self_reported', 'submitted', 'more_evidence_requested', 'verified', 'partly_verified', 'not_verified', 'cannot_verify', 'verified_implemented', 'reported_implemented', 'verified_differently', 'reported_differently', 'answered', 'accepting', 'decided_response', 'due', 'due_implemented', 'due_verified', 'due_unverified', 'answerable', 'answerable_verified', 'open', 'with_target', 'without_target', 'overdue', 'overdue_30', 'overdue_90', 'overdue_180', 'overdue_over_180', 'moved_twice', 'fresh', 'stale', 'open_6_months', 'open_18_months', 'open_5_years', 'open_over_5_years', 'long_outstanding', 'done', 'done_with_evidence', 'original_due', 'on_time', 'exited', 'submitted_long', 'decisions', 'overturned_decisions', 'delay');

-- CreateEnum
CREATE TYPE "cut" AS ENUM ('report', 'organization', 'theme', 'organization_theme', 'role', 'priority', 'kind');

-- CreateEnum
CREATE TYPE "grain" AS ENUM ('month', 'day');

-- AlterTable
ALTER TABLE "reports" ADD COLUMN     "outstanding_months" INTEGER NOT NULL DEFAULT 18;

-- CreateTable
CREATE TABLE "tallies" (
    "report_id" UUID NOT NULL,
    "cut" "cut" NOT NULL,
    "key" TEXT NOT NULL,
    "measure" "measure" NOT NULL,
    "grain" "grain" NOT NULL,
    "day" DATE NOT NULL,
    "value" INTEGER NOT NULL,
    "change" INTEGER NOT NULL,

    CONSTRAINT "tallies_pkey" PRIMARY KEY ("report_id","cut","key","grain","day","measure","value")
);

-- CreateTable
CREATE TABLE "snapshots" (
    "id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,

    CONSTRAINT "snapshots_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "snapshot_files" (
    "id" UUID NOT NULL,
    "snapshot_id" UUID NOT NULL,
    "format" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,

    CONSTRAINT "snapshot_files_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "snapshot_parts" (
    "file_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "snapshot_parts_pkey" PRIMARY KEY ("file_id","position")
);

-- CreateIndex
CREATE INDEX "snapshots_report_id_day_idx" ON "snapshots"("report_id", "day");

-- CreateIndex
CREATE INDEX "snapshots_actor_id_idx" ON "snapshots"("actor_id");

-- CreateIndex
CREATE INDEX "snapshots_organization_id_idx" ON "snapshots"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "snapshots_report_id_slug_key" ON "snapshots"("report_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "snapshot_files_snapshot_id_format_key" ON "snapshot_files"("snapshot_id", "format");

-- CreateIndex
-- A title may be longer than an index entry can be.
CREATE INDEX "recommendations_by_title_idx" ON "recommendations" ("report_id", left("title", 100), "position");

-- CreateIndex
CREATE INDEX "recommendations_report_id_last_entry_at_position_idx" ON "recommendations"("report_id", "last_entry_at" DESC NULLS LAST, "position");

-- CreateIndex
CREATE INDEX "assignments_report_id_implementation_idx" ON "assignments"("report_id", "implementation");

-- CreateIndex
CREATE INDEX "assignments_report_id_response_idx" ON "assignments"("report_id", "response");

-- CreateIndex
CREATE INDEX "assignments_report_id_verification_idx" ON "assignments"("report_id", "verification");

-- CreateIndex
CREATE INDEX "assignments_report_id_target_on_idx" ON "assignments"("report_id", "target_on");

-- CreateIndex
CREATE INDEX "assignments_report_id_last_entry_at_idx" ON "assignments"("report_id", "last_entry_at");

-- CreateIndex
CREATE INDEX "updates_note_idx" ON "updates" USING GIN ("note" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "evidence_title_idx" ON "evidence" USING GIN ("title" gin_trgm_ops);

-- AddForeignKey
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "reports"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snapshot_files" ADD CONSTRAINT "snapshot_files_snapshot_id_fkey" FOREIGN KEY ("snapshot_id") REFERENCES "snapshots"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snapshot_parts" ADD CONSTRAINT "snapshot_parts_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "snapshot_files"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Assignments that are gone, by what they were of.
CREATE INDEX "register_changes_removed_idx" ON "register_changes" (("old" ->> 'recommendation_id')) WHERE "table_name" = 'assignments' AND "kind" = 'removed';

ALTER TABLE "reports" ADD CONSTRAINT "reports_outstanding_check" CHECK ("outstanding_months" BETWEEN 1 AND 1200);

-- Kept counts. Every measure of an assignment holds from a day up to another: from the entry that brings it, or from the
-- day on which time alone does (a target that passes), until the next entry ends it. The counts keep the changes, +1 and -1,
-- by day and by month.

-- The first day D on which `months` calendar months before D lie after a day.
CREATE FUNCTION months_after("day" date, "months" integer) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT reached + CASE WHEN extract(day FROM reached) < extract(day FROM next) THEN 1 ELSE 0 END
    FROM (SELECT "day" + 1 AS next, ("day" + 1 + make_interval(months => "months"))::date AS reached) AS moved
$$;

-- The measures of a state and the days in which each holds, as far as the state itself tells: it may begin later and end
-- earlier. lib/progress/measures.ts says the same of one day, and tests compare the two.
CREATE FUNCTION measures_of("state" assignment_states, "created_at" timestamptz, "decisions" integer, "overturned" integer, "report" reports)
RETURNS TABLE ("measure" measure, "value" integer, "weight" integer, "begins" date, "ends" date) LANGUAGE sql STABLE AS $$
  SELECT found.* FROM (
    SELECT *, is_done AND state.verification = 'verified' AS is_verified, is_accepting AND state.implementation <> 'no_longer_applicable' AS is_due, coalesce(entry_on, created_on) AS heard_on
      FROM (SELECT
        state.implementation IN ('not_started', 'in_progress', 'partially_implemented') AS is_open,
        state.implementation IN ('implemented', 'implemented_differently') AS is_done,
        state.response IN ('accepted', 'partially_accepted') AS is_accepting,
        (created_at AT TIME ZONE report.time_zone)::date AS created_on,
        (state.recorded_at AT TIME ZONE report.time_zone)::date AS entry_on,
        (state.submitted_at AT TIME ZONE report.time_zone)::date AS submitted_on) AS said
  ) AS known CROSS JOIN LATERAL (
    SELECT held.measure, held.value, held.weight, coalesce(held.begins, '-infinity'), coalesce(held.ends, 'infinity') FROM (VALUES
      ('assigned'::measure, true, 0, 1, NULL::date, NULL::date),
      (state.implementation::text::measure, true, 0, 1, NULL, NULL),
      (state.response::text::measure, true, 0, 1, NULL, NULL),
      (state.verification::text::measure, true, 0, 1, NULL, NULL),
      ('verified_implemented', is_verified AND state.implementation = 'implemented', 0, 1, NULL, NULL),
      ('reported_implemented', NOT is_verified AND state.implementation = 'implemented', 0, 1, NULL, NULL),
      ('verified_differently', is_verified AND state.implementation = 'implemented_differently', 0, 1, NULL, NULL),
      ('reported_differently', NOT is_verified AND state.implementation = 'implemented_differently', 0, 1, NULL, NULL),
      ('answered', state.response NOT IN ('awaiting_response', 'under_consideration'), 0, 1, NULL, NULL),
      ('accepting', is_accepting, 0, 1, NULL, NULL),
      ('decided_response', is_accepting OR state.response = 'not_accepted', 0, 1, NULL, NULL),
      ('due', is_due, 0, 1, NULL, NULL),
      ('due_implemented', is_due AND is_done, 0, 1, NULL, NULL),
      ('due_verified', is_due AND is_verified, 0, 1, NULL, NULL),
      ('due_unverified', is_due AND is_done AND NOT is_verified, 0, 1, NULL, NULL),
      ('answerable', state.response <> 'not_applicable', 0, 1, NULL, NULL),
      ('answerable_verified', state.response <> 'not_applicable' AND is_verified, 0, 1, NULL, NULL),
      ('open', is_open, 0, 1, NULL, NULL),
      ('with_target', is_open AND state.target_on IS NOT NULL, 0, 1, NULL, NULL),
      ('without_target', is_open AND state.target_on IS NULL, 0, 1, NULL, NULL),
      ('overdue', is_open AND state.target_on IS NOT NULL, 0, 1, state.target_on + 1, NULL),
      ('overdue_30', is_open AND state.target_on IS NOT NULL, 0, 1, state.target_on + 1, state.target_on + 31),
      ('overdue_90', is_open AND state.target_on IS NOT NULL, 0, 1, state.target_on + 31, state.target_on + 91),
      ('overdue_180', is_open AND state.target_on IS NOT NULL, 0, 1, state.target_on + 91, state.target_on + 181),
      ('overdue_over_180', is_open AND state.target_on IS NOT NULL, 0, 1, state.target_on + 181, NULL),
      ('moved_twice', is_open AND state.target_on IS NOT NULL AND state.target_changes >= 2, 0, 1, NULL, NULL),
      ('fresh', is_open AND entry_on IS NOT NULL, 0, 1, NULL, entry_on + report.fresh_days + 1),
      ('stale', is_open, 0, 1, heard_on + report.reporting_interval + report.grace_days + 1, NULL),
      ('open_6_months', is_open, 0, 1, NULL, months_after(created_on, 6)),
      ('open_18_months', is_open, 0, 1, months_after(created_on, 6), months_after(created_on, 18)),
      ('open_5_years', is_open, 0, 1, months_after(created_on, 18), months_after(created_on, 60)),
      ('open_over_5_years', is_open, 0, 1, months_after(created_on, 60), NULL),
      ('long_outstanding', is_open, 0, 1, months_after(created_on, report.outstanding_months), NULL),
      ('done', is_done, 0, 1, NULL, NULL),
      ('done_with_evidence', is_done AND state.has_evidence, 0, 1, NULL, NULL),
      ('original_due', state.original_target_on IS NOT NULL, 0, 1, state.original_target_on, NULL),
      ('on_time', is_done AND state.completed_on <= state.original_target_on, 0, 1, state.original_target_on, NULL),
      ('exited', state.implementation IN ('no_longer_applicable', 'not_implemented'), 0, 1, NULL, NULL),
      ('submitted_long', state.verification = 'submitted', 0, 1, submitted_on + report.verification_days + 1, NULL),
      ('decisions', true, 0, decisions, NULL, NULL),
      ('overturned_decisions', true, 0, overturned, NULL, NULL),
      ('delay', is_done AND state.completed_on IS NOT NULL AND state.original_target_on IS NOT NULL, state.completed_on - state.original_target_on, 1, NULL, NULL)
    ) AS held ("measure", "holds", "value", "weight", "begins", "ends")
    WHERE held.holds AND held.weight <> 0
  ) AS found
$$;

-- The state that an assignment is in, as the kept states have it.
CREATE FUNCTION present_state("assignment" assignments) RETURNS assignment_states LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_populate_record(NULL::assignment_states,
    to_jsonb(assignment) || jsonb_build_object('assignment_id', assignment.id, 'sequence', assignment.log_length, 'recorded_at', assignment.last_entry_at))
$$;

-- The days in which an assignment counts: from the first on which both it and its recommendation were there, until one of
-- the two is withdrawn, without those in which it was away.
CREATE FUNCTION followed_days("assignment" assignments, "recommendation" recommendations, "zone" text) RETURNS datemultirange LANGUAGE sql STABLE AS $$
  SELECT datemultirange(daterange(began, CASE WHEN ended IS NOT NULL THEN greatest(began, ended) END))
      - (SELECT coalesce(range_agg(daterange((gone.withdrawn_at AT TIME ZONE zone)::date, (gone.returned_at AT TIME ZONE zone)::date)), '{}')
          FROM assignment_absences gone WHERE gone.assignment_id = assignment.id)
    FROM (SELECT (greatest(assignment.created_at, recommendation.published_at) AT TIME ZONE zone)::date AS began,
      (least(assignment.withdrawn_at, recommendation.withdrawn_at) AT TIME ZONE zone)::date AS ended) AS span
    WHERE recommendation.published_at IS NOT NULL
$$;

CREATE TYPE counted_change AS ("assignment_id" uuid, "measure" measure, "value" integer, "day" date, "change" integer);

-- All that assignments have brought to the counts, from what is kept of them.
CREATE FUNCTION counted_changes("asked" uuid[]) RETURNS SETOF counted_change LANGUAGE sql STABLE AS $$
  WITH stood AS (
    SELECT s AS state, s.assignment_id, s.sequence, s.recorded_at,
        count(*) FILTER (WHERE u.kind = 'verification') OVER so_far AS decisions,
        count(*) FILTER (WHERE u.verification IN ('partly_verified', 'not_verified')) OVER so_far AS overturned
      FROM assignment_states s JOIN updates u ON u.assignment_id = s.assignment_id AND u.sequence = s.sequence
      WHERE s.assignment_id = ANY (asked)
      WINDOW so_far AS (PARTITION BY s.assignment_id ORDER BY s.sequence)
    UNION ALL
    SELECT jsonb_populate_record(NULL::assignment_states, '{"response": "awaiting_response", "implementation": "not_started", "verification": "self_reported", "has_evidence": false, "target_changes": 0}'),
        id, 0, NULL, 0, 0
      FROM unnest(asked) AS id
  ), followed AS (
    SELECT a.id, a.created_at, p AS report, p.time_zone, followed_days(a, r, p.time_zone) AS days
      FROM assignments a JOIN recommendations r ON r.id = a.recommendation_id JOIN reports p ON p.id = a.report_id
      WHERE a.id = ANY (asked) AND r.published_at IS NOT NULL
  ), holding AS (
    SELECT f.id, m.measure, m.value, m.weight, unnest(f.days * datemultirange(stood.days) * datemultirange(daterange(m.begins, m.ends))) AS days
      FROM followed f
      JOIN (SELECT stood.*, daterange(
          (stood.recorded_at AT TIME ZONE f.time_zone)::date,
          (lead(stood.recorded_at) OVER (PARTITION BY stood.assignment_id ORDER BY stood.sequence) AT TIME ZONE f.time_zone)::date) AS days
        FROM stood JOIN followed f ON f.id = stood.assignment_id) AS stood ON stood.assignment_id = f.id
      CROSS JOIN LATERAL measures_of(stood.state, f.created_at, stood.decisions::integer, stood.overturned::integer, f.report) AS m
      WHERE NOT isempty(stood.days)
  )
  SELECT id, measure, value, day, sum(change)::integer FROM (
    SELECT id, measure, value, lower(days) AS day, weight AS change FROM holding
    UNION ALL
    SELECT id, measure, value, upper(days), -weight FROM holding WHERE upper(days) < 'infinity') AS moved
    GROUP BY 1, 2, 3, 4 HAVING sum(change) <> 0
$$;

-- What changes come to in the counts of the report and of all it is cut by; or in those of one theme alone.
CREATE FUNCTION tallied("changes" counted_change[], "only_theme" uuid DEFAULT NULL) RETURNS SETOF tallies LANGUAGE sql STABLE AS $$
  SELECT counted.report_id, place.cut, place.key, counted.measure, grain.grain, CASE grain.grain WHEN 'month' THEN date_trunc('month', counted.day)::date ELSE counted.day END, counted.value, sum(counted.change)::integer
    FROM (
      SELECT a.report_id, a.organization_id, a.role, r.priority, r.kind, a.recommendation_id, c.measure, c.value, c.day, sum(c.change) AS change
        FROM unnest(changes) AS c JOIN assignments a ON a.id = c.assignment_id JOIN recommendations r ON r.id = a.recommendation_id
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(c.change) <> 0
    ) AS counted
    CROSS JOIN LATERAL (
      SELECT * FROM (
        VALUES ('report'::cut, ''), ('organization', counted.organization_id::text), ('role', counted.role::text), ('priority', counted.priority::text), ('kind', counted.kind::text)
      ) AS register WHERE only_theme IS NULL
      UNION ALL
      SELECT shared.cut, CASE shared.cut WHEN 'theme' THEN link.theme_id::text ELSE counted.organization_id || '/' || link.theme_id END
        FROM recommendation_themes link CROSS JOIN (VALUES ('theme'::cut), ('organization_theme')) AS shared (cut)
        WHERE link.recommendation_id = counted.recommendation_id AND (only_theme IS NULL OR link.theme_id = only_theme)
    ) AS place ("cut", "key")
    CROSS JOIN unnest(enum_range(NULL::grain)) AS grain (grain)
    GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(counted.change) <> 0
$$;

-- In one order, so that two that count do not wait for each other.
CREATE FUNCTION keep_counted("changes" counted_change[], "only_theme" uuid DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tallies SELECT * FROM tallied(changes, only_theme) ORDER BY 1, 2, 3, 5, 6, 4, 7
    ON CONFLICT (report_id, cut, key, grain, day, measure, value) DO UPDATE SET change = tallies.change + excluded.change;
END
$$;

-- Takes all that assignments have brought from the counts (-1), or adds it (1).
CREATE FUNCTION count_assignments("asked" uuid[], "sign" integer, "only_theme" uuid DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(asked) > 0 THEN
    PERFORM keep_counted(array(SELECT (c.assignment_id, c.measure, c.value, c.day, c.change * sign)::counted_change FROM counted_changes(asked) AS c), only_theme);
  END IF;
END
$$;

-- The counts of a report from the beginning.
CREATE FUNCTION recount_report("report" uuid) RETURNS void LANGUAGE plpgsql SET jit = off AS $$
DECLARE
  batch uuid[];
  last uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  DELETE FROM tallies WHERE report_id = report;
  LOOP
    batch := array(SELECT id FROM assignments WHERE report_id = report AND id > last ORDER BY id LIMIT 5000);
    EXIT WHEN cardinality(batch) = 0;
    PERFORM count_assignments(batch, 1);
    last := batch[cardinality(batch)];
  END LOOP;
END
$$;

-- With the log: what the state before had brought to come ends, what the state after brings begins.
CREATE FUNCTION count_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  -- Once, and not for each measure.
  was assignment_states := present_state(OLD);
  is_now assignment_states := present_state(NEW);
  report reports;
  entry updates;
  days datemultirange;
  decided integer[];
BEGIN
  SELECT * INTO report FROM reports WHERE id = NEW.report_id;
  SELECT * INTO entry FROM updates WHERE assignment_id = NEW.id AND sequence = NEW.log_length;
  SELECT followed_days(NEW, r, report.time_zone) * datemultirange(daterange((NEW.last_entry_at AT TIME ZONE report.time_zone)::date, NULL)) INTO days
    FROM recommendations r WHERE r.id = NEW.recommendation_id;
  SELECT ARRAY[count(*), count(*) FILTER (WHERE u.verification IN ('partly_verified', 'not_verified'))] INTO decided
    FROM updates u WHERE u.assignment_id = NEW.id AND u.kind = 'verification' AND u.sequence < NEW.log_length;
  PERFORM keep_counted(array(
    SELECT (NEW.id, moved.measure, moved.value, moved.day, sum(moved.change))::counted_change
      FROM (
        SELECT held.measure, held.value, bound.day, held.weight * bound.sign AS change
          FROM (
            SELECT m.measure, m.value, -m.weight AS weight, unnest(days * datemultirange(daterange(m.begins, m.ends))) AS days
              FROM measures_of(was, OLD.created_at, decided[1], decided[2], report) AS m
            UNION ALL
            SELECT m.measure, m.value, m.weight, unnest(days * datemultirange(daterange(m.begins, m.ends)))
              FROM measures_of(is_now, NEW.created_at,
                decided[1] + (entry.kind = 'verification')::integer,
                decided[2] + coalesce(entry.verification IN ('partly_verified', 'not_verified'), false)::integer, report) AS m
          ) AS held
          CROSS JOIN LATERAL (VALUES (lower(held.days), 1), (upper(held.days), -1)) AS bound (day, sign)
          WHERE bound.day < 'infinity'
      ) AS moved
      GROUP BY moved.measure, moved.value, moved.day HAVING sum(moved.change) <> 0));
  RETURN NULL;
END
$$;
-- Where the register changes with it, all is counted again.
CREATE TRIGGER "assignments_tallied" AFTER UPDATE ON "assignments" FOR EACH ROW
  WHEN (NEW.log_length > OLD.log_length AND (NEW.role, NEW.created_at, NEW.withdrawn_at) IS NOT DISTINCT FROM (OLD.role, OLD.created_at, OLD.withdrawn_at)) EXECUTE FUNCTION count_entry();

-- With the register: all that an assignment had brought goes before the change, and comes again after it.
CREATE FUNCTION count_register_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  changed uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END;
  asked uuid[] := CASE TG_TABLE_NAME WHEN 'assignments' THEN ARRAY[changed] ELSE array(SELECT id FROM assignments WHERE recommendation_id = changed) END;
BEGIN
  PERFORM count_assignments(asked, CASE TG_WHEN WHEN 'BEFORE' THEN -1 ELSE 1 END);
  RETURN CASE WHEN TG_WHEN = 'AFTER' THEN NULL WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER "assignments_uncounted" BEFORE UPDATE ON "assignments" FOR EACH ROW
  WHEN ((NEW.role, NEW.created_at, NEW.withdrawn_at) IS DISTINCT FROM (OLD.role, OLD.created_at, OLD.withdrawn_at)) EXECUTE FUNCTION count_register_change();
-- By its name after the trigger that keeps an absence.
CREATE TRIGGER "assignments_tallied_again" AFTER UPDATE ON "assignments" FOR EACH ROW
  WHEN ((NEW.role, NEW.created_at, NEW.withdrawn_at) IS DISTINCT FROM (OLD.role, OLD.created_at, OLD.withdrawn_at)) EXECUTE FUNCTION count_register_change();
CREATE TRIGGER "assignments_uncounted_for_good" BEFORE DELETE ON "assignments" FOR EACH ROW EXECUTE FUNCTION count_register_change();
CREATE TRIGGER "recommendations_uncounted" BEFORE UPDATE ON "recommendations" FOR EACH ROW
  WHEN ((NEW.kind, NEW.priority, NEW.published_at, NEW.withdrawn_at) IS DISTINCT FROM (OLD.kind, OLD.priority, OLD.published_at, OLD.withdrawn_at)) EXECUTE FUNCTION count_register_change();
CREATE TRIGGER "recommendations_tallied_again" AFTER UPDATE ON "recommendations" FOR EACH ROW
  WHEN ((NEW.kind, NEW.priority, NEW.published_at, NEW.withdrawn_at) IS DISTINCT FROM (OLD.kind, OLD.priority, OLD.published_at, OLD.withdrawn_at)) EXECUTE FUNCTION count_register_change();

-- A link of a theme counts for that theme alone: a statement may write several of one recommendation.
CREATE FUNCTION count_theme_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_WHEN = 'BEFORE' THEN
    PERFORM count_assignments(array(SELECT id FROM assignments WHERE recommendation_id = OLD.recommendation_id), -1, OLD.theme_id);
  ELSE
    PERFORM count_assignments(array(SELECT id FROM assignments WHERE recommendation_id = NEW.recommendation_id), 1, NEW.theme_id);
  END IF;
  RETURN CASE WHEN TG_WHEN = 'AFTER' THEN NULL WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER "recommendation_themes_uncounted" BEFORE UPDATE OR DELETE ON "recommendation_themes" FOR EACH ROW EXECUTE FUNCTION count_theme_link();
CREATE TRIGGER "recommendation_themes_tallied_again" AFTER INSERT OR UPDATE ON "recommendation_themes" FOR EACH ROW EXECUTE FUNCTION count_theme_link();

CREATE FUNCTION count_assigned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM count_assignments(array(SELECT id FROM added), 1);
  RETURN NULL;
END
$$;
CREATE TRIGGER "assignments_tallied_anew" AFTER INSERT ON "assignments" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_assigned();

CREATE FUNCTION recount_changed_report() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM recount_report(NEW.id);
  RETURN NULL;
END
$$;
CREATE TRIGGER "reports_recounted" AFTER UPDATE ON "reports" FOR EACH ROW
  WHEN ((NEW.time_zone, NEW.reporting_interval, NEW.grace_days, NEW.fresh_days, NEW.verification_days, NEW.outstanding_months)
    IS DISTINCT FROM (OLD.time_zone, OLD.reporting_interval, OLD.grace_days, OLD.fresh_days, OLD.verification_days, OLD.outstanding_months))
  EXECUTE FUNCTION recount_changed_report();

DO $$
DECLARE
  name text;
  counting record;
BEGIN
  FOR counting IN SELECT tgname, tgrelid::regclass::text AS "table" FROM pg_trigger
    WHERE tgname ~ '(_tallied|_tallied_again|_tallied_anew|_uncounted|_uncounted_for_good|_recounted)$'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', counting.table, counting.tgname);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['snapshots', 'snapshot_files', 'snapshot_parts'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name || '_append_only', name);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name || '_no_truncate', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', name, name || '_append_only');
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', name, name || '_no_truncate');
  END LOOP;
END
$$;

SELECT recount_report(id) FROM reports;

-- The application reads the counts, and writes none.
GRANT SELECT ON "tallies", "snapshots", "snapshot_files", "snapshot_parts" TO tamdan_app;
GRANT INSERT ON "snapshots", "snapshot_files", "snapshot_parts" TO tamdan_app;

-- Only the steward of a report freezes a day of it, in their own name; its files are added with it, in one transaction.
ALTER TABLE "snapshots" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "snapshots_read" ON "snapshots" FOR SELECT TO tamdan_app USING (true);
CREATE POLICY "snapshots_add" ON "snapshots" FOR INSERT TO tamdan_app WITH CHECK (actor_id = acting_user() AND organization_id = acting_organization() AND created_at = acting_at() AND is_acting_steward(report_id));
ALTER TABLE "snapshot_files" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "snapshot_files_read" ON "snapshot_files" FOR SELECT TO tamdan_app USING (true);
CREATE POLICY "snapshot_files_add" ON "snapshot_files" FOR INSERT TO tamdan_app WITH CHECK (EXISTS (
  SELECT 1 FROM snapshots s WHERE s.id = snapshot_id AND s.actor_id = acting_user() AND s.xmin = pg_current_xact_id()::xid AND is_acting_steward(s.report_id)));
ALTER TABLE "snapshot_parts" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "snapshot_parts_read" ON "snapshot_parts" FOR SELECT TO tamdan_app USING (true);
CREATE POLICY "snapshot_parts_add" ON "snapshot_parts" FOR INSERT TO tamdan_app WITH CHECK (EXISTS (
  SELECT 1 FROM snapshot_files f JOIN snapshots s ON s.id = f.snapshot_id WHERE f.id = file_id AND s.actor_id = acting_user() AND s.xmin = pg_current_xact_id()::xid AND is_acting_steward(s.report_id)));

-- Evidence whose title is like a pattern, of that which may be read: the rule of "evidence_read", asked after the index. A policy
-- is asked first, since a comparison might tell what it compares, and every row of the table would be read.
CREATE FUNCTION evidence_titled("pattern" text) RETURNS TABLE ("id" uuid, "update_id" uuid) LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = public, pg_temp AS $$
  SELECT e.id, e.update_id FROM evidence e WHERE e.title ILIKE pattern AND (NOT e.restricted OR may_read_restricted(e.update_id))
$$;
