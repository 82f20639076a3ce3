/** A browser without scripts, as far as forms go: it keeps cookies and sends a form with everything hidden in it. */
export class FormSender {
  private readonly baseURL: string;
  private cookies = new Map<string, string>();

  constructor(baseURL: string) {
    this.baseURL = baseURL;
  }

  async get(path: string): Promise<string> {
    const answer = await this.send(path, {});
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.text();
  }

  /** Sends the form with the button `label` that the page at `path` shows; answers with where it leads. */
  async submit(path: string, label: string, typed: Record<string, string> = {}): Promise<string> {
    const form = formWith(await this.get(path), label);
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...hiddenFieldsOf(form), ...typed })) body.append(name, value);
    const action = attribute(/<form\b[^>]*>/.exec(form)?.[0] ?? "", "action") || path;
    const answer = await this.send(action, { method: "POST", body, headers: { origin: this.baseURL } });
    const location = answer.headers.get("location");
    if (answer.status !== 303 || !location) throw new Error(`${label} on ${path} answered ${answer.status}`);
    return location;
  }

  private async send(path: string, init: RequestInit) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...init.headers, cookie };
    const answer = await fetch(new URL(path, this.baseURL), { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name) this.cookies.set(name, value ?? "");
    }
    return answer;
  }
}

function formWith(page: string, label: string) {
  const form = page.match(/<form\b.*?<\/form>/gs)?.find((text) => textOf(text).includes(label));
  if (!form) throw new Error(`There is no form with “${label}” on the page.`);
  return form;
}

function hiddenFieldsOf(form: string) {
  const inputs = [...form.matchAll(/<input\b[^>]*>/g)]
    .map(([input]) => input)
    .filter((input) => /type="hidden"/.test(input));
  return Object.fromEntries(inputs.map((input) => [attribute(input, "name"), attribute(input, "value")]));
}

function attribute(tag: string, name: string) {
  return plain(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
}

function textOf(html: string) {
  return plain(html.replace(/<[^>]*>/g, ""));
}

function plain(text: string) {
  const characters: Record<string, string> = { quot: '"', amp: "&", lt: "<", gt: ">", "#x27": "'", "#39": "'" };
  return text.replace(/&(quot|amp|lt|gt|#x27|#39);/g, (_whole, name: string) => characters[name] ?? "");
}
