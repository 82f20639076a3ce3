-- Search for words anywhere in a text, in any language.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA "public";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "organization_kind" AS ENUM ('government', 'un-agency', 'financial-institution', 'programme', 'other');

-- CreateEnum
CREATE TYPE "organization_function" AS ENUM ('stakeholder', 'steward');

-- CreateEnum
CREATE TYPE "recommendation_kind" AS ENUM ('recommendation', 'need', 'intention');

-- CreateEnum
CREATE TYPE "assignment_role" AS ENUM ('lead', 'support');

-- CreateEnum
CREATE TYPE "assignment_basis" AS ENUM ('stated', 'proposed');

-- CreateEnum
CREATE TYPE "priority" AS ENUM ('high', 'medium', 'low', 'not_stated');

-- CreateEnum
CREATE TYPE "response" AS ENUM ('awaiting_response', 'under_consideration', 'accepted', 'partially_accepted', 'not_accepted', 'not_applicable');

-- CreateEnum
CREATE TYPE "implementation" AS ENUM ('not_started', 'in_progress', 'partially_implemented', 'implemented', 'implemented_differently', 'no_longer_applicable', 'not_implemented');

-- CreateEnum
CREATE TYPE "verification" AS ENUM ('self_reported', 'submitted', 'more_evidence_requested', 'verified', 'partly_verified', 'not_verified', 'cannot_verify');

-- CreateEnum
CREATE TYPE "exit_reason" AS ENUM ('overtaken_by_events', 'superseded', 'merged', 'addressee_ceased', 'context_changed', 'other');

-- CreateEnum
CREATE TYPE "delay_reason" AS ENUM ('funding', 'staffing', 'legal_or_policy', 'other_body', 'institutional_change', 'unclear_recommendation', 'other');

-- CreateEnum
CREATE TYPE "exit_decision" AS ENUM ('confirmed', 'refused');

-- CreateEnum
CREATE TYPE "stance" AS ENUM ('confirmed', 'contested');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('reporter', 'approver', 'steward', 'verifier');

-- CreateEnum
CREATE TYPE "update_kind" AS ENUM ('response', 'progress', 'note', 'confirmation', 'target', 'action', 'verification', 'reply', 'exit_decision', 'reopening', 'correction');

-- CreateEnum
CREATE TYPE "evidence_kind" AS ENUM ('link', 'file');

-- CreateEnum
CREATE TYPE "date_precision" AS ENUM ('year', 'month', 'day');

-- CreateTable
CREATE TABLE "reports" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "subtitle" TEXT,
    "time_zone" TEXT NOT NULL,
    "published_on" DATE NOT NULL,
    "published_precision" "date_precision" NOT NULL,
    "pages" INTEGER,
    "language" TEXT NOT NULL,
    "source_url" TEXT NOT NULL,
    "rights" TEXT,
    "coverage_held" TEXT[],
    "coverage_not_held" TEXT[],
    "coverage_note" TEXT,
    "kind_meanings" JSONB NOT NULL DEFAULT '{}',
    "reporting_interval" INTEGER NOT NULL DEFAULT 90,
    "grace_days" INTEGER NOT NULL DEFAULT 30,
    "fresh_days" INTEGER NOT NULL DEFAULT 90,
    "verification_days" INTEGER NOT NULL DEFAULT 30,
    "register_hashes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "author_id" UUID NOT NULL,
    "funder_id" UUID,

    CONSTRAINT "reports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "participations" (
    "report_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "function" "organization_function" NOT NULL,
    "part" TEXT,
    "position" INTEGER NOT NULL,

    CONSTRAINT "participations_pkey" PRIMARY KEY ("report_id","organization_id")
);

-- CreateTable
CREATE TABLE "organizations" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "acronym" TEXT NOT NULL,
    "kind" "organization_kind" NOT NULL,
    "iati_identifier" TEXT,
    "exists_from" DATE,
    "exists_until" DATE,
    "successor_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "themes" (
    "id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "themes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recommendations" (
    "id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "parent_id" UUID,
    "position" INTEGER NOT NULL,
    "kind" "recommendation_kind" NOT NULL,
    "section" TEXT NOT NULL,
    "locator" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "statement" TEXT NOT NULL,
    "text_complete" BOOLEAN NOT NULL,
    "editorial_note" TEXT,
    "source_url" TEXT NOT NULL,
    "priority" "priority" NOT NULL DEFAULT 'not_stated',
    "priority_source" TEXT,
    "published_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_for" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "implementation" "implementation" NOT NULL DEFAULT 'not_started',
    "last_entry_at" TIMESTAMPTZ(3),

    CONSTRAINT "recommendations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recommendation_themes" (
    "recommendation_id" UUID NOT NULL,
    "theme_id" UUID NOT NULL,

    CONSTRAINT "recommendation_themes_pkey" PRIMARY KEY ("recommendation_id","theme_id")
);

-- CreateTable
CREATE TABLE "assignments" (
    "id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "recommendation_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "role" "assignment_role" NOT NULL,
    "basis" "assignment_basis" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_for" TEXT,
    "response" "response" NOT NULL DEFAULT 'awaiting_response',
    "decide_by" DATE,
    "implementation" "implementation" NOT NULL DEFAULT 'not_started',
    "exit_requested" "implementation",
    "verification" "verification" NOT NULL DEFAULT 'self_reported',
    "submitted_at" TIMESTAMPTZ(3),
    "completed_on" DATE,
    "completed_precision" "date_precision",
    "has_evidence" BOOLEAN NOT NULL DEFAULT false,
    "target_on" DATE,
    "target_precision" "date_precision",
    "original_target_on" DATE,
    "original_target_precision" "date_precision",
    "target_changes" INTEGER NOT NULL DEFAULT 0,
    "log_length" INTEGER NOT NULL DEFAULT 0,
    "head_hash" TEXT,
    "last_entry_at" TIMESTAMPTZ(3),

    CONSTRAINT "assignments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "updates" (
    "id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "submission_id" UUID NOT NULL,
    "kind" "update_kind" NOT NULL,
    "actor_id" UUID NOT NULL,
    "acting_organization_id" UUID NOT NULL,
    "on_behalf_of_id" UUID,
    "source" TEXT,
    "occurred_on" DATE NOT NULL,
    "occurred_precision" "date_precision" NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "about_id" UUID,
    "note" TEXT,
    "previous_implementation" "implementation",
    "implementation" "implementation",
    "what_remains" TEXT,
    "completed_on" DATE,
    "completed_precision" "date_precision",
    "how_intent_met" TEXT,
    "done_instead" TEXT,
    "exit_reason" "exit_reason",
    "delay_reason" "delay_reason",
    "justification" TEXT,
    "response" "response",
    "decide_by" DATE,
    "parts_not_accepted" TEXT,
    "who_should_answer" TEXT,
    "target_on" DATE,
    "target_precision" "date_precision",
    "verification" "verification",
    "verification_basis" TEXT,
    "exit_decision" "exit_decision",
    "stance" "stance",
    "previous_hash" TEXT,
    "hash" TEXT NOT NULL,

    CONSTRAINT "updates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "evidence" (
    "id" UUID NOT NULL,
    "update_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "evidence_kind" NOT NULL DEFAULT 'link',
    "type" TEXT,
    "title" TEXT NOT NULL,
    "url" TEXT,
    "sha256" TEXT,
    "issuer" TEXT,
    "document_on" DATE,
    "document_precision" "date_precision",
    "language" TEXT,
    "restricted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "user_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "roles" "role"[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("user_id","organization_id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "one_time_links" (
    "id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_links_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "reports_slug_key" ON "reports"("slug");

-- CreateIndex
CREATE INDEX "participations_organization_id_idx" ON "participations"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "organizations_slug_key" ON "organizations"("slug");

-- CreateIndex
CREATE INDEX "organizations_successor_id_idx" ON "organizations"("successor_id");

-- CreateIndex
CREATE UNIQUE INDEX "themes_report_id_slug_key" ON "themes"("report_id", "slug");

-- CreateIndex
CREATE INDEX "recommendations_parent_id_idx" ON "recommendations"("parent_id");

-- CreateIndex
CREATE INDEX "recommendations_report_id_position_idx" ON "recommendations"("report_id", "position");

-- CreateIndex
CREATE INDEX "recommendations_report_id_implementation_position_idx" ON "recommendations"("report_id", "implementation", "position");

-- CreateIndex
CREATE INDEX "recommendations_report_id_kind_position_idx" ON "recommendations"("report_id", "kind", "position");

-- CreateIndex
CREATE INDEX "recommendations_code_idx" ON "recommendations" USING GIN ("code" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "recommendations_title_idx" ON "recommendations" USING GIN ("title" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "recommendations_statement_idx" ON "recommendations" USING GIN ("statement" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "recommendations_report_id_code_key" ON "recommendations"("report_id", "code");

-- CreateIndex
CREATE UNIQUE INDEX "recommendations_id_report_id_key" ON "recommendations"("id", "report_id");

-- CreateIndex
CREATE INDEX "recommendation_themes_theme_id_idx" ON "recommendation_themes"("theme_id");

-- CreateIndex
CREATE INDEX "assignments_organization_id_implementation_idx" ON "assignments"("organization_id", "implementation");

-- CreateIndex
CREATE INDEX "assignments_report_id_organization_id_implementation_idx" ON "assignments"("report_id", "organization_id", "implementation");

-- CreateIndex
CREATE UNIQUE INDEX "assignments_recommendation_id_organization_id_key" ON "assignments"("recommendation_id", "organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "assignments_id_report_id_key" ON "assignments"("id", "report_id");

-- CreateIndex
CREATE UNIQUE INDEX "updates_submission_id_key" ON "updates"("submission_id");

-- CreateIndex
CREATE INDEX "updates_report_id_recorded_at_id_idx" ON "updates"("report_id", "recorded_at", "id");

-- CreateIndex
CREATE INDEX "updates_actor_id_idx" ON "updates"("actor_id");

-- CreateIndex
CREATE INDEX "updates_acting_organization_id_idx" ON "updates"("acting_organization_id");

-- CreateIndex
CREATE INDEX "updates_on_behalf_of_id_idx" ON "updates"("on_behalf_of_id");

-- CreateIndex
CREATE INDEX "updates_about_id_idx" ON "updates"("about_id");

-- CreateIndex
CREATE UNIQUE INDEX "updates_assignment_id_sequence_key" ON "updates"("assignment_id", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "evidence_update_id_position_key" ON "evidence"("update_id", "position");

-- CreateIndex
CREATE INDEX "memberships_organization_id_idx" ON "memberships"("organization_id");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_links_token_hash_key" ON "one_time_links"("token_hash");

-- CreateIndex
CREATE INDEX "one_time_links_user_id_organization_id_idx" ON "one_time_links"("user_id", "organization_id");

-- AddForeignKey
ALTER TABLE "reports" ADD CONSTRAINT "reports_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reports" ADD CONSTRAINT "reports_funder_id_fkey" FOREIGN KEY ("funder_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participations" ADD CONSTRAINT "participations_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "reports"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participations" ADD CONSTRAINT "participations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_successor_id_fkey" FOREIGN KEY ("successor_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "themes" ADD CONSTRAINT "themes_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "reports"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "reports"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_parent_id_report_id_fkey" FOREIGN KEY ("parent_id", "report_id") REFERENCES "recommendations"("id", "report_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendation_themes" ADD CONSTRAINT "recommendation_themes_recommendation_id_fkey" FOREIGN KEY ("recommendation_id") REFERENCES "recommendations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendation_themes" ADD CONSTRAINT "recommendation_themes_theme_id_fkey" FOREIGN KEY ("theme_id") REFERENCES "themes"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_recommendation_id_report_id_fkey" FOREIGN KEY ("recommendation_id", "report_id") REFERENCES "recommendations"("id", "report_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignments" ADD CONSTRAINT "assignments_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "updates" ADD CONSTRAINT "updates_assignment_id_report_id_fkey" FOREIGN KEY ("assignment_id", "report_id") REFERENCES "assignments"("id", "report_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "updates" ADD CONSTRAINT "updates_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "updates" ADD CONSTRAINT "updates_acting_organization_id_fkey" FOREIGN KEY ("acting_organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "updates" ADD CONSTRAINT "updates_on_behalf_of_id_fkey" FOREIGN KEY ("on_behalf_of_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "updates" ADD CONSTRAINT "updates_about_id_fkey" FOREIGN KEY ("about_id") REFERENCES "updates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_update_id_fkey" FOREIGN KEY ("update_id") REFERENCES "updates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_organization_id_fkey" FOREIGN KEY ("user_id", "organization_id") REFERENCES "memberships"("user_id", "organization_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_links" ADD CONSTRAINT "one_time_links_user_id_organization_id_fkey" FOREIGN KEY ("user_id", "organization_id") REFERENCES "memberships"("user_id", "organization_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the schema language cannot say.

-- A date of year or month precision is kept as the last day of its period.
CREATE FUNCTION is_last_day("day" date, "known" date_precision) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE "known"
    WHEN 'year' THEN "day" = (date_trunc('year', "day"::timestamp) + interval '1 year - 1 day')::date
    WHEN 'month' THEN "day" = (date_trunc('month', "day"::timestamp) + interval '1 month - 1 day')::date
    ELSE true
  END
$$;

-- The period that a date is known to: it has begun on its first day, and is over after the day that is kept.
CREATE FUNCTION first_day("day" date, "known" date_precision) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT date_trunc("known"::text, "day"::timestamp)::date
$$;

CREATE FUNCTION is_said("words" text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT "words" IS NOT NULL AND "words" ~ '\S'
$$;

-- The list by last update: what has no entry yet comes last.
CREATE INDEX "recommendations_latest_idx" ON "recommendations" ("report_id", "last_entry_at" DESC NULLS LAST, "position");
-- Verification decisions are few among the entries, and counted on every progress page.
CREATE INDEX "updates_decisions_idx" ON "updates" ("report_id", "assignment_id") WHERE "kind" = 'verification';

ALTER TABLE "reports"
  ADD CONSTRAINT "reports_published_on_check" CHECK (is_last_day("published_on", "published_precision")),
  ADD CONSTRAINT "reports_settings_check" CHECK (least("reporting_interval", "grace_days", "fresh_days", "verification_days") > 0);

ALTER TABLE "recommendations"
  ADD CONSTRAINT "recommendations_parent_check" CHECK ("parent_id" <> "id"),
  ADD CONSTRAINT "recommendations_withdrawn_check" CHECK ("withdrawn_at" IS NULL OR is_said("withdrawn_for"));

ALTER TABLE "assignments"
  ADD CONSTRAINT "assignments_dates_check" CHECK (
    ("completed_on" IS NULL) = ("completed_precision" IS NULL) AND is_last_day("completed_on", "completed_precision") IS NOT FALSE
    AND ("target_on" IS NULL) = ("target_precision" IS NULL) AND is_last_day("target_on", "target_precision") IS NOT FALSE
    AND ("original_target_on" IS NULL) = ("original_target_precision" IS NULL) AND is_last_day("original_target_on", "original_target_precision") IS NOT FALSE
    AND ("target_on" IS NULL OR "original_target_on" IS NOT NULL)
  ),
  ADD CONSTRAINT "assignments_withdrawn_check" CHECK ("withdrawn_at" IS NULL OR is_said("withdrawn_for")),
  ADD CONSTRAINT "assignments_implemented_check" CHECK ("implementation" NOT IN ('implemented', 'implemented_differently') OR ("completed_on" IS NOT NULL AND "has_evidence")),
  ADD CONSTRAINT "assignments_submitted_check" CHECK ("verification" <> 'submitted' OR "submitted_at" IS NOT NULL),
  -- Without a log, the state that a log begins with (state.ts: initialState).
  ADD CONSTRAINT "assignments_initial_check" CHECK ("log_length" > 0 OR (
    "response" = 'awaiting_response' AND "decide_by" IS NULL AND "implementation" = 'not_started' AND "exit_requested" IS NULL
    AND "verification" = 'self_reported' AND "submitted_at" IS NULL AND "completed_on" IS NULL AND NOT "has_evidence"
    AND "target_on" IS NULL AND "original_target_on" IS NULL AND "target_changes" = 0
  )),
  ADD CONSTRAINT "assignments_head_check" CHECK (("log_length" = 0) = ("head_hash" IS NULL) AND ("log_length" = 0) = ("last_entry_at" IS NULL) AND "log_length" >= 0);

ALTER TABLE "sessions" ADD CONSTRAINT "sessions_expiry_check" CHECK ("expires_at" > "created_at");
ALTER TABLE "one_time_links" ADD CONSTRAINT "one_time_links_expiry_check" CHECK ("expires_at" > "created_at");
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_roles_check" CHECK (coalesce(cardinality("roles"), 0) > 0);

-- What each entry must have (domain: implementation).
ALTER TABLE "updates"
  ADD CONSTRAINT "updates_dates_check" CHECK (
    is_last_day("occurred_on", "occurred_precision")
    AND ("completed_on" IS NULL) = ("completed_precision" IS NULL) AND is_last_day("completed_on", "completed_precision") IS NOT FALSE
    AND ("target_on" IS NULL) = ("target_precision" IS NULL) AND is_last_day("target_on", "target_precision") IS NOT FALSE
  ),
  ADD CONSTRAINT "updates_sequence_check" CHECK ("sequence" > 0 AND ("sequence" = 1) = ("previous_hash" IS NULL)),
  ADD CONSTRAINT "updates_hash_check" CHECK ("hash" ~ '^[0-9a-f]{64}$'),
  ADD CONSTRAINT "updates_on_behalf_check" CHECK ("on_behalf_of_id" IS NULL OR ("on_behalf_of_id" <> "acting_organization_id" AND is_said("source") AND "kind" NOT IN ('verification', 'exit_decision', 'reopening'))),
  ADD CONSTRAINT "updates_note_check" CHECK ("kind" <> 'note' OR is_said("note")),
  ADD CONSTRAINT "updates_progress_check" CHECK (("kind" = 'progress') <= ("implementation" IS NOT NULL AND "previous_implementation" IS NOT NULL)),
  ADD CONSTRAINT "updates_no_status_check" CHECK ("kind" NOT IN ('note', 'confirmation') OR ("implementation" IS NULL AND "previous_implementation" IS NULL)),
  ADD CONSTRAINT "updates_demands_check" CHECK ("kind" <> 'progress' OR CASE "implementation"
    WHEN 'not_started' THEN is_said("justification")
    WHEN 'in_progress' THEN is_said("note")
    WHEN 'partially_implemented' THEN is_said("note") AND is_said("what_remains")
    WHEN 'implemented' THEN "completed_on" IS NOT NULL AND is_said("how_intent_met")
    WHEN 'implemented_differently' THEN "completed_on" IS NOT NULL AND is_said("how_intent_met") AND is_said("done_instead")
    ELSE "exit_reason" IS NOT NULL AND is_said("justification")
  END);

ALTER TABLE "evidence"
  ADD CONSTRAINT "evidence_title_check" CHECK (is_said("title")),
  ADD CONSTRAINT "evidence_link_check" CHECK ("kind" <> 'link' OR ("url" IS NOT NULL AND "url" ~* '^https?://\S')),
  ADD CONSTRAINT "evidence_dates_check" CHECK (("document_on" IS NULL) = ("document_precision" IS NULL) AND is_last_day("document_on", "document_precision") IS NOT FALSE);

-- The log is append-only, whoever asks.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The log is append-only: % on "%" is refused. Record a new entry instead.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER "updates_append_only" BEFORE UPDATE OR DELETE ON "updates" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "updates_no_truncate" BEFORE TRUNCATE ON "updates" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "evidence_append_only" BEFORE UPDATE OR DELETE ON "evidence" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "evidence_no_truncate" BEFORE TRUNCATE ON "evidence" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "updates" ENABLE ALWAYS TRIGGER "updates_append_only";
ALTER TABLE "updates" ENABLE ALWAYS TRIGGER "updates_no_truncate";
ALTER TABLE "evidence" ENABLE ALWAYS TRIGGER "evidence_append_only";
ALTER TABLE "evidence" ENABLE ALWAYS TRIGGER "evidence_no_truncate";

-- An entry continues the log it is added to, comes from somebody who may write for the organization, and moves as domain.md allows.
CREATE FUNCTION refuse_wrong_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  assigned record;
  actor_roles role[];
  is_steward boolean;
  recorded_on date;
BEGIN
  -- One writer at a time in a report's log (lockReport), also of those that do not come through the command.
  PERFORM 1 FROM reports WHERE id = NEW.report_id FOR NO KEY UPDATE;
  SELECT a.organization_id, a.log_length, a.head_hash, a.implementation, r.published_on, r.published_precision, r.time_zone,
      a.withdrawn_at IS NULL AND o.withdrawn_at IS NULL AND o.published_at IS NOT NULL AS is_followed
    INTO assigned
    FROM assignments a JOIN reports r ON r.id = a.report_id JOIN recommendations o ON o.id = a.recommendation_id
    WHERE a.id = NEW.assignment_id AND a.report_id = NEW.report_id FOR UPDATE OF a;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'There is no such assignment.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF NOT assigned.is_followed THEN
    RAISE EXCEPTION 'The assignment or its recommendation is withdrawn or a draft.' USING ERRCODE = 'check_violation';
  END IF;

  IF NEW.sequence <> assigned.log_length + 1 OR NEW.previous_hash IS DISTINCT FROM assigned.head_hash THEN
    RAISE EXCEPTION 'The entry does not continue the log: it is number % after %.', NEW.sequence, assigned.log_length USING ERRCODE = 'check_violation';
  END IF;

  -- Whoever reads on from an entry misses none. Servers' clocks may disagree by minutes, not by hours.
  IF EXISTS (SELECT 1 FROM updates u WHERE u.report_id = NEW.report_id AND u.recorded_at > NEW.recorded_at) THEN
    RAISE EXCEPTION 'The entry is recorded before one that stands already.' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.recorded_at > clock_timestamp() + interval '1 hour' THEN
    RAISE EXCEPTION 'The entry is recorded in the future.' USING ERRCODE = 'check_violation';
  END IF;

  SELECT m.roles INTO actor_roles
    FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.user_id = NEW.actor_id AND m.organization_id = NEW.acting_organization_id AND m.ended_at IS NULL AND u.ended_at IS NULL;
  IF actor_roles IS NULL THEN
    RAISE EXCEPTION 'The actor is no member of the organization.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  is_steward := 'steward' = ANY (actor_roles) AND EXISTS (SELECT 1 FROM participations p
    WHERE p.report_id = NEW.report_id AND p.organization_id = NEW.acting_organization_id AND p.function = 'steward');

  IF NEW.kind IN ('exit_decision', 'reopening') THEN
    IF NOT is_steward THEN
      RAISE EXCEPTION 'Only the steward of the report decides this.' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSIF NEW.kind = 'verification' THEN
    IF NOT 'verifier' = ANY (actor_roles) THEN
      RAISE EXCEPTION 'Only a verifier decides verification.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = NEW.actor_id AND m.organization_id = assigned.organization_id AND m.ended_at IS NULL) THEN
      RAISE EXCEPTION 'Nobody verifies for an organization that they belong to.' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSE
    IF assigned.organization_id <> coalesce(NEW.on_behalf_of_id, NEW.acting_organization_id) THEN
      RAISE EXCEPTION 'The assignment belongs to another organization.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.on_behalf_of_id IS NOT NULL AND NOT is_steward THEN
      RAISE EXCEPTION 'Only the steward of the report enters on behalf of others.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.on_behalf_of_id IS NULL AND NOT actor_roles && ARRAY['reporter', 'approver']::role[] THEN
      RAISE EXCEPTION 'The role does not log progress.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.on_behalf_of_id IS NULL AND NOT 'approver' = ANY (actor_roles) AND (NEW.kind IN ('response', 'target')
      OR (NEW.kind = 'progress' AND NEW.implementation IN ('implemented', 'implemented_differently', 'no_longer_applicable', 'not_implemented')))
    THEN
      RAISE EXCEPTION 'Only an approver sets %.', coalesce(NEW.implementation::text, NEW.kind::text) USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;

  IF NEW.kind IN ('progress', 'note', 'confirmation') THEN
    recorded_on := (NEW.recorded_at AT TIME ZONE assigned.time_zone)::date;
    IF first_day(NEW.occurred_on, NEW.occurred_precision) > recorded_on OR first_day(NEW.completed_on, NEW.completed_precision) > recorded_on THEN
      RAISE EXCEPTION 'What is logged has not happened yet.' USING ERRCODE = 'check_violation';
    END IF;
    IF least(NEW.occurred_on, NEW.completed_on) < first_day(assigned.published_on, assigned.published_precision) THEN
      RAISE EXCEPTION 'What is logged happened before the report.' USING ERRCODE = 'check_violation';
    END IF;
  END IF;

  IF NEW.kind = 'progress' THEN
    IF NEW.previous_implementation <> assigned.implementation THEN
      RAISE EXCEPTION 'The entry moves from %, but the assignment is %.', NEW.previous_implementation, assigned.implementation USING ERRCODE = 'check_violation';
    END IF;
    IF NOT (
      (assigned.implementation IN ('not_started', 'in_progress', 'partially_implemented')
        AND NEW.implementation IN ('implemented', 'implemented_differently', 'no_longer_applicable', 'not_implemented'))
      OR (assigned.implementation, NEW.implementation) IN (
        ('not_started', 'in_progress'), ('not_started', 'partially_implemented'),
        ('in_progress', 'not_started'), ('in_progress', 'partially_implemented'),
        ('partially_implemented', 'in_progress')))
    THEN
      RAISE EXCEPTION 'There is no move from % to %.', assigned.implementation, NEW.implementation USING ERRCODE = 'check_violation';
    END IF;
  END IF;

  RETURN NEW;
END
$$;
CREATE TRIGGER "updates_rightful" BEFORE INSERT ON "updates" FOR EACH ROW EXECUTE FUNCTION refuse_wrong_entry();
ALTER TABLE "updates" ENABLE ALWAYS TRIGGER "updates_rightful";

-- Evidence is part of its entry: none is added once the entry is the head of its log.
CREATE FUNCTION refuse_late_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM updates u JOIN assignments a ON a.id = u.assignment_id WHERE u.id = NEW.update_id AND a.log_length >= u.sequence) THEN
    RAISE EXCEPTION 'The entry is finished: record a new entry with the evidence instead.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "evidence_in_time" BEFORE INSERT ON "evidence" FOR EACH ROW EXECUTE FUNCTION refuse_late_evidence();
ALTER TABLE "evidence" ENABLE ALWAYS TRIGGER "evidence_in_time";

-- The state of an assignment is what its log says: it changes with the next entry, as that entry says, and not otherwise.
CREATE FUNCTION refuse_state_without_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  register CONSTANT text[] := ARRAY['role', 'basis', 'created_at', 'withdrawn_at', 'withdrawn_for'];
  entry record;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.log_length <> 0 THEN
      RAISE EXCEPTION 'A new assignment has no log yet.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF to_jsonb(OLD) - register = to_jsonb(NEW) - register THEN
    RETURN NEW;
  END IF;
  IF (OLD.id, OLD.report_id, OLD.recommendation_id, OLD.organization_id) <> (NEW.id, NEW.report_id, NEW.recommendation_id, NEW.organization_id) THEN
    RAISE EXCEPTION 'An assignment stays with its recommendation and its organization.' USING ERRCODE = 'check_violation';
  END IF;
  SELECT u.kind, u.implementation INTO entry FROM updates u
    WHERE u.assignment_id = NEW.id AND u.sequence = NEW.log_length AND u.hash = NEW.head_hash AND u.recorded_at = NEW.last_entry_at;
  IF NOT FOUND OR NEW.log_length <> OLD.log_length + 1 THEN
    RAISE EXCEPTION 'The state of an assignment changes with an entry in its log, and not otherwise.' USING ERRCODE = 'check_violation';
  END IF;
  IF entry.kind IN ('progress', 'note', 'confirmation') AND (NEW.implementation, NEW.exit_requested) IS DISTINCT FROM (CASE
    WHEN entry.kind <> 'progress' THEN ROW (OLD.implementation, OLD.exit_requested)
    WHEN entry.implementation IN ('no_longer_applicable', 'not_implemented') THEN ROW (OLD.implementation, entry.implementation)
    ELSE ROW (entry.implementation, NULL::implementation)
  END)
  THEN
    RAISE EXCEPTION 'The state is not what the entry says.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "assignments_as_logged" BEFORE INSERT OR UPDATE ON "assignments" FOR EACH ROW EXECUTE FUNCTION refuse_state_without_entry();
ALTER TABLE "assignments" ENABLE ALWAYS TRIGGER "assignments_as_logged";

-- At the end of the transaction: evidence where the status demands it, and the present state written with the entry.
CREATE FUNCTION refuse_unfinished_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.kind = 'progress' AND NEW.implementation IN ('partially_implemented', 'implemented', 'implemented_differently')
    AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.update_id = NEW.id)
  THEN
    RAISE EXCEPTION '% demands evidence.', NEW.implementation USING ERRCODE = 'check_violation';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM assignments a WHERE a.id = NEW.assignment_id AND a.log_length >= NEW.sequence) THEN
    RAISE EXCEPTION 'The present state was not written with the entry.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "updates_finished" AFTER INSERT ON "updates" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unfinished_entry();
ALTER TABLE "updates" ENABLE ALWAYS TRIGGER "updates_finished";
