import { z } from "zod";

/** Where one goes on after showing who one is: a page of one's account, and never elsewhere. */
export const Next = z
  .string()
  .regex(/^\/account(\/[a-z-]+)*$/)
  .catch("/account");

/** Where one goes on after signing in: to such a page, where it was on the way to one, or to one's work. */
export const AfterSignIn = z
  .string()
  .regex(/^\/account(\/[a-z-]+)*$/)
  .catch("/our-work");
