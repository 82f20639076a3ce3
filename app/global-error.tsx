"use client";
import "@fontsource/noto-sans-khmer/khmer-400.css";
import "./globals.css";
import { Button } from "#components/ui/button.tsx";

/** Written in when it is built (next.config.ts): what fails here may be what would give the words. */
const words: Record<"title" | "text" | "retry" | "home", string> = JSON.parse(process.env.ERROR_WORDS ?? "{}");

/** What is drawn when the layout fails, and with it the place where error.tsx would be. */
export default function GlobalErrorPage({ reset }: { reset: () => void }) {
  return (
    <html lang="en-GB">
      <body>
        <title>{words.title}</title>
        <main className="mx-auto w-full max-w-[76rem] px-4 py-8">
          <h1>{words.title}</h1>
          <p className="mt-4 max-w-text">{words.text}</p>
          <p className="mt-6 flex flex-wrap items-center gap-6">
            <Button onClick={reset}>{words.retry}</Button>
            <a href="/" className="text-accent underline underline-offset-3">
              {words.home}
            </a>
          </p>
        </main>
      </body>
    </html>
  );
}
