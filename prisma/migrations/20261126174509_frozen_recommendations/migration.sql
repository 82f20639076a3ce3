-- CreateTable
CREATE TABLE "snapshot_recommendations" (
    "snapshot_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "recommendation_id" UUID NOT NULL,
    "content" JSONB NOT NULL,
    "organizations" TEXT[],
    "themes" TEXT[],

    CONSTRAINT "snapshot_recommendations_pkey" PRIMARY KEY ("snapshot_id","position")
);

-- CreateIndex
CREATE INDEX "snapshot_recommendations_organizations_idx" ON "snapshot_recommendations" USING GIN ("organizations");

-- CreateIndex
CREATE INDEX "snapshot_recommendations_themes_idx" ON "snapshot_recommendations" USING GIN ("themes");

-- CreateIndex
CREATE UNIQUE INDEX "snapshot_recommendations_snapshot_id_recommendation_id_key" ON "snapshot_recommendations"("snapshot_id", "recommendation_id");

-- CreateIndex
CREATE INDEX "assignments_report_id_created_at_idx" ON "assignments"("report_id", "created_at");

-- CreateIndex
CREATE INDEX "recommendations_report_id_published_at_idx" ON "recommendations"("report_id", "published_at");

-- AddForeignKey
ALTER TABLE "snapshot_recommendations" ADD CONSTRAINT "snapshot_recommendations_snapshot_id_fkey" FOREIGN KEY ("snapshot_id") REFERENCES "snapshots"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was frozen is moved as it is: a page of it is read without the rest.
INSERT INTO snapshot_recommendations (snapshot_id, position, recommendation_id, content, organizations, themes)
  SELECT s.id, r.place - 1, (r.content ->> 'id')::uuid, r.content,
    ARRAY(SELECT DISTINCT a ->> 'organization' FROM jsonb_array_elements(r.content -> 'assignments') a ORDER BY 1),
    ARRAY(SELECT jsonb_array_elements_text(r.content -> 'themes'))
  FROM snapshots s CROSS JOIN LATERAL jsonb_array_elements(s.content -> 'recommendations') WITH ORDINALITY r (content, place);
ALTER TABLE "snapshots" DISABLE TRIGGER "snapshots_append_only";
UPDATE snapshots SET content = content - 'recommendations';
ALTER TABLE "snapshots" ENABLE ALWAYS TRIGGER "snapshots_append_only";

CREATE TRIGGER "snapshot_recommendations_append_only" BEFORE UPDATE OR DELETE ON "snapshot_recommendations" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "snapshot_recommendations_no_truncate" BEFORE TRUNCATE ON "snapshot_recommendations" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "snapshot_recommendations" ENABLE ALWAYS TRIGGER "snapshot_recommendations_append_only";
ALTER TABLE "snapshot_recommendations" ENABLE ALWAYS TRIGGER "snapshot_recommendations_no_truncate";

GRANT SELECT, INSERT ON "snapshot_recommendations" TO tamdan_app;

-- They are added with their snapshot, in one transaction.
ALTER TABLE "snapshot_recommendations" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "snapshot_recommendations_read" ON "snapshot_recommendations" FOR SELECT TO tamdan_app USING (true);
CREATE POLICY "snapshot_recommendations_add" ON "snapshot_recommendations" FOR INSERT TO tamdan_app WITH CHECK (EXISTS (
  SELECT 1 FROM snapshots s WHERE s.id = snapshot_id AND s.actor_id = acting_user() AND s.xmin = pg_current_xact_id()::xid AND is_acting_steward(s.report_id)));

-- What came, went or was reworded since an instant.
CREATE INDEX "assignments_withdrawn_idx" ON "assignments" ("report_id", "withdrawn_at") WHERE "withdrawn_at" IS NOT NULL;
CREATE INDEX "recommendations_withdrawn_idx" ON "recommendations" ("report_id", "withdrawn_at") WHERE "withdrawn_at" IS NOT NULL;
CREATE INDEX "register_changes_reworded_idx" ON "register_changes" ("report_id", "recorded_at") WHERE "table_name" = 'recommendations' AND "kind" = 'changed' AND "new" ?| ARRAY['code', 'title', 'statement'];
