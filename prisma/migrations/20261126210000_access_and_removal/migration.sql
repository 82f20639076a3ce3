-- The access log is read from the newest back, narrowed by one thing or another.
-- DropIndex
DROP INDEX "access_entries_about_id_id_idx";

-- DropIndex
DROP INDEX "access_entries_actor_id_id_idx";

-- DropIndex
DROP INDEX "access_entries_organization_id_id_idx";

-- CreateIndex
CREATE INDEX "access_entries_kind_recorded_at_id_idx" ON "access_entries"("kind", "recorded_at", "id");

-- CreateIndex
CREATE INDEX "access_entries_actor_id_recorded_at_id_idx" ON "access_entries"("actor_id", "recorded_at", "id");

-- CreateIndex
CREATE INDEX "access_entries_about_id_recorded_at_id_idx" ON "access_entries"("about_id", "recorded_at", "id");

-- CreateIndex
CREATE INDEX "access_entries_organization_id_recorded_at_id_idx" ON "access_entries"("organization_id", "recorded_at", "id");

-- What the schema language cannot say.

-- Whose entries who acts may read: those who manage people see what these do (lib/access/policy.ts says the same).
CREATE FUNCTION watched_organizations() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT array(
    SELECT p.organization_id FROM participations p JOIN participations k ON k.report_id = p.report_id
      WHERE k.organization_id = acting_organization() AND is_acting_steward(k.report_id)
    UNION SELECT acting_organization() WHERE 'approver' = ANY (acting_roles()))
$$;

-- Asked once for all rows, and not once a row.
DROP POLICY "access_entries_read" ON "access_entries";
CREATE POLICY "access_entries_read" ON "access_entries" FOR SELECT TO tamdan_app USING (acting_user() IN (actor_id, about_id)
  OR organization_id = ANY ((SELECT watched_organizations())::uuid[]) OR (organization_id IS NULL AND (SELECT is_any_acting_steward())));

-- Of somebody who is removed stays what they logged, under the name that they have now, and what happened with their account.
CREATE OR REPLACE FUNCTION end_person_access() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE memberships SET ended_at = acting_at(), ended_by_id = acting_user() WHERE user_id = NEW.id AND ended_at IS NULL;
  UPDATE invitations SET withdrawn_at = acting_at(), withdrawn_by_id = coalesce(acting_user(), NEW.id)
    WHERE invited_by_id = NEW.id AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > acting_at();
  UPDATE invitations SET email = NULL WHERE used_by_id = NEW.id AND email IS NOT NULL;
  DELETE FROM sessions WHERE user_id = NEW.id;
  DELETE FROM one_time_links WHERE user_id = NEW.id AND email IS NOT NULL;
  UPDATE one_time_links SET expires_at = least(expires_at, acting_at()) WHERE user_id = NEW.id AND used_at IS NULL;
  DELETE FROM passwords WHERE user_id = NEW.id;
  DELETE FROM passkeys WHERE user_id = NEW.id;
  DELETE FROM totp_secrets WHERE user_id = NEW.id;
  DELETE FROM recovery_codes WHERE user_id = NEW.id;
  DELETE FROM linked_identities WHERE user_id = NEW.id;
  DELETE FROM challenges WHERE user_id = NEW.id;
  DELETE FROM form_drafts WHERE user_id = NEW.id;
  DELETE FROM visits WHERE user_id = NEW.id;
  RETURN NULL;
END
$$;

-- Whoever is removed leaves their name behind too.
CREATE TRIGGER "users_unnamed" BEFORE UPDATE ON "users" FOR EACH ROW
  WHEN (current_user = 'tamdan_app' AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.name = OLD.name) 
  EXECUTE FUNCTION refuse_as_said('Who is removed is known by a pseudonym.');
ALTER TABLE "users" ENABLE ALWAYS TRIGGER "users_unnamed";

-- What has long been over is forgotten when the next of its kind begins: which browser a session was in, and to whom a link
-- or an invitation was sent. That it was stays in the access log.
CREATE FUNCTION forget_old_sessions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM sessions WHERE expires_at < acting_at() - interval '30 days';
  RETURN NULL;
END
$$;
CREATE TRIGGER "sessions_forgotten" AFTER INSERT ON "sessions" FOR EACH STATEMENT EXECUTE FUNCTION forget_old_sessions();
ALTER TABLE "sessions" ENABLE ALWAYS TRIGGER "sessions_forgotten";

CREATE FUNCTION forget_old_links() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM one_time_links WHERE expires_at < acting_at() - interval '30 days';
  RETURN NULL;
END
$$;
CREATE TRIGGER "one_time_links_forgotten" AFTER INSERT ON "one_time_links" FOR EACH STATEMENT EXECUTE FUNCTION forget_old_links();
ALTER TABLE "one_time_links" ENABLE ALWAYS TRIGGER "one_time_links_forgotten";

CREATE FUNCTION forget_old_addressees() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE invitations SET email = NULL WHERE email IS NOT NULL AND expires_at < acting_at() - interval '30 days';
  RETURN NULL;
END
$$;
CREATE TRIGGER "invitations_forgotten" AFTER INSERT ON "invitations" FOR EACH STATEMENT EXECUTE FUNCTION forget_old_addressees();
ALTER TABLE "invitations" ENABLE ALWAYS TRIGGER "invitations_forgotten";
