import { request as httpRequest } from "node:http";
import type { BrowserContext, Page } from "@playwright/test";
import { expect } from "./app.ts";

/** A form as a browser sends it: by itself, or as a script sends what it holds. */
export type SentForm = { url: string; headers: Record<string, string>; body: string };

/** What the browser would send when `press` is called; it never arrives. So many that go before it do. */
export async function captureForm(page: Page, press: () => Promise<unknown>, before = 0): Promise<SentForm> {
  const any = () => true;
  let left = before;
  const captured = new Promise<SentForm>((settle) => {
    void page.route(any, async (route) => {
      const request = route.request();
      if (request.method() !== "POST" || left-- > 0) return route.continue();
      const { "content-length": _, "accept-encoding": __, cookie: ___, ...headers } = await request.allHeaders();
      const body = request.postDataBuffer()?.toString("utf8") ?? "";
      settle({ url: request.url(), headers, body });
      await route.abort();
    });
  });
  await press();
  const sent = await captured;
  await page.unroute(any);
  return sent;
}

export type Answer = { status: number; location: string | undefined; text: string };

/** Sends it as it was, but for what is said here. Nothing is kept: a cookie that the answer sets or takes away is not. */
export async function postForm({ url, headers, body }: SentForm): Promise<Answer> {
  return new Promise((settle, failed) => {
    const content = Buffer.from(body);
    const sending = httpRequest(
      url,
      { method: "POST", headers: { ...headers, "content-length": content.length } },
      async (answer) => {
        const text = Buffer.concat(await answer.toArray()).toString("utf8");
        settle({ status: answer.statusCode ?? 0, location: answer.headers.location, text });
      },
    );
    sending.on("error", failed);
    sending.end(content);
  });
}

/** The cookies of a browser, as it would send them. */
export async function cookiesOf(context: BrowserContext): Promise<string> {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** A form's body with another value for a field, whatever the number that goes before the field's name. */
export function withValue(body: string, name: string, value: string): string {
  const changed = isParameters(body) ? inParameters(body, name, value) : inParts(body, name, value);
  expect(changed, `another ${name}`).not.toBe(body);
  return changed;
}

/** The names of what it holds, without what Next sends along. */
export function namesIn(body: string): string[] {
  const names = isParameters(body)
    ? [...new URLSearchParams(body).keys()]
    : [...body.matchAll(/ name="(?:_?\d+_)?([^"]*)"/g)].map(([, name = ""]) => name);
  return names.filter((name) => !/^(\$ACTION|\d+$)/.test(name));
}

function isParameters(body: string) {
  return !body.startsWith("--");
}

function inParameters(body: string, name: string, value: string) {
  const parameters = new URLSearchParams(body);
  if (parameters.has(name)) parameters.set(name, value);
  return parameters.toString();
}

function inParts(body: string, name: string, value: string) {
  const part = new RegExp(`(name="(?:_?\\d+_)?${name.replace(/[.$]/g, "\\$&")}"\r\n\r\n)[^\r]*`, "g");
  return body.replace(part, (_, head) => head + value);
}
