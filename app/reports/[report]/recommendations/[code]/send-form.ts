import type { Answer } from "./form-state.ts";

export type Sending = { answer: Promise<Answer>; stop: () => void };

/**
 * Sends a form by script, which tells how much of it is sent; the page stays, and with it the files that were chosen.
 * Nothing where that cannot even begin: the browser then sends the form itself.
 */
export function sendForm(form: HTMLFormElement, address: string, tell: (share: number) => void): Sending | undefined {
  try {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = ({ loaded, total }) => tell(total > 0 ? loaded / total : 0);
    const answer = new Promise<Answer>((settle) => {
      request.onload = () => settle(read(request.responseText));
      request.onerror = () => settle(nothing("failed"));
      request.onabort = () => settle(nothing("stopped"));
    });
    request.send(new FormData(form));
    return { answer, stop: () => request.abort() };
  } catch {
    return;
  }
}

function read(text: string): Answer {
  try {
    const answer = JSON.parse(text, asDate);
    return "done" in answer || "refusal" in answer ? answer : nothing("failed");
  } catch {
    return nothing("failed");
  }
}

function nothing(refusal: "failed" | "stopped"): Answer {
  return { refusal, problems: [], since: [] };
}

/** Days and instants end in On, By and At (CONTRIBUTING.md); JSON made texts of them. */
function asDate(name: string, value: unknown): unknown {
  return /(?:On|By|At)$/.test(name) && typeof value === "string" ? new Date(value) : value;
}
