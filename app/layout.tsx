import "@fontsource/noto-sans-khmer/khmer-400.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Patterns } from "#components/charts/fills.tsx";
import { Discs } from "#components/implementation/disc.tsx";
import { Footer } from "#components/site/footer.tsx";
import { Header } from "#components/site/header.tsx";
import { siteAddress } from "#lib/site-address.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("site");
  const address = siteAddress();
  return {
    ...(address && {
      metadataBase: new URL(address),
      openGraph: { type: "website", siteName: t("name"), images: [{ url: "/preview.png", width: 1200, height: 630 }] },
    }),
    title: { default: t("name"), template: `%s – ${t("name")}` },
    description: t("description"),
  };
}

export const viewport: Viewport = { colorScheme: "light dark" };

export default async function Layout({ children }: { children: ReactNode }) {
  const [locale, messages, t] = await Promise.all([getLocale(), getMessages(), getTranslations("site")]);
  return (
    <html lang={locale}>
      <body className="flex min-h-dvh flex-col">
        <Patterns />
        <Discs />
        <a href="#content" className="absolute left-4 -top-20 z-10 bg-surface px-4 py-2 underline focus:top-2">
          {t("skip")}
        </a>
        <NextIntlClientProvider messages={{ error: messages.error }}>
          <Header />
          <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[76rem] flex-1 px-4 py-8 outline-none">
            {children}
          </main>
          <Footer />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
