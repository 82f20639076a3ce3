-- Each kept roll-up says until when it stood, and of which report it is: what stood as of a day, of one status or of all, is
-- then a range of an index, and no longer the newest of everything that was kept before.

ALTER TABLE "recommendation_states"
  ADD COLUMN "report_id" UUID,
  ADD COLUMN "superseded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT 'infinity'::timestamptz;

UPDATE "recommendation_states" s SET "report_id" = r."report_id", "superseded_at" = placed."next"
FROM "recommendations" r, (
  SELECT "recommendation_id", "recorded_at", coalesce(lead("recorded_at") OVER (PARTITION BY "recommendation_id" ORDER BY "recorded_at"), 'infinity') AS "next"
  FROM "recommendation_states"
) placed
WHERE r."id" = s."recommendation_id" AND (placed."recommendation_id", placed."recorded_at") = (s."recommendation_id", s."recorded_at");

ALTER TABLE "recommendation_states"
  ALTER COLUMN "report_id" SET NOT NULL,
  ADD CONSTRAINT "recommendation_states_span_check" CHECK ("superseded_at" > "recorded_at"),
  DROP CONSTRAINT "recommendation_states_recommendation_id_fkey",
  ADD CONSTRAINT "recommendation_states_recommendation_id_report_id_fkey" FOREIGN KEY ("recommendation_id", "report_id") REFERENCES "recommendations"("id", "report_id") ON DELETE RESTRICT ON UPDATE CASCADE;

DROP INDEX "recommendation_states_last_entry_at_idx";
CREATE INDEX "recommendation_states_report_id_last_entry_at_idx" ON "recommendation_states"("report_id", "last_entry_at");
CREATE INDEX "recommendation_states_spans_idx" ON "recommendation_states"("report_id", "implementation", "superseded_at", "recorded_at")
  INCLUDE ("recommendation_id", "last_entry_at");

-- Whatever comes between two, or after the last, shortens what stood before it.
CREATE FUNCTION keep_roll_up_spans() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.superseded_at := coalesce((SELECT min(recorded_at) FROM recommendation_states
    WHERE recommendation_id = NEW.recommendation_id AND recorded_at > NEW.recorded_at), 'infinity');
  UPDATE recommendation_states SET superseded_at = NEW.recorded_at
    WHERE recommendation_id = NEW.recommendation_id AND superseded_at > NEW.recorded_at
      AND recorded_at = (SELECT max(recorded_at) FROM recommendation_states WHERE recommendation_id = NEW.recommendation_id AND recorded_at < NEW.recorded_at);
  RETURN NEW;
END
$$;
CREATE TRIGGER "recommendation_states_spans" BEFORE INSERT ON "recommendation_states" FOR EACH ROW EXECUTE FUNCTION keep_roll_up_spans();
ALTER TABLE "recommendation_states" ENABLE ALWAYS TRIGGER "recommendation_states_spans";

CREATE OR REPLACE FUNCTION keep_recommendation_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO recommendation_states (recommendation_id, report_id, recorded_at, implementation, last_entry_at)
    VALUES (NEW.id, NEW.report_id, greatest(acting_at(), NEW.last_entry_at, (SELECT max(s.recorded_at) FROM recommendation_states s WHERE s.recommendation_id = NEW.id)), NEW.implementation, NEW.last_entry_at)
    ON CONFLICT (recommendation_id, recorded_at) DO UPDATE SET implementation = excluded.implementation, last_entry_at = excluded.last_entry_at;
  RETURN NULL;
END
$$;
