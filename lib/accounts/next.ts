import { z } from "zod";

const OwnPage = z.string().regex(/^\/account(\/[a-z-]+)*$/);

/** Where one goes on after showing who one is: a page of one's account, and never elsewhere. */
export const Next = OwnPage.catch("/account");

/** Where one goes on after signing in: to such a page, where it was on the way to one, or to one's work. */
export const AfterSignIn = OwnPage.catch("/our-work");
