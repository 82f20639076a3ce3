-- CreateEnum
CREATE TYPE "action_state" AS ENUM ('planned', 'done', 'dropped');

-- CreateEnum
CREATE TYPE "register_change_kind" AS ENUM ('added', 'changed', 'removed');

-- AlterTable
ALTER TABLE "organizations" ADD COLUMN     "exists_from_precision" "date_precision",
ADD COLUMN     "exists_until_precision" "date_precision";

-- AlterTable
ALTER TABLE "updates" ADD COLUMN     "action_id" UUID,
ADD COLUMN     "action_state" "action_state",
ADD COLUMN     "action_what" TEXT,
ADD COLUMN     "correction_reason" TEXT,
ADD COLUMN     "no_target_reason" TEXT,
ADD COLUMN     "responsible_unit" TEXT;

-- AlterTable
ALTER TABLE "evidence" ADD COLUMN     "file_name" TEXT,
ADD COLUMN     "size" INTEGER;

-- CreateTable
CREATE TABLE "assignment_states" (
    "assignment_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "report_id" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "response" "response" NOT NULL,
    "decide_by" DATE,
    "implementation" "implementation" NOT NULL,
    "exit_requested" "implementation",
    "verification" "verification" NOT NULL,
    "submitted_at" TIMESTAMPTZ(3),
    "completed_on" DATE,
    "completed_precision" "date_precision",
    "has_evidence" BOOLEAN NOT NULL,
    "target_on" DATE,
    "target_precision" "date_precision",
    "original_target_on" DATE,
    "original_target_precision" "date_precision",
    "target_changes" INTEGER NOT NULL,

    CONSTRAINT "assignment_states_pkey" PRIMARY KEY ("assignment_id","sequence")
);

-- CreateTable
CREATE TABLE "assignment_absences" (
    "assignment_id" UUID NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3) NOT NULL,
    "returned_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "assignment_absences_pkey" PRIMARY KEY ("assignment_id","withdrawn_at")
);

-- CreateTable
CREATE TABLE "recommendation_states" (
    "recommendation_id" UUID NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "implementation" "implementation" NOT NULL,
    "last_entry_at" TIMESTAMPTZ(3),

    CONSTRAINT "recommendation_states_pkey" PRIMARY KEY ("recommendation_id","recorded_at")
);

-- CreateTable
CREATE TABLE "evidence_parts" (
    "evidence_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "evidence_parts_pkey" PRIMARY KEY ("evidence_id","position")
);

-- CreateTable
CREATE TABLE "register_changes" (
    "id" BIGSERIAL NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "report_id" UUID,
    "table_name" TEXT NOT NULL,
    "row_id" UUID NOT NULL,
    "kind" "register_change_kind" NOT NULL,
    "old" JSONB,
    "new" JSONB,
    "actor_id" UUID,
    "organization_id" UUID,

    CONSTRAINT "register_changes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "form_drafts" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "form_drafts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "visits" (
    "user_id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "visits_pkey" PRIMARY KEY ("user_id","report_id")
);

-- CreateIndex
CREATE INDEX "assignment_states_assignment_id_recorded_at_idx" ON "assignment_states"("assignment_id", "recorded_at");

-- CreateIndex
CREATE INDEX "assignment_states_report_id_recorded_at_idx" ON "assignment_states"("report_id", "recorded_at");

-- CreateIndex
CREATE INDEX "register_changes_table_name_row_id_id_idx" ON "register_changes"("table_name", "row_id", "id");

-- CreateIndex
CREATE INDEX "register_changes_report_id_id_idx" ON "register_changes"("report_id", "id");

-- CreateIndex
CREATE INDEX "register_changes_actor_id_idx" ON "register_changes"("actor_id");

-- CreateIndex
CREATE INDEX "register_changes_organization_id_idx" ON "register_changes"("organization_id");

-- CreateIndex
CREATE INDEX "form_drafts_user_id_created_at_idx" ON "form_drafts"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "visits_report_id_idx" ON "visits"("report_id");

-- AddForeignKey
ALTER TABLE "assignment_states" ADD CONSTRAINT "assignment_states_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment_absences" ADD CONSTRAINT "assignment_absences_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendation_states" ADD CONSTRAINT "recommendation_states_recommendation_id_fkey" FOREIGN KEY ("recommendation_id") REFERENCES "recommendations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence_parts" ADD CONSTRAINT "evidence_parts_evidence_id_fkey" FOREIGN KEY ("evidence_id") REFERENCES "evidence"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "register_changes" ADD CONSTRAINT "register_changes_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "register_changes" ADD CONSTRAINT "register_changes_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "form_drafts" ADD CONSTRAINT "form_drafts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "visits" ADD CONSTRAINT "visits_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "visits" ADD CONSTRAINT "visits_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "reports"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the schema language cannot say.

-- The application works as a role that owns nothing: row-level security, and the privileges below, hold for it whatever
-- the code does. Nobody signs in as it: the application's connections take it on.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'tamdan_app') THEN
    BEGIN
      CREATE ROLE tamdan_app NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The role tamdan_app is missing, and % may not make it. As a superuser: CREATE ROLE tamdan_app NOLOGIN; GRANT tamdan_app TO %;', current_user, current_user;
    END;
  END IF;
  IF NOT pg_has_role(current_user, 'tamdan_app', 'MEMBER') OR (current_setting('server_version_num')::int >= 160000 AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
    AND NOT EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.roleid = 'tamdan_app'::regrole AND m.member = current_user::regrole AND to_jsonb(m) ->> 'set_option' = 'true'))
  THEN
    BEGIN
      EXECUTE format('GRANT tamdan_app TO %I', current_user);
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE EXCEPTION '% may not take on the role tamdan_app. As a superuser: GRANT tamdan_app TO %;', current_user, current_user;
    END;
  END IF;
END
$$;

-- Who acts, for which organization and when, as the application tells it at the start of each transaction that writes.
CREATE FUNCTION acting_user() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('tamdan.user', true), '')::uuid $$;
CREATE FUNCTION acting_organization() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('tamdan.organization', true), '')::uuid $$;
CREATE FUNCTION acting_at() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT coalesce(nullif(current_setting('tamdan.at', true), '')::timestamptz, now())::timestamptz(3) $$;

CREATE FUNCTION acting_roles() RETURNS role[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT m.roles FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.user_id = acting_user() AND m.organization_id = acting_organization() AND m.ended_at IS NULL AND u.ended_at IS NULL), '{}')
$$;

CREATE FUNCTION is_acting_steward(report uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT 'steward' = ANY (acting_roles()) AND EXISTS (SELECT 1 FROM participations p
    WHERE p.report_id = report AND p.organization_id = acting_organization() AND p.function = 'steward')
$$;

-- Who answers for an organization on a day: itself, or, once it has ended, its successor, or the successor's.
CREATE FUNCTION answering_organization(organization uuid, "day" date) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE line AS (
    SELECT o.id, o.successor_id, o.exists_until, 1 AS step FROM organizations o WHERE o.id = organization
    UNION ALL
    SELECT o.id, o.successor_id, o.exists_until, line.step + 1 FROM line JOIN organizations o ON o.id = line.successor_id
      WHERE line.exists_until < "day" AND line.step < 20
  )
  SELECT id FROM line ORDER BY step DESC LIMIT 1
$$;

-- Restricted evidence is read by the organization it is about, the steward of the report, and verifiers.
CREATE FUNCTION may_read_restricted(entry uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT acting_user() IS NOT NULL AND EXISTS (
    SELECT 1 FROM updates u JOIN assignments a ON a.id = u.assignment_id JOIN reports r ON r.id = a.report_id
    WHERE u.id = entry AND acting_roles() <> '{}' AND (
      a.organization_id = acting_organization()
      OR answering_organization(a.organization_id, (now() AT TIME ZONE r.time_zone)::date) = acting_organization()
      OR is_acting_steward(a.report_id)
      OR 'verifier' = ANY (acting_roles())))
$$;

-- The log: what each kind of entry must have (domain: the four axes, the log).

ALTER TABLE "organizations"
  ADD CONSTRAINT "organizations_exists_check" CHECK (
    ("exists_from" IS NOT NULL OR "exists_from_precision" IS NULL) AND ("exists_from_precision" IS NULL OR "exists_from" = first_day("exists_from", "exists_from_precision"))
    AND ("exists_until" IS NOT NULL OR "exists_until_precision" IS NULL) AND is_last_day("exists_until", "exists_until_precision") IS NOT FALSE
    AND ("exists_from" > "exists_until") IS NOT TRUE
  ),
  ADD CONSTRAINT "organizations_successor_check" CHECK ("successor_id" <> "id");

ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_priority_check" CHECK ("priority" = 'not_stated' OR is_said("priority_source"));

ALTER TABLE "updates"
  DROP CONSTRAINT "updates_on_behalf_check",
  DROP CONSTRAINT "updates_progress_check",
  DROP CONSTRAINT "updates_no_status_check",
  DROP CONSTRAINT "updates_demands_check",
  ADD CONSTRAINT "updates_on_behalf_check" CHECK ("on_behalf_of_id" IS NULL OR ("on_behalf_of_id" <> "acting_organization_id" AND "kind" NOT IN ('verification', 'exit_decision', 'reopening'))),
  -- Each kind says what it is there to say, and nothing of another kind.
  ADD CONSTRAINT "updates_kind_check" CHECK (
    ("implementation" IS NULL) = ("previous_implementation" IS NULL)
    AND (("kind" IN ('progress', 'exit_decision', 'reopening')) <= ("implementation" IS NOT NULL))
    AND (("kind" = 'response') <= ("response" IS NOT NULL))
    AND (("kind" = 'target') <= ("target_on" IS NOT NULL))
    AND ("kind" = 'verification') = ("verification" IS NOT NULL)
    AND ("kind" = 'exit_decision') = ("exit_decision" IS NOT NULL)
    AND ("kind" = 'action') = ("action_id" IS NOT NULL) AND ("kind" = 'action') = ("action_state" IS NOT NULL)
    AND ("kind" = 'correction') = is_said("correction_reason")
    AND ("implementation" IS NULL OR "kind" IN ('progress', 'exit_decision', 'reopening', 'correction'))
    AND ("response" IS NULL OR "kind" IN ('response', 'correction'))
    AND ("target_on" IS NULL OR "kind" IN ('target', 'action', 'correction'))
    AND ("stance" IS NULL OR "kind" = 'reply')
    AND ("kind" IN ('reply', 'correction', 'verification', 'exit_decision', 'reopening') OR "about_id" IS NULL)
    AND ("kind" <> 'correction' OR ("about_id" IS NOT NULL AND num_nonnulls("implementation", "response", "target_on") = 1))
  ),
  ADD CONSTRAINT "updates_progress_check" CHECK ("kind" NOT IN ('progress', 'correction') OR "implementation" IS NULL OR CASE "implementation"
    WHEN 'not_started' THEN is_said("justification")
    WHEN 'in_progress' THEN is_said("note")
    WHEN 'partially_implemented' THEN is_said("note") AND is_said("what_remains")
    WHEN 'implemented' THEN "completed_on" IS NOT NULL AND is_said("how_intent_met")
    WHEN 'implemented_differently' THEN "completed_on" IS NOT NULL AND is_said("how_intent_met") AND is_said("done_instead")
    ELSE "exit_reason" IS NOT NULL AND is_said("justification")
  END),
  ADD CONSTRAINT "updates_response_check" CHECK ("response" IS NULL OR CASE "response"
    WHEN 'awaiting_response' THEN false
    WHEN 'under_consideration' THEN "decide_by" IS NOT NULL
    WHEN 'accepted' THEN true
    WHEN 'partially_accepted' THEN is_said("parts_not_accepted") AND is_said("justification")
    WHEN 'not_accepted' THEN is_said("justification")
    ELSE is_said("justification") AND is_said("who_should_answer")
  END),
  ADD CONSTRAINT "updates_delay_check" CHECK ("delay_reason" IS DISTINCT FROM 'other' OR is_said("justification")),
  ADD CONSTRAINT "updates_verification_check" CHECK ("verification" IS NULL OR ("verification" NOT IN ('self_reported', 'submitted') AND is_said("verification_basis") AND is_said("justification"))),
  ADD CONSTRAINT "updates_decision_check" CHECK ("kind" NOT IN ('exit_decision', 'reopening') OR is_said("justification")),
  ADD CONSTRAINT "updates_reply_check" CHECK ("kind" <> 'reply' OR ("about_id" IS NOT NULL AND ("stance" IS NOT DISTINCT FROM 'confirmed' OR is_said("note")))),
  ADD CONSTRAINT "updates_action_check" CHECK ("kind" <> 'action' OR (
    is_said("action_what") AND is_said("responsible_unit") AND ("target_on" IS NULL) = is_said("no_target_reason")
    AND ("action_state" <> 'dropped' OR is_said("justification"))));

ALTER TABLE "evidence"
  ADD CONSTRAINT "evidence_file_check" CHECK (CASE "kind"
    WHEN 'file' THEN "url" IS NULL AND num_nonnulls("size", "sha256") = 2 AND is_said("file_name") AND is_said("type") AND "sha256" ~ '^[0-9a-f]{64}$' AND "size" BETWEEN 1 AND 20971520
    ELSE num_nonnulls("file_name", "size", "sha256", "type") = 0
  END);

CREATE INDEX "updates_actions_idx" ON "updates" ("assignment_id", "action_id", "sequence") WHERE "kind" = 'action';
CREATE INDEX "updates_action_idx" ON "updates" ("action_id") WHERE "kind" = 'action';
-- The queue "To verify", oldest first, and what waits for the steward's decision.
CREATE INDEX "assignments_to_verify_idx" ON "assignments" ("submitted_at", "id") WHERE "verification" = 'submitted';
CREATE INDEX "updates_contests_idx" ON "updates" ("report_id", "recorded_at") WHERE "stance" = 'contested';
CREATE INDEX "assignments_exits_idx" ON "assignments" ("report_id") WHERE "exit_requested" IS NOT NULL;

-- The state after one more entry: lib/assignments/state.ts says the same, and tests compare the two.
CREATE FUNCTION state_after("state" assignments, "entry" updates, "with_evidence" boolean) RETURNS assignments LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  state.has_evidence := state.has_evidence OR with_evidence;
  CASE
    WHEN entry.kind = 'response' THEN
      state.response := entry.response;
      state.decide_by := entry.decide_by;
    WHEN entry.kind = 'target' THEN
      IF state.target_on IS NULL THEN
        state.original_target_on := entry.target_on;
        state.original_target_precision := entry.target_precision;
      ELSE
        state.target_changes := state.target_changes + 1;
      END IF;
      state.target_on := entry.target_on;
      state.target_precision := entry.target_precision;
    WHEN entry.kind = 'progress' AND entry.implementation IN ('no_longer_applicable', 'not_implemented') THEN
      state.exit_requested := entry.implementation;
    WHEN entry.kind IN ('progress', 'reopening') OR (entry.kind = 'exit_decision' AND entry.exit_decision = 'confirmed' AND state.exit_requested IS NOT NULL) THEN
      state.implementation := CASE entry.kind WHEN 'exit_decision' THEN state.exit_requested ELSE entry.implementation END;
      state.exit_requested := NULL;
      state.verification := 'self_reported';
      state.submitted_at := NULL;
      state.completed_on := NULL;
      state.completed_precision := NULL;
      IF entry.kind = 'progress' AND entry.implementation IN ('implemented', 'implemented_differently') THEN
        state.completed_on := entry.completed_on;
        state.completed_precision := entry.completed_precision;
        IF with_evidence THEN
          state.verification := 'submitted';
          state.submitted_at := entry.recorded_at;
        END IF;
      END IF;
    WHEN entry.kind = 'exit_decision' THEN
      state.exit_requested := NULL;
    WHEN entry.kind IN ('note', 'reply') AND with_evidence AND state.verification = 'more_evidence_requested' THEN
      state.verification := 'submitted';
      state.submitted_at := entry.recorded_at;
    WHEN entry.kind = 'verification' AND state.implementation IN ('implemented', 'implemented_differently') THEN
      state.verification := entry.verification;
      IF entry.verification IN ('partly_verified', 'not_verified') THEN
        state.implementation := CASE entry.verification WHEN 'partly_verified' THEN 'partially_implemented'::implementation ELSE 'in_progress' END;
        state.exit_requested := NULL;
        state.submitted_at := NULL;
        state.completed_on := NULL;
        state.completed_precision := NULL;
      END IF;
    ELSE NULL;
  END CASE;
  RETURN state;
END
$$;

-- The state that the log gives before an entry, from nothing: a correction counts in the place of what it corrects.
CREATE FUNCTION state_before(assignment uuid, "before" integer) RETURNS assignments LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  state assignments;
  stood updates;
  counted updates;
  is_first_target boolean;
BEGIN
  SELECT * INTO state FROM assignments WHERE id = assignment;
  state.response := 'awaiting_response';
  state.decide_by := NULL;
  state.implementation := 'not_started';
  state.exit_requested := NULL;
  state.verification := 'self_reported';
  state.submitted_at := NULL;
  state.completed_on := NULL;
  state.completed_precision := NULL;
  state.has_evidence := false;
  state.target_on := NULL;
  state.target_precision := NULL;
  state.original_target_on := NULL;
  state.original_target_precision := NULL;
  state.target_changes := 0;
  FOR stood IN SELECT * FROM updates WHERE assignment_id = assignment AND sequence < "before" AND kind <> 'correction' ORDER BY sequence LOOP
    SELECT * INTO counted FROM updates WHERE assignment_id = assignment AND kind = 'correction' AND about_id = stood.id ORDER BY sequence DESC LIMIT 1;
    IF FOUND THEN
      counted.kind := stood.kind;
    ELSE
      counted := stood;
    END IF;
    is_first_target := stood.kind = 'target' AND state.original_target_on IS NULL;
    state := state_after(state, counted, EXISTS (SELECT 1 FROM evidence WHERE update_id = counted.id));
    -- The original target is kept for ever: not even a correction changes it.
    IF is_first_target THEN
      state.original_target_on := stood.target_on;
      state.original_target_precision := stood.target_precision;
    END IF;
  END LOOP;
  RETURN state;
END
$$;

-- An entry continues the log it is added to, comes from somebody who may write it, and says what can be said of the state.
CREATE OR REPLACE FUNCTION refuse_wrong_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  assigned record;
  state assignments;
  about updates;
  earlier updates;
  said update_kind := NEW.kind;
  corrects_approved boolean := false;
  actor_roles role[];
  is_steward boolean;
  is_own boolean;
  recorded_on date;
BEGIN
  -- One writer at a time in a report's log (lockReport), also of those that do not come through the command.
  PERFORM 1 FROM reports WHERE id = NEW.report_id FOR NO KEY UPDATE;
  SELECT a.organization_id, a.log_length, a.head_hash, r.published_on, r.published_precision, r.time_zone,
      a.withdrawn_at IS NULL AND o.withdrawn_at IS NULL AND o.published_at IS NOT NULL AS is_followed
    INTO assigned
    FROM assignments a JOIN reports r ON r.id = a.report_id JOIN recommendations o ON o.id = a.recommendation_id
    WHERE a.id = NEW.assignment_id AND a.report_id = NEW.report_id FOR UPDATE OF a;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'There is no such assignment.' USING ERRCODE = 'foreign_key_violation';
  END IF;
  SELECT * INTO state FROM assignments WHERE id = NEW.assignment_id;
  IF NOT assigned.is_followed THEN
    RAISE EXCEPTION 'The assignment or its recommendation is withdrawn or a draft.' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.sequence <> assigned.log_length + 1 OR NEW.previous_hash IS DISTINCT FROM assigned.head_hash THEN
    RAISE EXCEPTION 'The entry does not continue the log: it is number % after %.', NEW.sequence, assigned.log_length USING ERRCODE = 'check_violation';
  END IF;

  -- Whoever reads on from an entry misses none. Servers' clocks may disagree by minutes, not by hours.
  -- (The newest, and not whether any is newer: planned for all instants, that would read the whole log.)
  IF (SELECT u.recorded_at FROM updates u WHERE u.report_id = NEW.report_id ORDER BY u.recorded_at DESC LIMIT 1) > NEW.recorded_at THEN
    RAISE EXCEPTION 'The entry is recorded before one that stands already.' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.recorded_at > clock_timestamp() + interval '1 hour' THEN
    RAISE EXCEPTION 'The entry is recorded in the future.' USING ERRCODE = 'check_violation';
  END IF;
  recorded_on := (NEW.recorded_at AT TIME ZONE assigned.time_zone)::date;

  -- What it is about.
  IF NEW.about_id IS NOT NULL THEN
    SELECT * INTO about FROM updates WHERE id = NEW.about_id AND assignment_id = NEW.assignment_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'The entry is about one of another log.' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF NEW.kind = 'correction' THEN
    IF about.kind NOT IN ('progress', 'response', 'target') OR EXISTS (SELECT 1 FROM updates u
      WHERE u.assignment_id = NEW.assignment_id AND u.kind IN ('progress', 'response', 'target') AND u.sequence > about.sequence)
    THEN
      RAISE EXCEPTION 'Only the latest progress, response or target entry can be corrected.' USING ERRCODE = 'check_violation';
    END IF;
    -- What was decided on stands as it was decided on; a return for more evidence is no decision yet.
    IF about.kind = 'progress' AND EXISTS (SELECT 1 FROM updates u WHERE u.assignment_id = NEW.assignment_id AND u.sequence > about.sequence
      AND (u.kind IN ('exit_decision', 'reopening') OR u.verification <> 'more_evidence_requested'))
    THEN
      RAISE EXCEPTION 'What was decided on is not corrected.' USING ERRCODE = 'check_violation';
    END IF;
    said := about.kind;
    corrects_approved := coalesce(
      (SELECT u.implementation FROM updates u WHERE u.assignment_id = NEW.assignment_id AND u.kind = 'correction' AND u.about_id = about.id ORDER BY u.sequence DESC LIMIT 1),
      about.implementation) IN ('implemented', 'implemented_differently', 'no_longer_applicable', 'not_implemented');
    state := state_before(NEW.assignment_id, about.sequence);
    IF (CASE said WHEN 'progress' THEN NEW.implementation IS NULL WHEN 'response' THEN NEW.response IS NULL ELSE NEW.target_on IS NULL END) THEN
      RAISE EXCEPTION 'A correction says what the corrected entry should have said.' USING ERRCODE = 'check_violation';
    END IF;
  ELSIF NEW.kind = 'reply' THEN
    IF NEW.stance IS NULL AND about.kind NOT IN ('verification', 'exit_decision', 'reopening') THEN
      RAISE EXCEPTION 'A reply is about a decision.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.stance IS NOT NULL AND about.on_behalf_of_id IS NULL THEN
      RAISE EXCEPTION 'Only an entry on behalf is confirmed or contested.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.stance IS NOT NULL AND about.acting_organization_id = NEW.acting_organization_id THEN
      RAISE EXCEPTION 'Nobody confirms or contests what they entered themselves.' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;

  -- Who writes it.
  SELECT m.roles INTO actor_roles
    FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.user_id = NEW.actor_id AND m.organization_id = NEW.acting_organization_id AND m.ended_at IS NULL AND u.ended_at IS NULL;
  IF actor_roles IS NULL THEN
    RAISE EXCEPTION 'The actor is no member of the organization.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  is_steward := 'steward' = ANY (actor_roles) AND EXISTS (SELECT 1 FROM participations p
    WHERE p.report_id = NEW.report_id AND p.organization_id = NEW.acting_organization_id AND p.function = 'steward');
  -- For their own organization, or for one that it succeeds; a steward without the role for that enters on behalf of it.
  is_own := NEW.on_behalf_of_id IS NULL OR (NEW.acting_organization_id = answering_organization(assigned.organization_id, recorded_on)
    AND (NOT is_steward OR 'approver' = ANY (actor_roles) OR ('reporter' = ANY (actor_roles) AND said NOT IN ('response', 'target', 'action'))));

  IF NEW.kind IN ('exit_decision', 'reopening') THEN
    IF NOT is_steward THEN
      RAISE EXCEPTION 'Only the steward of the report decides this.' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSIF NEW.kind = 'verification' THEN
    IF NOT 'verifier' = ANY (actor_roles) THEN
      RAISE EXCEPTION 'Only a verifier decides verification.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Those who report: the organization, who answers for it now, and who entered what is to be verified.
    IF EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = NEW.actor_id AND m.ended_at IS NULL AND m.organization_id IN (
      assigned.organization_id,
      answering_organization(assigned.organization_id, recorded_on),
      (SELECT u.acting_organization_id FROM updates u WHERE u.assignment_id = NEW.assignment_id AND u.kind IN ('progress', 'correction') AND u.implementation IS NOT NULL ORDER BY u.sequence DESC LIMIT 1)))
    THEN
      RAISE EXCEPTION 'Nobody verifies for an organization that they belong to.' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSE
    IF assigned.organization_id <> coalesce(NEW.on_behalf_of_id, NEW.acting_organization_id) THEN
      RAISE EXCEPTION 'The assignment belongs to another organization.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT is_own AND NOT is_steward THEN
      RAISE EXCEPTION 'Only the steward of the report enters on behalf of others.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT is_own AND (NOT is_said(NEW.source) OR NEW.stance IS NOT NULL) THEN
      RAISE EXCEPTION 'What is entered on behalf names its source, and takes no stance.' USING ERRCODE = 'check_violation';
    END IF;
    IF is_own THEN
      IF NOT actor_roles && ARRAY['reporter', 'approver']::role[] THEN
        RAISE EXCEPTION 'The role does not log progress.' USING ERRCODE = 'insufficient_privilege';
      END IF;
      IF NOT 'approver' = ANY (actor_roles) AND (corrects_approved OR said IN ('response', 'target', 'action')
        OR (said = 'progress' AND NEW.implementation IN ('implemented', 'implemented_differently', 'no_longer_applicable', 'not_implemented')))
      THEN
        RAISE EXCEPTION 'Only an approver sets %.', coalesce(NEW.implementation::text, said::text) USING ERRCODE = 'insufficient_privilege';
      END IF;
    END IF;
  END IF;

  -- When it happened.
  IF first_day(NEW.occurred_on, NEW.occurred_precision) > recorded_on OR first_day(NEW.completed_on, NEW.completed_precision) > recorded_on THEN
    RAISE EXCEPTION 'What is logged has not happened yet.' USING ERRCODE = 'check_violation';
  END IF;
  IF least(NEW.occurred_on, NEW.completed_on) < first_day(assigned.published_on, assigned.published_precision) THEN
    RAISE EXCEPTION 'What is logged happened before the report.' USING ERRCODE = 'check_violation';
  END IF;

  -- What it does.
  IF said IN ('progress', 'reopening', 'exit_decision') AND NEW.previous_implementation <> state.implementation THEN
    RAISE EXCEPTION 'The entry moves from %, but the assignment is %.', NEW.previous_implementation, state.implementation USING ERRCODE = 'check_violation';
  END IF;
  IF said = 'progress' AND NOT (
    (state.implementation IN ('not_started', 'in_progress', 'partially_implemented')
      AND NEW.implementation IN ('implemented', 'implemented_differently', 'no_longer_applicable', 'not_implemented'))
    OR (state.implementation, NEW.implementation) IN (
      ('not_started', 'in_progress'), ('not_started', 'partially_implemented'),
      ('in_progress', 'not_started'), ('in_progress', 'partially_implemented'),
      ('partially_implemented', 'in_progress')))
  OR said = 'reopening' AND (state.implementation, NEW.implementation) NOT IN (
    ('implemented', 'in_progress'), ('implemented', 'partially_implemented'),
    ('implemented_differently', 'in_progress'), ('implemented_differently', 'partially_implemented'),
    ('no_longer_applicable', 'in_progress'), ('not_implemented', 'in_progress'))
  THEN
    RAISE EXCEPTION 'There is no move from % to %.', state.implementation, NEW.implementation USING ERRCODE = 'check_violation';
  END IF;
  IF said = 'progress' AND NEW.implementation = state.exit_requested THEN
    RAISE EXCEPTION 'This exit was asked for already.' USING ERRCODE = 'check_violation';
  END IF;
  IF said = 'exit_decision' AND NEW.implementation IS DISTINCT FROM state.exit_requested THEN
    RAISE EXCEPTION 'No such exit was asked for.' USING ERRCODE = 'check_violation';
  END IF;
  IF said = 'verification' AND state.implementation NOT IN ('implemented', 'implemented_differently') THEN
    RAISE EXCEPTION 'Only what is implemented is verified.' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.kind = 'response' AND NEW.response = 'under_consideration' AND NEW.decide_by < recorded_on THEN
    RAISE EXCEPTION 'The day to decide by has passed already.' USING ERRCODE = 'check_violation';
  END IF;
  IF said = 'target' THEN
    IF NEW.kind = 'target' AND NEW.target_on < recorded_on THEN
      RAISE EXCEPTION 'The target date has passed already.' USING ERRCODE = 'check_violation';
    END IF;
    IF state.target_on IS NOT NULL AND NEW.delay_reason IS NULL THEN
      RAISE EXCEPTION 'A target is moved for a reason.' USING ERRCODE = 'check_violation';
    END IF;
    IF (state.target_on, state.target_precision) = (NEW.target_on, NEW.target_precision) THEN
      RAISE EXCEPTION 'The target is that day already.' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF said = 'action' THEN
    IF EXISTS (SELECT 1 FROM updates u WHERE u.kind = 'action' AND u.action_id = NEW.action_id AND u.assignment_id <> NEW.assignment_id) THEN
      RAISE EXCEPTION 'The action belongs to another assignment.' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO earlier FROM updates u WHERE u.kind = 'action' AND u.assignment_id = NEW.assignment_id AND u.action_id = NEW.action_id ORDER BY u.sequence DESC LIMIT 1;
    IF earlier.target_on IS NOT NULL AND (earlier.target_on, earlier.target_precision) IS DISTINCT FROM (NEW.target_on, NEW.target_precision) AND NEW.delay_reason IS NULL THEN
      RAISE EXCEPTION 'A target is moved for a reason.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.action_state = 'planned' AND NEW.target_on < recorded_on AND (earlier.target_on, earlier.target_precision) IS DISTINCT FROM (NEW.target_on, NEW.target_precision) THEN
      RAISE EXCEPTION 'The target date has passed already.' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END
$$;

-- The state of an assignment is what its log says: it changes with the next entry, as that entry says, and not otherwise.
CREATE OR REPLACE FUNCTION refuse_state_without_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  register CONSTANT text[] := ARRAY['role', 'basis', 'created_at', 'withdrawn_at', 'withdrawn_for'];
  head CONSTANT text[] := ARRAY['log_length', 'head_hash', 'last_entry_at'];
  entry updates;
  expected assignments;
  wrong text;
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
  SELECT * INTO entry FROM updates u
    WHERE u.assignment_id = NEW.id AND u.sequence = NEW.log_length AND u.hash = NEW.head_hash AND u.recorded_at = NEW.last_entry_at;
  IF NOT FOUND OR NEW.log_length <> OLD.log_length + 1 THEN
    RAISE EXCEPTION 'The state of an assignment changes with an entry in its log, and not otherwise.' USING ERRCODE = 'check_violation';
  END IF;
  IF entry.kind = 'correction' THEN
    expected := state_before(NEW.id, entry.sequence);
  ELSE
    expected := state_after(OLD, entry, EXISTS (SELECT 1 FROM evidence e WHERE e.update_id = entry.id));
  END IF;
  SELECT string_agg(key, ', ') INTO wrong
    FROM jsonb_each(to_jsonb(NEW) - register - head) AS stated (key, value)
    WHERE (to_jsonb(expected) -> key) IS DISTINCT FROM value;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'The state is not what the entry says: %.', wrong USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;

-- What stood after each entry, for looking back.
CREATE FUNCTION keep_assignment_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO assignment_states (assignment_id, sequence, report_id, recorded_at, response, decide_by, implementation, exit_requested, verification, submitted_at,
      completed_on, completed_precision, has_evidence, target_on, target_precision, original_target_on, original_target_precision, target_changes)
    VALUES (NEW.id, NEW.log_length, NEW.report_id, NEW.last_entry_at, NEW.response, NEW.decide_by, NEW.implementation, NEW.exit_requested, NEW.verification, NEW.submitted_at,
      NEW.completed_on, NEW.completed_precision, NEW.has_evidence, NEW.target_on, NEW.target_precision, NEW.original_target_on, NEW.original_target_precision, NEW.target_changes);
  RETURN NULL;
END
$$;
CREATE TRIGGER "assignments_kept" AFTER UPDATE ON "assignments" FOR EACH ROW WHEN (NEW.log_length > OLD.log_length) EXECUTE FUNCTION keep_assignment_state();
ALTER TABLE "assignments" ENABLE ALWAYS TRIGGER "assignments_kept";

-- Who had to wait for the lock began before what was written meanwhile: the newest state is still the one that stands.
-- As of a day in between, it was not there.
CREATE FUNCTION keep_assignment_absence() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO assignment_absences (assignment_id, withdrawn_at, returned_at) VALUES (NEW.id, OLD.withdrawn_at, greatest(acting_at(), OLD.withdrawn_at));
  RETURN NULL;
END
$$;
CREATE TRIGGER "assignments_returned" AFTER UPDATE ON "assignments" FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL) EXECUTE FUNCTION keep_assignment_absence();
ALTER TABLE "assignments" ENABLE ALWAYS TRIGGER "assignments_returned";

CREATE FUNCTION keep_recommendation_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO recommendation_states (recommendation_id, recorded_at, implementation, last_entry_at)
    VALUES (NEW.id, greatest(acting_at(), (SELECT max(s.recorded_at) FROM recommendation_states s WHERE s.recommendation_id = NEW.id)), NEW.implementation, NEW.last_entry_at)
    ON CONFLICT (recommendation_id, recorded_at) DO UPDATE SET implementation = excluded.implementation, last_entry_at = excluded.last_entry_at;
  RETURN NULL;
END
$$;
CREATE TRIGGER "recommendations_kept" AFTER UPDATE ON "recommendations" FOR EACH ROW
  WHEN (NEW.implementation <> OLD.implementation OR NEW.last_entry_at IS DISTINCT FROM OLD.last_entry_at) EXECUTE FUNCTION keep_recommendation_state();
ALTER TABLE "recommendations" ENABLE ALWAYS TRIGGER "recommendations_kept";

-- What was logged before there was a place for it.
INSERT INTO assignment_states (assignment_id, sequence, report_id, recorded_at, response, decide_by, implementation, exit_requested, verification, submitted_at,
    completed_on, completed_precision, has_evidence, target_on, target_precision, original_target_on, original_target_precision, target_changes)
  SELECT u.assignment_id, u.sequence, u.report_id, u.recorded_at, s.response, s.decide_by, s.implementation, s.exit_requested, s.verification, s.submitted_at,
      s.completed_on, s.completed_precision, s.has_evidence, s.target_on, s.target_precision, s.original_target_on, s.original_target_precision, s.target_changes
    FROM updates u CROSS JOIN LATERAL state_before(u.assignment_id, u.sequence + 1) s;

-- lib/recommendations/rollup.ts says the same.
CREATE FUNCTION roll_up(below implementation[]) RETURNS implementation LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN cardinality(below) = 0 THEN 'not_started'::implementation
    WHEN cardinality(rest) = 0 THEN 'no_longer_applicable'
    WHEN rest <@ '{implemented_differently}' THEN 'implemented_differently'
    WHEN rest <@ '{implemented,implemented_differently}' THEN 'implemented'
    WHEN rest <@ '{not_implemented}' THEN 'not_implemented'
    WHEN rest && '{implemented,implemented_differently,partially_implemented}' THEN 'partially_implemented'
    WHEN rest && '{in_progress}' THEN 'in_progress'
    ELSE 'not_started'
  END FROM (SELECT array_remove(below, 'no_longer_applicable')) AS remaining (rest)
$$;

DO $$
DECLARE
  entry record;
  place record;
BEGIN
  FOR entry IN SELECT u.recorded_at, a.recommendation_id FROM updates u JOIN assignments a ON a.id = u.assignment_id ORDER BY u.recorded_at LOOP
    SELECT entry.recommendation_id AS id INTO place;
    WHILE place.id IS NOT NULL LOOP
      INSERT INTO recommendation_states (recommendation_id, recorded_at, implementation, last_entry_at)
        SELECT place.id, entry.recorded_at, roll_up(array(
          SELECT coalesce((SELECT s.implementation FROM assignment_states s WHERE s.assignment_id = a.id AND s.recorded_at <= entry.recorded_at ORDER BY s.sequence DESC LIMIT 1), 'not_started')
            FROM assignments a WHERE a.recommendation_id = place.id AND a.withdrawn_at IS NULL
          UNION ALL
          SELECT coalesce((SELECT s.implementation FROM recommendation_states s WHERE s.recommendation_id = r.id AND s.recorded_at <= entry.recorded_at ORDER BY s.recorded_at DESC LIMIT 1), 'not_started')
            FROM recommendations r WHERE r.parent_id = place.id AND r.withdrawn_at IS NULL AND r.published_at IS NOT NULL)), entry.recorded_at
        ON CONFLICT (recommendation_id, recorded_at) DO UPDATE SET implementation = excluded.implementation;
      SELECT r.parent_id AS id INTO place FROM recommendations r WHERE r.id = place.id;
    END LOOP;
  END LOOP;
END
$$;

-- At the end of the transaction: evidence where the status demands it, and the present state written with the entry.
CREATE OR REPLACE FUNCTION refuse_unfinished_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.kind IN ('progress', 'correction') AND NEW.implementation IN ('partially_implemented', 'implemented', 'implemented_differently')
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

ALTER FUNCTION refuse_late_evidence() SECURITY DEFINER SET search_path = public, pg_temp;

-- The bytes of a file are what its evidence says, once the transaction ends; and no part is added later.
CREATE FUNCTION refuse_wrong_file() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  whole bytea;
BEGIN
  SELECT string_agg(p.bytes, ''::bytea ORDER BY p.position) INTO whole FROM evidence_parts p WHERE p.evidence_id = NEW.id;
  IF whole IS NULL OR octet_length(whole) <> NEW.size OR encode(sha256(whole), 'hex') <> NEW.sha256 THEN
    RAISE EXCEPTION 'The file is not what its evidence says.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "evidence_whole" AFTER INSERT ON "evidence" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'file') EXECUTE FUNCTION refuse_wrong_file();
ALTER TABLE "evidence" ENABLE ALWAYS TRIGGER "evidence_whole";

CREATE FUNCTION refuse_late_part() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM evidence e WHERE e.id = NEW.evidence_id AND e.kind = 'file')
    OR EXISTS (SELECT 1 FROM evidence e JOIN updates u ON u.id = e.update_id JOIN assignments a ON a.id = u.assignment_id WHERE e.id = NEW.evidence_id AND a.log_length >= u.sequence)
  THEN
    RAISE EXCEPTION 'The entry is finished: record a new entry with the file instead.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "evidence_parts_in_time" BEFORE INSERT ON "evidence_parts" FOR EACH ROW EXECUTE FUNCTION refuse_late_part();
ALTER TABLE "evidence_parts" ENABLE ALWAYS TRIGGER "evidence_parts_in_time";

-- The register: the steward's alone, and each change kept with what was and what is.

CREATE FUNCTION report_of(changed_table text, changed jsonb) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE changed_table
    WHEN 'reports' THEN (changed ->> 'id')::uuid
    WHEN 'recommendation_themes' THEN (SELECT report_id FROM recommendations WHERE id = (changed ->> 'recommendation_id')::uuid)
    ELSE (changed ->> 'report_id')::uuid
  END
$$;

-- The columns of a register's row that are not the register's: they follow the log.
CREATE FUNCTION register_part(changed_table text, changed jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT changed - CASE changed_table
    WHEN 'recommendations' THEN ARRAY['implementation', 'last_entry_at']
    WHEN 'assignments' THEN ARRAY['response', 'decide_by', 'implementation', 'exit_requested', 'verification', 'submitted_at', 'completed_on', 'completed_precision',
      'has_evidence', 'target_on', 'target_precision', 'original_target_on', 'original_target_precision', 'target_changes', 'log_length', 'head_hash', 'last_entry_at']
    ELSE ARRAY[]::text[]
  END
$$;

-- Not SECURITY DEFINER: the owner, who loads register files, is not the application.
CREATE FUNCTION refuse_register_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := CASE TG_OP WHEN 'INSERT' THEN NULL ELSE register_part(TG_TABLE_NAME, to_jsonb(OLD)) END;
  is_now jsonb := CASE TG_OP WHEN 'DELETE' THEN NULL ELSE register_part(TG_TABLE_NAME, to_jsonb(NEW)) END;
BEGIN
  IF current_user = 'tamdan_app' AND was IS DISTINCT FROM is_now THEN
    IF TG_TABLE_NAME = 'organizations' THEN
      IF NOT EXISTS (SELECT 1 FROM participations p WHERE p.organization_id = acting_organization() AND p.function = 'steward' AND is_acting_steward(p.report_id)) THEN
        RAISE EXCEPTION 'Only a steward changes organizations.' USING ERRCODE = 'insufficient_privilege';
      END IF;
      -- Who succeeds a body writes for it in all reports.
      IF EXISTS (SELECT 1 FROM participations p WHERE p.organization_id = (coalesce(is_now, was) ->> 'id')::uuid AND NOT is_acting_steward(p.report_id)) THEN
        RAISE EXCEPTION 'The organization answers in a report of another steward too.' USING ERRCODE = 'insufficient_privilege';
      END IF;
    ELSIF NOT is_acting_steward(report_of(TG_TABLE_NAME, coalesce(is_now, was))) OR NOT is_acting_steward(report_of(TG_TABLE_NAME, coalesce(was, is_now))) THEN
      RAISE EXCEPTION 'Only the steward of the report changes its register.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- What has counted is withdrawn, or figures of the past would change.
    IF TG_OP = 'DELETE' AND (TG_TABLE_NAME = 'recommendations' AND was ->> 'published_at' IS NOT NULL
      OR TG_TABLE_NAME = 'assignments' AND EXISTS (SELECT 1 FROM recommendations r WHERE r.id = (was ->> 'recommendation_id')::uuid AND r.published_at IS NOT NULL))
    THEN
      RAISE EXCEPTION 'What was published is withdrawn, not deleted.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'assignments' AND was ->> 'created_at' <> is_now ->> 'created_at' THEN
      RAISE EXCEPTION 'An assignment counts from the day it was recorded.' USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  RETURN coalesce(NEW, OLD);
END
$$;

-- The kept roll-up is what is below it says. Whoever keeps the database may set it right.
CREATE FUNCTION refuse_wrong_roll_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  expected record;
BEGIN
  SELECT roll_up(coalesce(array_agg(below.implementation), '{}')) AS implementation, max(below.last_entry_at) AS last_entry_at INTO expected FROM (
    SELECT a.implementation, a.last_entry_at FROM assignments a WHERE a.recommendation_id = NEW.id AND a.withdrawn_at IS NULL
    UNION ALL
    SELECT r.implementation, r.last_entry_at FROM recommendations r WHERE r.parent_id = NEW.id AND r.withdrawn_at IS NULL AND r.published_at IS NOT NULL) below;
  IF current_user = 'tamdan_app' AND (NEW.implementation, NEW.last_entry_at) IS DISTINCT FROM (expected.implementation, expected.last_entry_at) THEN
    RAISE EXCEPTION 'The status of a recommendation is rolled up from what is below it.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "recommendations_rolled_up" BEFORE INSERT OR UPDATE OF "implementation", "last_entry_at" ON "recommendations" FOR EACH ROW EXECUTE FUNCTION refuse_wrong_roll_up();
ALTER TABLE "recommendations" ENABLE ALWAYS TRIGGER "recommendations_rolled_up";

CREATE FUNCTION keep_register_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  was jsonb := CASE TG_OP WHEN 'INSERT' THEN NULL ELSE register_part(TG_TABLE_NAME, to_jsonb(OLD)) END;
  is_now jsonb := CASE TG_OP WHEN 'DELETE' THEN NULL ELSE register_part(TG_TABLE_NAME, to_jsonb(NEW)) END;
  changed jsonb := coalesce(is_now, was);
BEGIN
  IF was IS NOT DISTINCT FROM is_now THEN
    RETURN NULL;
  END IF;
  INSERT INTO register_changes (recorded_at, report_id, table_name, row_id, kind, old, new, actor_id, organization_id)
    VALUES (
      acting_at(),
      CASE TG_TABLE_NAME WHEN 'organizations' THEN NULL ELSE report_of(TG_TABLE_NAME, changed) END,
      TG_TABLE_NAME,
      coalesce(changed ->> 'id', changed ->> 'recommendation_id', changed ->> 'organization_id')::uuid,
      CASE TG_OP WHEN 'INSERT' THEN 'added'::register_change_kind WHEN 'DELETE' THEN 'removed' ELSE 'changed' END,
      CASE TG_OP WHEN 'UPDATE' THEN (SELECT jsonb_object_agg(key, value) FROM jsonb_each(was) WHERE value IS DISTINCT FROM is_now -> key) ELSE was END,
      CASE TG_OP WHEN 'UPDATE' THEN (SELECT jsonb_object_agg(key, value) FROM jsonb_each(is_now) WHERE value IS DISTINCT FROM was -> key) ELSE is_now END,
      acting_user(),
      acting_organization());
  RETURN NULL;
END
$$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['reports', 'participations', 'organizations', 'themes', 'recommendations', 'recommendation_themes', 'assignments'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_register_change()', name || '_by_steward', name);
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION keep_register_change()', name || '_changes', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', name, name || '_by_steward');
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', name, name || '_changes');
  END LOOP;
  -- What is kept of the past is as unchangeable as the log.
  FOREACH name IN ARRAY ARRAY['evidence_parts', 'assignment_states', 'assignment_absences', 'register_changes'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name || '_append_only', name);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name || '_no_truncate', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', name, name || '_append_only');
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', name, name || '_no_truncate');
  END LOOP;
END
$$;

-- What the application may do at all. Of the log it may read and add.
GRANT USAGE ON SCHEMA "public" TO tamdan_app;
GRANT SELECT ON ALL TABLES IN SCHEMA "public" TO tamdan_app;
GRANT INSERT ON "updates", "evidence", "evidence_parts" TO tamdan_app;
GRANT INSERT, UPDATE, DELETE ON "participations", "themes", "recommendations", "recommendation_themes", "assignments" TO tamdan_app;
GRANT INSERT, UPDATE ON "reports", "organizations" TO tamdan_app;
GRANT INSERT, UPDATE ON "sessions" TO tamdan_app;
GRANT UPDATE ON "one_time_links" TO tamdan_app;
GRANT INSERT, UPDATE, DELETE ON "form_drafts", "visits" TO tamdan_app;

-- Which rows it may add: an entry is the acting person's own, for an organization that they may act for.
ALTER TABLE "updates" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "updates_read" ON "updates" FOR SELECT TO tamdan_app USING (true);
CREATE POLICY "updates_add" ON "updates" FOR INSERT TO tamdan_app WITH CHECK (
  actor_id = acting_user() AND acting_organization_id = acting_organization() AND acting_roles() <> '{}'
  AND CASE
    WHEN kind = 'verification' THEN 'verifier' = ANY (acting_roles())
    WHEN kind IN ('exit_decision', 'reopening') THEN is_acting_steward(report_id)
    ELSE EXISTS (SELECT 1 FROM assignments a JOIN reports r ON r.id = a.report_id WHERE a.id = assignment_id AND a.organization_id = coalesce(on_behalf_of_id, acting_organization())
      AND (on_behalf_of_id IS NULL OR is_acting_steward(a.report_id)
        OR answering_organization(a.organization_id, (recorded_at AT TIME ZONE r.time_zone)::date) = acting_organization()))
  END);

ALTER TABLE "evidence" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "evidence_read" ON "evidence" FOR SELECT TO tamdan_app USING (NOT restricted OR may_read_restricted(update_id));
CREATE POLICY "evidence_add" ON "evidence" FOR INSERT TO tamdan_app WITH CHECK (EXISTS (SELECT 1 FROM updates u WHERE u.id = update_id AND u.actor_id = acting_user() AND u.acting_organization_id = acting_organization()));

ALTER TABLE "evidence_parts" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "evidence_parts_read" ON "evidence_parts" FOR SELECT TO tamdan_app USING (EXISTS (SELECT 1 FROM evidence e WHERE e.id = evidence_id));
CREATE POLICY "evidence_parts_add" ON "evidence_parts" FOR INSERT TO tamdan_app WITH CHECK (EXISTS (
  SELECT 1 FROM evidence e JOIN updates u ON u.id = e.update_id WHERE e.id = evidence_id AND u.actor_id = acting_user() AND u.acting_organization_id = acting_organization()));

-- An assignment changes with an entry of somebody who acts, or in the steward's register.
ALTER TABLE "assignments" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "assignments_read" ON "assignments" FOR SELECT TO tamdan_app USING (true);
CREATE POLICY "assignments_add" ON "assignments" FOR INSERT TO tamdan_app WITH CHECK (is_acting_steward(report_id));
CREATE POLICY "assignments_change" ON "assignments" FOR UPDATE TO tamdan_app USING (acting_user() IS NOT NULL) WITH CHECK (is_acting_steward(report_id)
  OR EXISTS (SELECT 1 FROM updates u WHERE u.assignment_id = assignments.id AND u.sequence = assignments.log_length AND u.actor_id = acting_user()));
CREATE POLICY "assignments_remove" ON "assignments" FOR DELETE TO tamdan_app USING (is_acting_steward(report_id));

-- Forms and visits are their person's own.
ALTER TABLE "visits" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "visits_own" ON "visits" TO tamdan_app USING (user_id = acting_user()) WITH CHECK (user_id = acting_user());
ALTER TABLE "form_drafts" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "form_drafts_old" ON "form_drafts" FOR DELETE TO tamdan_app USING (created_at < now() - interval '1 day');
CREATE POLICY "form_drafts_own" ON "form_drafts" TO tamdan_app USING (user_id = acting_user()) WITH CHECK (user_id = acting_user());
