import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";
import messages from "./messages/en.json" with { type: "json" };

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
  env: { ERROR_WORDS: JSON.stringify(messages.error) },
};

export default withIntl(config);
