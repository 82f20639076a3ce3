-- The feed of an organization: the newest of what it has logged, and the assignments to which something was added last. It
-- walked the whole log to find the few entries of one that logs little.

DROP INDEX "updates_acting_organization_id_idx";
CREATE INDEX "updates_acting_organization_id_report_id_recorded_at_id_idx" ON "updates"("acting_organization_id", "report_id", "recorded_at", "id");
CREATE INDEX "assignments_report_id_organization_id_last_entry_at_idx" ON "assignments"("report_id", "organization_id", "last_entry_at");

-- Calendars: what is open and has a target, of a report or of one that answers in it, and the key actions that are planned,
-- from a day on and back from it. They read every assignment to tell the thousand dates that are nearest.
CREATE INDEX "assignments_targets_idx" ON "assignments" ("report_id", "target_on", "id")
  WHERE "implementation" IN ('not_started', 'in_progress', 'partially_implemented') AND "target_on" IS NOT NULL AND "withdrawn_at" IS NULL;
CREATE INDEX "assignments_targets_of_organization_idx" ON "assignments" ("report_id", "organization_id", "target_on", "id")
  WHERE "implementation" IN ('not_started', 'in_progress', 'partially_implemented') AND "target_on" IS NOT NULL AND "withdrawn_at" IS NULL;
CREATE INDEX "updates_planned_idx" ON "updates" ("report_id", "target_on", "id")
  WHERE "kind" = 'action' AND "action_state" = 'planned' AND "target_on" IS NOT NULL;
