/** By what an act is counted. */
export type By =
  /** Who is signed in; who is not, by the network address that they come from. */
  | "asker"
  /** The network address. */
  | "address"
  /**
   * The account that somebody says is theirs, or to which something is sent, from wherever. What one of the others stops does
   * not count here: nobody fills it from one place.
   */
  | "account"
  /** That account from this network address. */
  | "pair";

type Limit = { most: number; minutes: number };

const day = 24 * 60;

/**
 * How often each act is done before it has to wait: what, by what it is counted, how many, in how many minutes, and why.
 * Somebody who works, also in a room full of people behind one address, is far from each of them. Pages are not counted;
 * pictures are drawn in turn, whoever asks (components/sharing/drawings.ts).
 *
 * Failures to sign in count by address, and by account and address together. By account alone they count over a day: codes,
 * which only who knows the password comes to, and passwords so high that only many networks get there, since whoever knows an
 * address for mail could otherwise lock its person out of that way. An open session and a passkey are not counted against the
 * account at all.
 */
export const limits = {
  /** A link or an invitation is used. Nobody guesses one; who tries keeps the server busy. A workshop signs in at once. */
  token: { address: { most: 100, minutes: 10 } },
  /**
   * A password is tried; given back if it is right. 240 tries a day from one address, and 1,000 from all together, are too few
   * for one that is not common.
   */
  password: {
    address: { most: 100, minutes: 60 },
    pair: { most: 10, minutes: 60 },
    account: { most: 1000, minutes: day },
  },
  /** Somebody signs in with a password, right or wrong: who signs in over and over fills what is never deleted. */
  signIn: { pair: { most: 60, minutes: 60 } },
  /**
   * A code is tried after the password; given back if it is right. Of the million that there are three are right at a time: 50
   * a day are guessed in years. Its person is told by mail when that is reached.
   */
  secondFactor: {
    address: { most: 100, minutes: 60 },
    pair: { most: 10, minutes: 60 },
    account: { most: 50, minutes: day },
  },
  /** A passkey is asked for or shown. Nobody guesses one either. */
  passkey: { address: { most: 200, minutes: 10 } },
  /** Signing in with a provider begins, which keeps something until it ends. */
  identity: { address: { most: 100, minutes: 10 } },
  /** A link is sent by mail. Nobody's mailbox is to be filled, from one place or from many. */
  mailedLink: {
    address: { most: 30, minutes: 60 },
    pair: { most: 5, minutes: 60 },
    account: { most: 20, minutes: 60 },
  },
  /** Somebody is invited, perhaps by mail. A large organization is invited in an afternoon. */
  invitation: { asker: { most: 100, minutes: 60 } },
  /** … and goes to somebody's mailbox, whoever invites them. */
  mailedInvitation: { account: { most: 20, minutes: 60 } },
  /**
   * What one signs in with, or the roles of others, are changed. Ending one's sessions is not counted: who fears a thief does
   * it, and there are no more to end than were begun.
   */
  account: { asker: { most: 100, minutes: 60 } },
  /** An entry of the log, each of several counted. Twenty times all assignments of the first report. */
  entry: { asker: { most: 1000, minutes: 60 } },
  /** A megabyte of files, begun. Ten forms that are full. */
  upload: { asker: { most: 1000, minutes: 60 } },
  /** A change of the register. A long report is entered in a day. */
  register: { asker: { most: 1000, minutes: 60 } },
  /** A day is frozen: that holds everybody else's writes, and is kept for ever. */
  snapshot: { asker: { most: 20, minutes: 60 } },
  /** A file is made of a list or a report: of a large one, seconds of work. */
  export: { asker: { most: 100, minutes: 10 } },
  /** A restricted file is taken along, which is kept for ever. All that a verifier reads in an hour, and more. */
  restricted: { asker: { most: 300, minutes: 60 } },
  /** It is kept that somebody was refused what is not theirs to do, which is for ever. The refusal itself has no limit. */
  refusal: { asker: { most: 20, minutes: 60 } },
  /** Everything about oneself, or the access log, as a file. */
  records: { asker: { most: 30, minutes: 60 } },
} as const satisfies Record<string, Partial<Record<By, Limit>>>;

export type Act = keyof typeof limits;
