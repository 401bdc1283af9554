/** The style sheet of a page of results. */
export const style = `
:root { color-scheme: light dark; --right: light-dark(#17633a, #7fd6a2); --wrong: light-dark(#a3231c, #ff9c94); --line: light-dark(#ddd, #444); }
body { margin: 1.5rem auto; max-width: 70rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.3rem; }
dl { display: flex; flex-wrap: wrap; gap: 0.3rem 1.5rem; margin: 0; }
dl div { display: flex; gap: 0.4rem; }
dt { opacity: 0.75; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
main { margin-top: 1rem; }
article { display: flex; gap: 1rem; align-items: flex-start; border-top: 1px solid var(--line); padding: 0.8rem 0; }
#wrong:checked ~ main .right { display: none; }
p { margin: 0; }
.said { font-size: 1.15rem; }
.right .said b { color: var(--right); }
.wrong .said b { color: var(--wrong); }
.verdict { font-size: 0.85rem; }
.input { font-size: 0.8rem; opacity: 0.75; }
ol { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; margin: 0.5rem 0 0; padding: 0; }
li { width: 4rem; font-size: 0.8rem; text-align: center; overflow-wrap: anywhere; }
.image, .look { background: var(--image) center / 100% 100%; image-rendering: pixelated; aspect-ratio: var(--ratio); print-color-adjust: exact; }
.image { flex: none; width: 6rem; }
.look svg { display: block; width: 100%; height: 100%; }
`;
