-- AlterEnum
ALTER TYPE "access_kind" ADD VALUE 'identity_removed';

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "is_email_invited" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "shown_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "totp_secrets" ADD COLUMN     "next_secret" BYTEA;

-- DropIndex
DROP INDEX "linked_identities_user_id_idx";

-- Of two that one provider means by one account, the one that was linked first stays.
DELETE FROM "linked_identities" l USING "linked_identities" f
  WHERE f."user_id" = l."user_id" AND f."issuer" = l."issuer" AND (f."created_at", f."id") < (l."created_at", l."id");

-- CreateIndex
CREATE UNIQUE INDEX "linked_identities_user_id_issuer_key" ON "linked_identities"("user_id", "issuer");

-- Whom a provider let in may have been known to it for long; everybody else showed who they are when the session began.
UPDATE "sessions" SET "shown_at" = "created_at" WHERE "way" <> 'identity';

-- The address of an account that began with an invitation to it, and has had no other since.
UPDATE "users" u SET "is_email_invited" = true FROM "invitations" i
  WHERE i."used_by_id" = u."id" AND i."used_at" = u."created_at" AND i."email" = u."email" AND u."email_set_at" = u."created_at";

-- What the schema language cannot say.

-- Nobody has shown who they are later than they were let in for it.
ALTER POLICY "sessions_add" ON "sessions" WITH CHECK (user_id = acting_user() AND created_at = acting_at() AND (shown_at IS NULL OR shown_at <= created_at) AND ended_at IS NULL
  AND EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.user_id = sessions.user_id AND m.organization_id = sessions.organization_id AND m.ended_at IS NULL AND u.ended_at IS NULL));

DROP TRIGGER "sessions_once" ON "sessions";
CREATE TRIGGER "sessions_once" BEFORE UPDATE ON "sessions" FOR EACH ROW WHEN (current_user = 'tamdan_app' AND (OLD.ended_at IS NOT NULL
  OR (OLD.id, OLD.token_hash, OLD.user_id, OLD.way, OLD.second_factor, OLD.created_at, OLD.shown_at, OLD.expires_at) IS DISTINCT FROM (NEW.id, NEW.token_hash, NEW.user_id, NEW.way, NEW.second_factor, NEW.created_at, NEW.shown_at, NEW.expires_at)))
  EXECUTE FUNCTION refuse_as_said('A session ends once, and never becomes another.');
ALTER TABLE "sessions" ENABLE ALWAYS TRIGGER "sessions_once";

DROP FUNCTION use_session(text, timestamptz, interval);
CREATE FUNCTION use_session("presented" text, "at" timestamptz, "idle" interval)
  RETURNS TABLE ("id" uuid, "user_id" uuid, "organization_id" uuid, "way" sign_in_way, "second_factor" second_factor, "shown_at" timestamptz)
  LANGUAGE sql VOLATILE SECURITY DEFINER ROWS 1 SET search_path = public, pg_temp AS $$
  WITH standing AS (
    SELECT s.* FROM sessions s WHERE s.token_hash = presented AND s.ended_at IS NULL AND s.expires_at > "at" AND s.last_seen_at > "at" - idle
  ), seen AS (
    UPDATE sessions s SET last_seen_at = "at" FROM standing WHERE s.id = standing.id AND standing.last_seen_at < "at" - interval '5 minutes'
  )
  SELECT s.id, s.user_id, s.organization_id, s.way, s.second_factor, s.shown_at FROM standing s
$$;

-- An address was in the invitation that the account began with, or was not: nobody says so afterwards, and another address was in none.
ALTER POLICY "users_add" ON "users" WITH CHECK (id = acting_user() AND ended_at IS NULL AND (presented_invitation()).id IS NOT NULL
  AND (NOT is_email_invited OR email IS NOT DISTINCT FROM (presented_invitation()).email));

CREATE FUNCTION keep_invited_email() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.is_email_invited := OLD.is_email_invited AND NEW.email IS NOT DISTINCT FROM OLD.email;
  RETURN NEW;
END
$$;
CREATE TRIGGER "users_invited_email" BEFORE UPDATE ON "users" FOR EACH ROW WHEN (current_user = 'tamdan_app' AND (OLD.is_email_invited OR NEW.is_email_invited)) EXECUTE FUNCTION keep_invited_email();
ALTER TABLE "users" ENABLE ALWAYS TRIGGER "users_invited_email";

-- Who acts has changed how they sign in: whoever has shown the first half of it elsewhere begins anew. A challenge is read with
-- its token alone, so nothing else finds those of a person.
CREATE FUNCTION end_half_sign_ins() RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DELETE FROM challenges WHERE user_id = acting_user() AND purpose = 'second_factor'
$$;

-- Takes what somebody shows as a second factor and has lost, an app with its recovery codes and passkeys, and ends the
-- sessions of the person. How many those were; nothing where there is none. Only who could remove the person does so
-- (lib/people/policy.ts says the same), and nobody for themselves: a person shows their second factor to change it.
CREATE OR REPLACE FUNCTION reset_second_factor(person uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ended integer;
BEGIN
  IF person IS NOT DISTINCT FROM acting_user() OR NOT may_remove_person(person) THEN
    RAISE EXCEPTION 'Whoever acts may not take this second factor.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT FROM totp_secrets WHERE user_id = person AND confirmed_at IS NOT NULL) AND NOT EXISTS (SELECT FROM passkeys WHERE user_id = person) THEN
    RETURN NULL;
  END IF;
  DELETE FROM totp_secrets WHERE user_id = person;
  DELETE FROM passkeys WHERE user_id = person;
  DELETE FROM recovery_codes WHERE user_id = person;
  DELETE FROM challenges WHERE user_id = person;
  UPDATE sessions SET ended_at = acting_at() WHERE user_id = person AND ended_at IS NULL AND expires_at > acting_at();
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END
$$;
