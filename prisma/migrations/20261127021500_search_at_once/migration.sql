-- What is logged goes into the indexes of words at once. Left to itself, Postgres puts it on a list beside each of them, which
-- every search then reads from end to end: after some thousand updates a search took half as long again.

ALTER INDEX "recommendations_code_idx" SET (fastupdate = off);
ALTER INDEX "recommendations_title_idx" SET (fastupdate = off);
ALTER INDEX "recommendations_statement_idx" SET (fastupdate = off);
ALTER INDEX "updates_note_idx" SET (fastupdate = off);
ALTER INDEX "evidence_title_idx" SET (fastupdate = off);

SELECT gin_clean_pending_list(name::regclass)
FROM unnest(ARRAY['recommendations_code_idx', 'recommendations_title_idx', 'recommendations_statement_idx', 'updates_note_idx', 'evidence_title_idx']) name;
