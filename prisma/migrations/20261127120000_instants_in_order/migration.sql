-- Entries and changes are recorded after all that stands of their report. The newest change that somebody made is at hand.
CREATE INDEX "register_changes_made_idx" ON "register_changes"("report_id", "id") WHERE "actor_id" IS NOT NULL;

-- A server whose clock is fast would put everybody else off until the others' clocks have come there: not for long.
CREATE FUNCTION refuse_register_change_to_come() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.actor_id IS NOT NULL AND NEW.recorded_at > clock_timestamp() + interval '1 hour' THEN
    RAISE EXCEPTION 'The change is recorded in the future.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "register_changes_to_come" BEFORE INSERT ON "register_changes" FOR EACH ROW EXECUTE FUNCTION refuse_register_change_to_come();
ALTER TABLE "register_changes" ENABLE ALWAYS TRIGGER "register_changes_to_come";

ALTER POLICY "snapshots_add" ON "snapshots" WITH CHECK (actor_id = acting_user() AND organization_id = acting_organization() AND created_at = acting_at()
  AND created_at <= clock_timestamp() + interval '1 hour' AND is_acting_steward(report_id));

-- A change that waited for an entry could keep a roll-up of an instant before that entry, which it has in it already.
-- Between the two, the recommendation was in no list of a past day. It comes to the entry's instant, and with it what was
-- kept after it; of several that come to one instant, the last one stands.
WITH placed AS (
  SELECT *, max(greatest("recorded_at", "last_entry_at")) OVER (PARTITION BY "recommendation_id" ORDER BY "recorded_at") AS "at"
  FROM "recommendation_states"
), early AS (
  DELETE FROM "recommendation_states" s USING placed p
  WHERE (s."recommendation_id", s."recorded_at") = (p."recommendation_id", p."recorded_at") AND p."at" > p."recorded_at"
  RETURNING p.*
)
INSERT INTO "recommendation_states" ("recommendation_id", "recorded_at", "implementation", "last_entry_at")
  SELECT DISTINCT ON ("recommendation_id", "at") "recommendation_id", "at", "implementation", "last_entry_at"
  FROM early ORDER BY "recommendation_id", "at", "recorded_at" DESC
  ON CONFLICT DO NOTHING;

ALTER TABLE "recommendation_states" ADD CONSTRAINT "recommendation_states_entry_check" CHECK ("last_entry_at" <= "recorded_at");

CREATE OR REPLACE FUNCTION keep_recommendation_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO recommendation_states (recommendation_id, recorded_at, implementation, last_entry_at)
    VALUES (NEW.id, greatest(acting_at(), NEW.last_entry_at, (SELECT max(s.recorded_at) FROM recommendation_states s WHERE s.recommendation_id = NEW.id)), NEW.implementation, NEW.last_entry_at)
    ON CONFLICT (recommendation_id, recorded_at) DO UPDATE SET implementation = excluded.implementation, last_entry_at = excluded.last_entry_at;
  RETURN NULL;
END
$$;
