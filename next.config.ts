import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withIntl = createNextIntlPlugin("./lib/intl.ts");

const config: NextConfig = {
  poweredByHeader: false,
  // Types are a step of `npm test`; a start does not pay for them again.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "X-Frame-Options", value: "DENY" },
        { key: "Referrer-Policy", value: "same-origin" },
      ],
    },
    // The token of a sign-in link is in the address, and goes to nobody. Not "no-referrer": a form would then come from
    // the origin "null" and be refused. Its referrer stays on this site like any other (same-origin): with
    // no-referrer a browser also hides the origin of the form, and the button would be refused with scripts off.
    { source: "/sign-in/:token", headers: [{ key: "X-Robots-Tag", value: "noindex" }] },
  ],
};

export default withIntl(config);
