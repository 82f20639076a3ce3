/** Where a request comes from: its network address, and the browser in short, such as "Firefox on Windows". */
export type Caller = { address: string | null; browser: string | null };

/** Of what no request asked for. */
export const noCaller: Caller = { address: null, browser: null };
