/** How the progress card for other sites looks. It is written into the card; the policy of its answer names its hash. */
export const cardStyle = `
:root { color-scheme: light dark; --ink: light-dark(oklch(24% 0.02 250), oklch(94% 0.006 250)); --muted: light-dark(oklch(45% 0.02 250), oklch(76% 0.012 250)); --ground: light-dark(oklch(100% 0 0), oklch(22.5% 0.014 250)); --line: light-dark(oklch(90% 0.006 250), oklch(33% 0.014 250)); --edge: light-dark(oklch(58% 0.015 250), oklch(62% 0.015 250)); --accent: light-dark(oklch(44% 0.13 255), oklch(78% 0.1 250)); --done: light-dark(oklch(47% 0.12 150), oklch(75% 0.14 150)); }
* { box-sizing: border-box; margin: 0; }
html { background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Khmer", Arial, sans-serif; overflow-wrap: anywhere; }
main { display: flex; flex-direction: column; gap: 0.75rem; padding: 1rem; border: 1px solid var(--line); border-radius: 0.25rem; min-height: 100vh; }
h1 { font-size: 1rem; font-weight: 600; line-height: 1.4; }
dl { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
dl div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
dd { font-size: 1.25rem; line-height: 1.75rem; font-weight: 600; font-variant-numeric: tabular-nums; }
dd span { margin-left: 0.25rem; font-size: 0.875rem; font-weight: 400; }
svg { display: block; width: 100%; height: 1.25rem; flex: none; border: 1px solid var(--edge); }
dt, p, dd span { color: var(--muted); font-size: 0.875rem; line-height: 1.25rem; }
a { color: var(--accent); text-underline-offset: 3px; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.foot { margin-top: auto; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1rem; }
.solid { fill: var(--done); }
`;
