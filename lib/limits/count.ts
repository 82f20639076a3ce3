import "server-only";
import type { RateLimiterRes } from "rate-limiter-flexible";
import { recordAttempt } from "#lib/access/attempt.ts";
import type { Caller } from "#lib/access/caller.ts";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { warnOfCodes } from "#lib/mail/notices.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { limiters } from "./limiters.ts";
import { type Act, type By, limits } from "./limits.ts";
import { type Asker, subjectOf } from "./subject.ts";

/** Who does something: who is signed in, from where, and, of who is not, which account they say is theirs. */
export type Doer = { viewer?: Viewer; caller: Caller; account?: string };

/** Refused: it may be done again in so many minutes, begun ones counted. */
export type Counted = Result<undefined, "limited", number>;

/**
 * Counts something that is about to be done, and refuses it when it has been done too often. Asked before anything is
 * read or written, outside of any transaction. `points` is how much it counts.
 */
export async function countAct(act: Act, doer: Doer, now: Date, points = 1): Promise<Counted> {
  const counters = countersOf(act, doer);
  // What is stopped where it comes from does not count against the account: one network alone could fill that.
  const [nearer, account] = [counters.filter(([by]) => by !== "account"), counters.filter(([by]) => by === "account")];
  const wait = (await consume(act, nearer, doer, now, points)) || (await consume(act, account, doer, now, points));
  return wait === 0 ? done(undefined) : refused("limited", Math.ceil(wait / 60_000));
}

/** For how long it has to wait, in milliseconds, by the one of the counters that says the longest. */
async function consume(act: Act, counters: ReturnType<typeof countersOf>, doer: Doer, now: Date, points: number) {
  const waits = await Promise.all(
    counters.map(async ([by, limiter, subject]) => {
      try {
        await limiter.consume(subject, points);
      } catch (thrown) {
        // Not told by its class, of which Next bundles more than one copy: what is no error is that the limit is reached.
        if (thrown instanceof Error) throw thrown;
        const { consumedPoints, msBeforeNext } = thrown as RateLimiterRes;
        // Once, when it is reached: who goes on and on does not fill the access log.
        if (consumedPoints - points <= limiter.points) await recordHit(act, by, doer, now);
        return msBeforeNext;
      }
      return 0;
    }),
  );
  return Math.max(0, ...waits);
}

/** What was counted as a failure was none. */
export async function giveBack(act: Act, doer: Doer, points = 1): Promise<void> {
  await Promise.all(countersOf(act, doer).map(([, limiter, subject]) => limiter.reward(subject, points)));
}

function countersOf(act: Act, { viewer = publicViewer, caller, account }: Doer) {
  const asker: Asker = {
    address: caller.address,
    account,
    userId: viewer.kind === "member" ? viewer.userId : undefined,
  };
  return (Object.keys(limits[act]) as By[]).flatMap((by) => {
    const limiter = limiters.get(`${act} ${by}`);
    const subject = subjectOf(by, asker);
    return limiter && subject ? [[by, limiter, subject] as const] : [];
  });
}

async function recordHit(act: Act, by: By, { viewer = publicViewer, caller, account }: Doer, at: Date) {
  await recordAttempt(viewer, { kind: "limit_hit", at, details: { act, by } }, caller);
  // Whoever tries codes has shown something else of this person before. The answer does not wait for the mail.
  if (act === "secondFactor" && by === "account" && account)
    void warnOfCodes(account).catch((thrown) => console.error("A warning was not sent:", thrown));
}
