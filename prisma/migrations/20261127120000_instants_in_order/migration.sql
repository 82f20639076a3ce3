-- What is written of a report is recorded at an instant after all that stands. The newest change that somebody made is at hand.
CREATE INDEX "register_changes_made_idx" ON "register_changes"("report_id", "id") WHERE "actor_id" IS NOT NULL;

-- A change that waited for an entry could keep a roll-up of an instant before that entry, which it has in it already.
-- Between the two, the recommendation was in no list of a past day. It is kept at the entry's instant, as all that came since.
WITH early AS (
  DELETE FROM "recommendation_states" WHERE "last_entry_at" > "recorded_at" RETURNING *
)
INSERT INTO "recommendation_states" ("recommendation_id", "recorded_at", "implementation", "last_entry_at")
  SELECT DISTINCT ON ("recommendation_id", "last_entry_at") "recommendation_id", "last_entry_at", "implementation", "last_entry_at"
  FROM early ORDER BY "recommendation_id", "last_entry_at", "recorded_at" DESC
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
