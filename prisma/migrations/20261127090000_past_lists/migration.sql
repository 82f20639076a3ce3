-- A list as of a past day asks what each recommendation of a register was then, and which had the latest entries.

-- The latest entries before a day are at hand, as the latest of all are.
CREATE INDEX "recommendation_states_last_entry_at_idx" ON "recommendation_states"("last_entry_at");

-- What stood of all of them is read from the index alone.
ALTER TABLE "recommendation_states"
  DROP CONSTRAINT "recommendation_states_pkey",
  ADD CONSTRAINT "recommendation_states_pkey" PRIMARY KEY ("recommendation_id", "recorded_at") INCLUDE ("implementation", "last_entry_at");
