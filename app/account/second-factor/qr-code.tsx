import { generate } from "lean-qr";
import { toSvgPath } from "lean-qr/extras/svg";

/** Modules of white around it, without which a camera does not find it. */
const margin = 4;

/** What a camera reads, black on white also in the dark. */
export function QrCode({ content, label }: { content: string; label: string }) {
  const code = generate(content);
  const size = code.size + 2 * margin;
  return (
    <svg role="img" aria-label={label} viewBox={`${-margin} ${-margin} ${size} ${size}`} className="size-56 bg-white">
      <path d={toSvgPath(code)} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
