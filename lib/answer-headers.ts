import { createHash } from "node:crypto";
import { cardStyle } from "./card-style.ts";

// What every answer tells a browser to refuse, by what the answer is. The web server sets it before anything else looks at
// the request, so no route can forget it, and Next takes none of it back.

type Place = {
  policy: Policy;
  /** Whether pages of other sites may load it: pictures, feeds and open data are meant for them. */
  isForOtherSites?: boolean;
  /** What of this address the next request tells. */
  referrer?: "same-origin" | "strict-origin";
};

/** The sources that a document may use, by the names of Content-Security-Policy. */
type Policy = Record<string, readonly string[]>;

const nonceHere = "'nonce-{nonce}'";

/**
 * Where the forms of a page lead. Chromium asks this of every step of a redirect too: a form whose answer redirects to
 * another site is stopped, and so it is where that site redirects on to a third. A way to sign in that begins with a form
 * and goes on elsewhere either names here each origin on its way, or answers with a page that goes on by itself
 * (`<meta http-equiv="refresh">`), which is no step of the form any more.
 */
const formTargets = ["'self'"];

const page: Policy = {
  "default-src": ["'none'"],
  // What stands in the page runs if Next wrote it there, and what is loaded if it comes from here. "strict-dynamic" would
  // let a script that runs load another from anywhere.
  "script-src": ["'self'", nonceHere],
  "style-src": ["'self'"],
  "img-src": ["'self'"],
  "font-src": ["'self'"],
  "connect-src": ["'self'"],
  "object-src": ["'none'"],
  "base-uri": ["'none'"],
  "form-action": formTargets,
  "frame-ancestors": ["'none'"],
};

/** While Tamdan is developed, Next evaluates modules, writes styles into the page and listens for changes. */
const developed: Policy = {
  ...page,
  "script-src": [...(page["script-src"] ?? []), "'unsafe-eval'"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "connect-src": ["'self'", "ws:"],
};

/** Of what is read, saved or loaded and is no page: opened as one, it runs, loads and sends nothing. */
const nothing: Policy = {
  "default-src": ["'none'"],
  "object-src": ["'none'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'none'"],
  sandbox: [],
};

/** A browser shows a picture on its own in a page of its own making, and writes styles into that. */
const picture: Policy = { ...nothing, "style-src": ["'unsafe-inline'"] };

/** Any page may frame the card; it loads, runs and sends nothing. */
const card: Policy = {
  "default-src": ["'none'"],
  "style-src": [`'sha256-${createHash("sha256").update(cardStyle).digest("base64")}'`],
  "object-src": ["'none'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["*"],
};

/** The first that matches an address, without its query. What matches none is a page of the site. */
const places: readonly (Place & { at: RegExp })[] = [
  { at: /^\/embed\/reports\/[a-z0-9-]+$/, policy: card, isForOtherSites: true },
  { at: /^\/api\/v1(\/|$)/, policy: nothing, isForOtherSites: true },
  { at: /\/preview\.png$/, policy: picture, isForOtherSites: true },
  { at: /\/(feed\.atom|targets\.ics)$/, policy: nothing, isForOtherSites: true },
  { at: /^\/reports\/[^/]+\/snapshots\/[^/]+\/files\/[^/]+$/, policy: nothing, isForOtherSites: true },
  { at: /^\/reports\/[^/]+\/export\/[^/]+$/, policy: nothing },
  { at: /^\/evidence\/[^/]+$/, policy: nothing },
  { at: /^\/(access\/export|account\/data)$/, policy: nothing },
  { at: /^\/(_next\/|icon\.svg$)/, policy: nothing },
  { at: /^\/reports\/[^/]+\/print\/margins\.css$/, policy: nothing },
  // The token of a link or of an invitation stands in its address: not even this site is told it again. Not "no-referrer":
  // with scripts off a form would then come from the origin "null", and its button would be refused.
  { at: /^\/(sign-in|confirm-email|invitations)\//, policy: page, referrer: "strict-origin" },
];

const anyPage: Place = { policy: page };

/** Nothing of a device is asked for, here or in a frame. */
const permissions = [
  "accelerometer",
  "autoplay",
  "camera",
  "display-capture",
  "encrypted-media",
  "geolocation",
  "gyroscope",
  "hid",
  "idle-detection",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "picture-in-picture",
  "screen-wake-lock",
  "serial",
  "usb",
  "xr-spatial-tracking",
];

type Circumstances = {
  /** Of this answer alone. */
  nonce: string;
  /** Where people reach the site. */
  site: string | undefined;
  isDevelopment: boolean;
};

export function answerHeaders(address: string, { nonce, site, isDevelopment }: Circumstances): Map<string, string> {
  // As Next reads it: /embed/../our-work is a page.
  const path = URL.parse(address, "http://site")?.pathname ?? "";
  const { policy, isForOtherSites, referrer = "same-origin" } = places.find(({ at }) => at.test(path)) ?? anyPage;
  const headers = new Map<string, string>([
    ["Content-Security-Policy", write(policy === page && isDevelopment ? developed : policy).replace("{nonce}", nonce)],
    // A browser opens nothing that is in a sandbox and would be alone in its window.
    ...("sandbox" in policy ? [] : [["Cross-Origin-Opener-Policy", "same-origin"] as const]),
    ["Cross-Origin-Resource-Policy", isForOtherSites ? "cross-origin" : "same-origin"],
    ["Permissions-Policy", permissionsPolicy],
    ["Referrer-Policy", referrer],
    ["X-Content-Type-Options", "nosniff"],
  ]);
  if (site?.startsWith("https:")) headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  return headers;
}

const permissionsPolicy = permissions.map((name) => `${name}=()`).join(", ");

const written = new Map<Policy, string>();

function write(policy: Policy): string {
  const known = written.get(policy);
  if (known !== undefined) return known;
  const text = Object.entries(policy)
    .map(([name, sources]) => [name, ...sources].join(" "))
    .join("; ");
  written.set(policy, text);
  return text;
}
