-- CreateEnum
CREATE TYPE "sign_in_way" AS ENUM ('link', 'email', 'invitation', 'password', 'passkey', 'identity');

-- CreateEnum
CREATE TYPE "second_factor" AS ENUM ('totp', 'recovery_code');

-- CreateEnum
CREATE TYPE "link_purpose" AS ENUM ('sign_in', 'email_sign_in', 'email_confirmation');

-- CreateEnum
CREATE TYPE "challenge_purpose" AS ENUM ('passkey_registration', 'passkey_sign_in', 'identity', 'second_factor');

-- CreateEnum
CREATE TYPE "access_kind" AS ENUM ('signed_in', 'sign_in_failed', 'signed_out', 'session_ended', 'invited', 'invitation_accepted', 'invitation_withdrawn', 'membership_changed', 'membership_ended', 'account_removed', 'password_set', 'password_removed', 'passkey_added', 'passkey_removed', 'second_factor_set', 'second_factor_removed', 'recovery_codes_made', 'recovery_code_used', 'identity_linked', 'email_changed', 'second_factor_required', 'restricted_exported', 'personal_data_exported', 'limit_hit');

-- DropIndex
DROP INDEX "sessions_user_id_idx";

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "email" TEXT,
ADD COLUMN     "email_set_at" TIMESTAMPTZ(3),
ADD COLUMN     "email_verified_at" TIMESTAMPTZ(3),
ADD COLUMN     "last_signed_in_at" TIMESTAMPTZ(3),
ADD COLUMN     "last_signed_in_by" "sign_in_way";

-- AlterTable
ALTER TABLE "memberships" ADD COLUMN     "changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "changed_by_id" UUID,
ADD COLUMN     "ended_by_id" UUID;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "second_factor" "second_factor",
ADD COLUMN     "token_hash" TEXT,
ADD COLUMN     "user_agent" TEXT,
ADD COLUMN     "way" "sign_in_way";

-- Until now the cookie carried the id of the session: to whoever is signed in, it is the token.
UPDATE "sessions" SET "token_hash" = encode(sha256("id"::text::bytea), 'hex'), "way" = 'link';
ALTER TABLE "sessions" ALTER COLUMN "token_hash" SET NOT NULL, ALTER COLUMN "way" SET NOT NULL;
UPDATE "users" u SET ("last_signed_in_at", "last_signed_in_by") = (SELECT max(s."created_at"), 'link'::"sign_in_way" FROM "sessions" s WHERE s."user_id" = u."id")
  WHERE EXISTS (SELECT FROM "sessions" s WHERE s."user_id" = u."id");

-- AlterTable
ALTER TABLE "one_time_links" ADD COLUMN     "email" TEXT,
ADD COLUMN     "purpose" "link_purpose" NOT NULL DEFAULT 'sign_in';

-- CreateTable
CREATE TABLE "invitations" (
    "id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,
    "roles" "role"[],
    "email" TEXT,
    "invited_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "used_by_id" UUID,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by_id" UUID,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "passwords" (
    "user_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "passwords_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "passkeys" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "credential_id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL,
    "transports" TEXT[],
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "passkeys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "totp_secrets" (
    "user_id" UUID NOT NULL,
    "secret" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" BIGINT,

    CONSTRAINT "totp_secrets_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "recovery_codes" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "code_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "linked_identities" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "linked_identities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "challenges" (
    "id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "purpose" "challenge_purpose" NOT NULL,
    "user_id" UUID,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "challenges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "second_factor_demands" (
    "organization_id" UUID NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "set_by_id" UUID NOT NULL,

    CONSTRAINT "second_factor_demands_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "access_entries" (
    "id" BIGSERIAL NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "kind" "access_kind" NOT NULL,
    "actor_id" UUID,
    "organization_id" UUID,
    "about_id" UUID,
    "address" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "access_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE INDEX "invitations_organization_id_created_at_idx" ON "invitations"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "invitations_invited_by_id_idx" ON "invitations"("invited_by_id");

-- CreateIndex
CREATE INDEX "invitations_used_by_id_idx" ON "invitations"("used_by_id");

-- CreateIndex
CREATE INDEX "invitations_withdrawn_by_id_idx" ON "invitations"("withdrawn_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "passkeys_credential_id_key" ON "passkeys"("credential_id");

-- CreateIndex
CREATE INDEX "passkeys_user_id_idx" ON "passkeys"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "recovery_codes_user_id_code_hash_key" ON "recovery_codes"("user_id", "code_hash");

-- CreateIndex
CREATE INDEX "linked_identities_user_id_idx" ON "linked_identities"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "linked_identities_issuer_subject_key" ON "linked_identities"("issuer", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "challenges_token_hash_key" ON "challenges"("token_hash");

-- CreateIndex
CREATE INDEX "challenges_user_id_idx" ON "challenges"("user_id");

-- CreateIndex
CREATE INDEX "challenges_expires_at_idx" ON "challenges"("expires_at");

-- CreateIndex
CREATE INDEX "second_factor_demands_set_by_id_idx" ON "second_factor_demands"("set_by_id");

-- CreateIndex
CREATE INDEX "rate_limits_expire_idx" ON "rate_limits"("expire");

-- CreateIndex
CREATE INDEX "access_entries_recorded_at_id_idx" ON "access_entries"("recorded_at", "id");

-- CreateIndex
CREATE INDEX "access_entries_actor_id_id_idx" ON "access_entries"("actor_id", "id");

-- CreateIndex
CREATE INDEX "access_entries_about_id_id_idx" ON "access_entries"("about_id", "id");

-- CreateIndex
CREATE INDEX "access_entries_organization_id_id_idx" ON "access_entries"("organization_id", "id");

-- CreateIndex
CREATE INDEX "users_email_idx" ON "users"("email");

-- CreateIndex
CREATE INDEX "memberships_changed_by_id_idx" ON "memberships"("changed_by_id");

-- CreateIndex
CREATE INDEX "memberships_ended_by_id_idx" ON "memberships"("ended_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE INDEX "sessions_user_id_created_at_idx" ON "sessions"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "sessions_organization_id_idx" ON "sessions"("organization_id");

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_changed_by_id_fkey" FOREIGN KEY ("changed_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_ended_by_id_fkey" FOREIGN KEY ("ended_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_id_fkey" FOREIGN KEY ("invited_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_used_by_id_fkey" FOREIGN KEY ("used_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_withdrawn_by_id_fkey" FOREIGN KEY ("withdrawn_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passwords" ADD CONSTRAINT "passwords_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "totp_secrets" ADD CONSTRAINT "totp_secrets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "linked_identities" ADD CONSTRAINT "linked_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "second_factor_demands" ADD CONSTRAINT "second_factor_demands_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "second_factor_demands" ADD CONSTRAINT "second_factor_demands_set_by_id_fkey" FOREIGN KEY ("set_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_entries" ADD CONSTRAINT "access_entries_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_entries" ADD CONSTRAINT "access_entries_about_id_fkey" FOREIGN KEY ("about_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_entries" ADD CONSTRAINT "access_entries_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the schema language cannot say.

ALTER TABLE "users"
  ADD CONSTRAINT "users_email_check" CHECK ("email" = lower("email") AND "email" ~ '^[^@\s]+@[^@\s]+$' AND length("email") <= 254),
  ADD CONSTRAINT "users_email_set_check" CHECK (("email" IS NULL) = ("email_set_at" IS NULL) AND ("email_verified_at" IS NULL OR "email" IS NOT NULL)),
  ADD CONSTRAINT "users_ended_check" CHECK ("ended_at" IS NULL OR "email" IS NULL);
-- An address that was confirmed is one person's. Were it so of every address that somebody types, its refusal would tell who has an account.
CREATE UNIQUE INDEX "users_email_verified_key" ON "users" ("email") WHERE "email_verified_at" IS NOT NULL;

ALTER TABLE "memberships" ADD CONSTRAINT "memberships_ended_check" CHECK ("ended_by_id" IS NULL OR "ended_at" IS NOT NULL);
ALTER TABLE "invitations"
  ADD CONSTRAINT "invitations_roles_check" CHECK (coalesce(cardinality("roles"), 0) > 0),
  ADD CONSTRAINT "invitations_email_check" CHECK ("email" = lower("email") AND "email" ~ '^[^@\s]+@[^@\s]+$' AND length("email") <= 254),
  ADD CONSTRAINT "invitations_expiry_check" CHECK ("expires_at" > "created_at"),
  ADD CONSTRAINT "invitations_end_check" CHECK (num_nonnulls("used_at", "withdrawn_at") <= 1
    AND ("used_at" IS NULL) = ("used_by_id" IS NULL) AND ("withdrawn_at" IS NULL) = ("withdrawn_by_id" IS NULL));
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_agent_check" CHECK (length("user_agent") <= 100);
ALTER TABLE "one_time_links" ADD CONSTRAINT "one_time_links_email_check" CHECK ("purpose" = 'sign_in' OR "email" IS NOT NULL);
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_name_check" CHECK (is_said("name"));
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_expiry_check" CHECK ("expires_at" > "created_at");

-- The hash of a token that is presented, as the application tells it: a row that stands for a token is read by whoever has it.
CREATE FUNCTION presented_token() RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('tamdan.token', true), '') $$;

-- Who acts is a steward: of any report; of one in which the organization takes part.
CREATE FUNCTION is_any_acting_steward() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM participations p WHERE p.organization_id = acting_organization() AND is_acting_steward(p.report_id))
$$;
CREATE FUNCTION is_acting_steward_over(organization uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM participations p WHERE p.organization_id = organization AND is_acting_steward(p.report_id))
$$;

-- Whose people who acts may invite, change and end: an approver those of the own organization, a steward those of the report.
CREATE FUNCTION may_manage_people(organization uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (organization = acting_organization() AND 'approver' = ANY (acting_roles())) OR is_acting_steward_over(organization)
$$;

-- The roles that who acts may give there, and take away (lib/people/policy.ts says the same). What a verifier decides binds
-- other organizations, so approvers make none; a steward is made by the steward of every report that the organization keeps.
CREATE FUNCTION roles_to_give(organization uuid) RETURNS role[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE
    WHEN is_acting_steward_over(organization) THEN '{reporter,approver,verifier}'::role[] || (
      SELECT CASE WHEN bool_and(is_acting_steward(p.report_id)) THEN '{steward}'::role[] ELSE '{}' END
        FROM participations p WHERE p.organization_id = organization AND p.function = 'steward')
    WHEN may_manage_people(organization) THEN '{reporter,approver}'
    ELSE '{}'
  END
$$;

-- A person is removed by the steward of all that they are a member of.
CREATE FUNCTION may_remove_person(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(bool_or(is_acting_steward_over(m.organization_id))
      AND bool_and(m.ended_at IS NOT NULL OR (is_acting_steward_over(m.organization_id) AND m.roles <@ roles_to_give(m.organization_id))), false)
    FROM memberships m WHERE m.user_id = person
$$;

-- An invitation that is presented and still stands.
CREATE FUNCTION presented_invitation() RETURNS invitations LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i FROM invitations i WHERE i.token_hash = presented_token() AND i.used_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > acting_at()
$$;

-- Uses it up. Of two who do so at once, one waits here and is then too late.
CREATE FUNCTION use_invitation(organization uuid, "given" role[]) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE invitations i SET used_at = acting_at(), used_by_id = acting_user()
    WHERE i.id = (presented_invitation()).id AND i.used_at IS NULL AND i.withdrawn_at IS NULL
      AND i.organization_id = organization AND i.roles @> given AND i.roles <@ given;
  RETURN FOUND;
END
$$;

-- An organization loses its last approver by the steward alone, and its last steward by nobody.
CREATE FUNCTION refuse_loss(organization uuid, person uuid, lost role[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  gone role;
BEGIN
  FOR gone IN SELECT r FROM unnest(lost) AS r WHERE (r = 'approver' AND NOT is_acting_steward_over(organization)) OR r = 'steward' LOOP
    IF NOT EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
      WHERE m.organization_id = organization AND m.user_id <> person AND gone = ANY (m.roles) AND m.ended_at IS NULL AND u.ended_at IS NULL)
    THEN
      RAISE EXCEPTION 'The organization would be left without %.', CASE gone WHEN 'approver' THEN 'an approver' ELSE 'a steward' END USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
END
$$;

-- Not SECURITY DEFINER: the owner, who keeps the database, is not the application.
CREATE FUNCTION refuse_wrong_membership() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held role[] := '{}';
  holds role[] := CASE WHEN NEW.ended_at IS NULL THEN NEW.roles ELSE '{}' END;
BEGIN
  -- Changes of an organization's people one after the other: whoever waited is judged by what stands then.
  PERFORM 1 FROM organizations o WHERE o.id = NEW.organization_id FOR NO KEY UPDATE;
  IF TG_OP = 'UPDATE' THEN
    IF (OLD.user_id, OLD.organization_id) <> (NEW.user_id, NEW.organization_id) THEN
      RAISE EXCEPTION 'A membership stays with its person and its organization.' USING ERRCODE = 'check_violation';
    END IF;
    held := CASE WHEN OLD.ended_at IS NULL THEN OLD.roles ELSE '{}' END;
  END IF;
  IF held = '{}' THEN
    IF NEW.user_id IS DISTINCT FROM acting_user() OR NOT use_invitation(NEW.organization_id, holds) THEN
      RAISE EXCEPTION 'A membership begins with an invitation.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT may_manage_people(NEW.organization_id) OR NOT array(
    SELECT unnest(held) EXCEPT SELECT unnest(holds) UNION (SELECT unnest(holds) EXCEPT SELECT unnest(held))) <@ roles_to_give(NEW.organization_id)
  THEN
    RAISE EXCEPTION 'Whoever acts may not change these roles.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (CASE WHEN NEW.ended_at IS NULL THEN NEW.changed_by_id ELSE NEW.ended_by_id END) IS DISTINCT FROM acting_user() THEN
    RAISE EXCEPTION 'A change names who made it.' USING ERRCODE = 'check_violation';
  END IF;
  PERFORM refuse_loss(NEW.organization_id, NEW.user_id, array(SELECT unnest(held) EXCEPT SELECT unnest(holds)));
  RETURN NEW;
END
$$;
CREATE TRIGGER "memberships_rightful" BEFORE INSERT OR UPDATE ON "memberships" FOR EACH ROW WHEN (current_user = 'tamdan_app') EXECUTE FUNCTION refuse_wrong_membership();
ALTER TABLE "memberships" ENABLE ALWAYS TRIGGER "memberships_rightful";

-- With a membership end the sessions and the links that lead to it; a new invitation does not bring them back.
CREATE FUNCTION end_membership_access() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE sessions SET ended_at = acting_at() WHERE user_id = NEW.user_id AND organization_id = NEW.organization_id AND ended_at IS NULL;
  UPDATE one_time_links SET expires_at = least(expires_at, acting_at()) WHERE user_id = NEW.user_id AND organization_id = NEW.organization_id AND used_at IS NULL;
  RETURN NULL;
END
$$;
CREATE TRIGGER "memberships_ended" AFTER UPDATE ON "memberships" FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION end_membership_access();
ALTER TABLE "memberships" ENABLE ALWAYS TRIGGER "memberships_ended";

CREATE FUNCTION refuse_wrong_person() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  membership memberships;
BEGIN
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'Who was removed stays removed.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.ended_at IS NULL AND NEW.id IS DISTINCT FROM acting_user() THEN
    RAISE EXCEPTION 'An account is changed by its person.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.ended_at IS NOT NULL THEN
    PERFORM 1 FROM organizations o JOIN memberships m ON m.organization_id = o.id WHERE m.user_id = NEW.id AND m.ended_at IS NULL ORDER BY o.id FOR NO KEY UPDATE OF o;
    FOR membership IN SELECT * FROM memberships m WHERE m.user_id = NEW.id AND m.ended_at IS NULL LOOP
      PERFORM refuse_loss(membership.organization_id, NEW.id, membership.roles);
    END LOOP;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "users_rightful" BEFORE UPDATE ON "users" FOR EACH ROW WHEN (current_user = 'tamdan_app') EXECUTE FUNCTION refuse_wrong_person();
ALTER TABLE "users" ENABLE ALWAYS TRIGGER "users_rightful";

CREATE FUNCTION end_person_access() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE sessions SET ended_at = acting_at() WHERE user_id = NEW.id AND ended_at IS NULL;
  UPDATE one_time_links SET expires_at = least(expires_at, acting_at()) WHERE user_id = NEW.id AND used_at IS NULL;
  DELETE FROM passwords WHERE user_id = NEW.id;
  DELETE FROM passkeys WHERE user_id = NEW.id;
  DELETE FROM totp_secrets WHERE user_id = NEW.id;
  DELETE FROM recovery_codes WHERE user_id = NEW.id;
  DELETE FROM linked_identities WHERE user_id = NEW.id;
  DELETE FROM challenges WHERE user_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER "users_ended" AFTER UPDATE ON "users" FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION end_person_access();
ALTER TABLE "users" ENABLE ALWAYS TRIGGER "users_ended";

-- The session that a token stands for, if it does at this instant: the one way to a session whose person is not known yet.
-- That it was seen is kept to within five minutes, so that not every page writes.
CREATE FUNCTION use_session("presented" text, "at" timestamptz, "idle" interval)
  RETURNS TABLE ("id" uuid, "user_id" uuid, "organization_id" uuid, "way" sign_in_way, "second_factor" second_factor, "created_at" timestamptz)
  LANGUAGE sql VOLATILE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp AS $$
  WITH standing AS (
    SELECT s.* FROM sessions s WHERE s.token_hash = presented AND s.ended_at IS NULL AND s.expires_at > "at" AND s.last_seen_at > "at" - idle
  ), seen AS (
    UPDATE sessions s SET last_seen_at = "at" FROM standing WHERE s.id = standing.id AND standing.last_seen_at < "at" - interval '5 minutes'
  )
  SELECT s.id, s.user_id, s.organization_id, s.way, s.second_factor, s.created_at FROM standing s
$$;

-- Whom a provider means.
CREATE FUNCTION user_of_identity("provider" text, "person" text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.user_id FROM linked_identities i JOIN users u ON u.id = i.user_id WHERE i.issuer = provider AND i.subject = person AND u.ended_at IS NULL
$$;

-- What happened once stays so, and nothing else of these rows changes.
CREATE FUNCTION refuse_as_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "sessions_once" BEFORE UPDATE ON "sessions" FOR EACH ROW WHEN (current_user = 'tamdan_app' AND (OLD.ended_at IS NOT NULL
  OR (OLD.id, OLD.token_hash, OLD.user_id, OLD.way, OLD.second_factor, OLD.created_at, OLD.expires_at) IS DISTINCT FROM (NEW.id, NEW.token_hash, NEW.user_id, NEW.way, NEW.second_factor, NEW.created_at, NEW.expires_at)))
  EXECUTE FUNCTION refuse_as_said('A session ends once, and never becomes another.');
CREATE TRIGGER "invitations_once" BEFORE UPDATE ON "invitations" FOR EACH ROW WHEN (current_user = 'tamdan_app' AND (OLD.used_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_by_id IS DISTINCT FROM acting_user()
  OR (OLD.id, OLD.token_hash, OLD.organization_id, OLD.roles, OLD.email, OLD.invited_by_id, OLD.created_at, OLD.expires_at, OLD.used_at) IS DISTINCT FROM (NEW.id, NEW.token_hash, NEW.organization_id, NEW.roles, NEW.email, NEW.invited_by_id, NEW.created_at, NEW.expires_at, NEW.used_at)))
  EXECUTE FUNCTION refuse_as_said('An invitation is used or withdrawn once, and never becomes another.');
CREATE TRIGGER "one_time_links_once" BEFORE UPDATE ON "one_time_links" FOR EACH ROW WHEN (current_user = 'tamdan_app' AND (OLD.used_at IS NOT NULL
  OR (OLD.id, OLD.token_hash, OLD.purpose, OLD.email, OLD.user_id, OLD.organization_id, OLD.created_at, OLD.expires_at) IS DISTINCT FROM (NEW.id, NEW.token_hash, NEW.purpose, NEW.email, NEW.user_id, NEW.organization_id, NEW.created_at, NEW.expires_at)))
  EXECUTE FUNCTION refuse_as_said('A link is used once, and never becomes another.');
CREATE TRIGGER "recovery_codes_once" BEFORE UPDATE ON "recovery_codes" FOR EACH ROW WHEN (OLD.used_at IS NOT NULL OR (OLD.user_id, OLD.code_hash) IS DISTINCT FROM (NEW.user_id, NEW.code_hash))
  EXECUTE FUNCTION refuse_as_said('A recovery code is used once.');
CREATE TRIGGER "totp_secrets_once" BEFORE UPDATE ON "totp_secrets" FOR EACH ROW WHEN (NEW.last_step < OLD.last_step OR (NEW.last_step IS NULL AND OLD.last_step IS NOT NULL))
  EXECUTE FUNCTION refuse_as_said('A code works once.');

CREATE FUNCTION forget_old_challenges() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM challenges WHERE expires_at < acting_at();
  RETURN NULL;
END
$$;
CREATE TRIGGER "challenges_forgotten" AFTER INSERT ON "challenges" FOR EACH STATEMENT EXECUTE FUNCTION forget_old_challenges();
ALTER TABLE "challenges" ENABLE ALWAYS TRIGGER "challenges_forgotten";

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['sessions', 'invitations', 'one_time_links', 'recovery_codes', 'totp_secrets'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', name, name || '_once');
  END LOOP;
END
$$;

-- Who came in, and who let them, is as unchangeable as the log.
CREATE TRIGGER "access_entries_append_only" BEFORE UPDATE OR DELETE ON "access_entries" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "access_entries_no_truncate" BEFORE TRUNCATE ON "access_entries" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "access_entries" ENABLE ALWAYS TRIGGER "access_entries_append_only";
ALTER TABLE "access_entries" ENABLE ALWAYS TRIGGER "access_entries_no_truncate";

-- What the application may do at all.
GRANT INSERT, UPDATE ON "users", "memberships" TO tamdan_app;
GRANT INSERT ON "one_time_links" TO tamdan_app;
GRANT SELECT, INSERT, UPDATE ON "invitations" TO tamdan_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "passwords", "passkeys", "totp_secrets", "recovery_codes", "challenges", "rate_limits" TO tamdan_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "linked_identities" TO tamdan_app;
GRANT SELECT, INSERT, DELETE ON "second_factor_demands" TO tamdan_app;
GRANT SELECT, INSERT ON "access_entries" TO tamdan_app;
GRANT USAGE ON SEQUENCE "access_entries_id_seq" TO tamdan_app;

-- Which rows.
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "users_read" ON "users" FOR SELECT TO tamdan_app USING (true);
CREATE POLICY "users_add" ON "users" FOR INSERT TO tamdan_app WITH CHECK (id = acting_user() AND ended_at IS NULL AND (presented_invitation()).id IS NOT NULL);
CREATE POLICY "users_change" ON "users" FOR UPDATE TO tamdan_app USING (id = acting_user() OR may_remove_person(id)) WITH CHECK (id = acting_user() OR may_remove_person(id));

ALTER TABLE "memberships" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "memberships_read" ON "memberships" FOR SELECT TO tamdan_app USING (true);
CREATE POLICY "memberships_add" ON "memberships" FOR INSERT TO tamdan_app WITH CHECK (user_id = acting_user() AND ended_at IS NULL);
CREATE POLICY "memberships_change" ON "memberships" FOR UPDATE TO tamdan_app USING (user_id = acting_user() OR may_manage_people(organization_id))
  WITH CHECK (user_id = acting_user() OR may_manage_people(organization_id));

ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "invitations_read" ON "invitations" FOR SELECT TO tamdan_app USING (token_hash = presented_token() OR may_manage_people(organization_id));
CREATE POLICY "invitations_add" ON "invitations" FOR INSERT TO tamdan_app WITH CHECK (
  invited_by_id = acting_user() AND created_at = acting_at() AND num_nonnulls(used_at, withdrawn_at) = 0 AND roles <@ roles_to_give(organization_id));
CREATE POLICY "invitations_change" ON "invitations" FOR UPDATE TO tamdan_app USING (token_hash = presented_token() OR may_manage_people(organization_id)) WITH CHECK (may_manage_people(organization_id));

-- A session begins with whom it is for, and is read by them alone; use_session is the way of everybody else.
ALTER TABLE "sessions" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "sessions_read" ON "sessions" FOR SELECT TO tamdan_app USING (user_id = acting_user());
CREATE POLICY "sessions_add" ON "sessions" FOR INSERT TO tamdan_app WITH CHECK (user_id = acting_user() AND created_at = acting_at() AND ended_at IS NULL
  AND EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.user_id = sessions.user_id AND m.organization_id = sessions.organization_id AND m.ended_at IS NULL AND u.ended_at IS NULL));
CREATE POLICY "sessions_change" ON "sessions" FOR UPDATE TO tamdan_app USING (user_id = acting_user()) WITH CHECK (user_id = acting_user()
  AND (ended_at IS NOT NULL OR EXISTS (SELECT FROM memberships m WHERE m.user_id = sessions.user_id AND m.organization_id = sessions.organization_id AND m.ended_at IS NULL)));

ALTER TABLE "one_time_links" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "one_time_links_read" ON "one_time_links" FOR SELECT TO tamdan_app USING (token_hash = presented_token() OR user_id = acting_user());
CREATE POLICY "one_time_links_add" ON "one_time_links" FOR INSERT TO tamdan_app WITH CHECK (user_id = acting_user() AND purpose <> 'sign_in' AND used_at IS NULL);
CREATE POLICY "one_time_links_change" ON "one_time_links" FOR UPDATE TO tamdan_app USING (token_hash = presented_token() OR user_id = acting_user()) WITH CHECK (true);

ALTER TABLE "challenges" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "challenges_presented" ON "challenges" TO tamdan_app USING (token_hash = presented_token()) WITH CHECK (token_hash = presented_token());

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['passwords', 'passkeys', 'totp_secrets', 'recovery_codes', 'linked_identities'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO tamdan_app USING (user_id = acting_user()) WITH CHECK (user_id = acting_user())', name || '_own', name);
  END LOOP;
END
$$;

ALTER TABLE "second_factor_demands" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "second_factor_demands_read" ON "second_factor_demands" FOR SELECT TO tamdan_app USING (true);
CREATE POLICY "second_factor_demands_add" ON "second_factor_demands" FOR INSERT TO tamdan_app WITH CHECK (set_by_id = acting_user() AND is_acting_steward_over(organization_id));
CREATE POLICY "second_factor_demands_remove" ON "second_factor_demands" FOR DELETE TO tamdan_app USING (is_acting_steward_over(organization_id));

-- Everybody's acts are added in their own name; the steward reads them, and each person their own.
ALTER TABLE "access_entries" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "access_entries_read" ON "access_entries" FOR SELECT TO tamdan_app USING (acting_user() IN (actor_id, about_id)
  OR CASE WHEN organization_id IS NULL THEN is_any_acting_steward() ELSE is_acting_steward_over(organization_id) END);
CREATE POLICY "access_entries_add" ON "access_entries" FOR INSERT TO tamdan_app WITH CHECK (recorded_at = acting_at() AND (actor_id IS NULL OR actor_id = acting_user()));
