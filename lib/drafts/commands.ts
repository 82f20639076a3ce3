import "server-only";
import { v7 as uuid } from "uuid";
import type { Member } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import type { Draft } from "./schema.ts";

/** Milliseconds that a draft is kept. */
const lifetime = 24 * 60 * 60 * 1000;
/** How many of one person are kept: of forms that are refused, also for coming too often, no database is filled. */
const mostKept = 20;

/** Keeps a refused form for whoever sent it; old ones, whoever sent them, are dropped, and the oldest of too many. */
export async function keepDraft(member: Member, draft: Draft, now: Date): Promise<string> {
  const id = uuid();
  await actingAs(member, now, async (tx) => {
    await tx.$executeRaw`
      delete from form_drafts where created_at < ${new Date(now.getTime() - lifetime)} or id in (
        select id from form_drafts where user_id = ${member.userId}::uuid order by created_at desc, id desc offset ${mostKept - 1})`;
    await tx.formDraft.create({ data: { id, userId: member.userId, content: storable(draft), createdAt: now } });
  });
  return id;
}

/** Postgres keeps no NUL and no half of a character in a text. */
function storable({ typed, files, ...rest }: Draft): Draft {
  const clean = (text: string) => text.toWellFormed().replaceAll("\0", "");
  const cleaned = (texts: Record<string, string>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [clean(name), clean(text)]));
  return { ...rest, typed: cleaned(typed), files: cleaned(files) };
}
