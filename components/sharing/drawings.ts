import { drawPicture, type Picture } from "./picture.tsx";

/** The newest pictures; what several ask for at once is drawn once. */
const kept = new Map<string, Promise<ArrayBuffer>>();
const mostKept = 100;

/**
 * How many pictures may wait for those before them. A picture takes about a tenth of a second, in which little else is done,
 * and every page has one for every day there has been: whoever asks for them all would keep the server at it. So one is
 * drawn at a time, and then none for as long as it took; what is asked for beyond these is not drawn. Days of the past
 * have few of the places, so that they leave some to the pages as they are now.
 */
const mostWaiting = { now: 16, past: 4 };

/** The picture that this is the tag of; nothing when too many wait already. */
export async function drawInTurn(
  tag: string,
  picture: Picture,
  of: keyof typeof mostWaiting,
): Promise<ArrayBuffer | undefined> {
  const known = kept.get(tag);
  if (known) return known;
  if (waiting >= mostWaiting[of]) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined && kept.size >= mostKept) kept.delete(oldest);
  const drawing = draw(picture);
  kept.set(tag, drawing);
  drawing.catch(() => kept.delete(tag));
  return drawing;
}

let waiting = 0;
let latest: Promise<void> = Promise.resolve();

async function draw(picture: Picture): Promise<ArrayBuffer> {
  const before = latest;
  const { promise, resolve: letNext } = Promise.withResolvers<void>();
  latest = promise;
  waiting += 1;
  await before;
  waiting -= 1;
  const began = performance.now();
  try {
    return await drawPicture(picture);
  } finally {
    setTimeout(letNext, performance.now() - began);
  }
}
