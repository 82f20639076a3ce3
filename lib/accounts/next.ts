import { z } from "zod";

/** A page for which one shows once more who one is: of one's account, or where somebody is removed; and never elsewhere. */
const Page = z.string().regex(/^\/(account(\/[a-z-]+)*|organizations\/[a-z0-9-]+\/people\/[0-9a-f-]{36}\/remove)$/);

/** Where one goes on after showing again who one is. */
export const Next = Page.catch("/account");

/** Where one goes on after signing in: to such a page, where it was on the way to one, or to one's work. */
export const AfterSignIn = Page.catch("/our-work");
