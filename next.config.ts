import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withIntl = createNextIntlPlugin({
  requestConfig: "./lib/intl.ts",
  // Messages are parsed when they are built, and not anew for each request.
  experimental: { messages: { path: "./messages", format: "json", locales: ["en"], precompile: true } },
});

const config: NextConfig = {
  poweredByHeader: false,
  // Types are a step of `npm test`; a start does not pay for them again.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  headers: async () => [
    // No page is part of another site's page but the cards that are made for it; those say so themselves.
    { source: "/((?!embed/).*)", headers: [{ key: "X-Frame-Options", value: "DENY" }] },
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        // The token of a sign-in link is in the address and goes to no other site. Not "no-referrer": with scripts off a
        // form would then come from the origin "null", and the button on that page would be refused.
        { key: "Referrer-Policy", value: "same-origin" },
      ],
    },
  ],
};

export default withIntl(config);
