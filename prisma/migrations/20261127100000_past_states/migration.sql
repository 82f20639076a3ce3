-- What an assignment was as of a day is read from an index alone, where a list asks only by what it is narrowed and sorted:
-- by status, answer, verification and target date. Without the sequence each of them was sorted once more.
DROP INDEX "assignment_states_assignment_id_recorded_at_idx";
CREATE INDEX "assignment_states_assignment_id_recorded_at_sequence_idx" ON "assignment_states"("assignment_id", "recorded_at", "sequence")
  INCLUDE ("report_id", "implementation", "response", "verification", "target_on");
