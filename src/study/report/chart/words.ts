// SPDX-License-Identifier: Apache-2.0
// How wide words are, so that labels can be fitted without a browser. Estimates for the font stack of the page, on the wide side.

const WIDE = /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\ud83c-\ud83e][\udc00-\udfff]/u;
const NARROW = /[ijlIft.,:;'|!()[\] ]/;
const BROAD = /[mwMW@%&—]/;

/** Width in pixels at this font size. */
export function widthOf(words: string, fontPx = 12): number {
  let em = 0;
  for (const character of words)
    em += WIDE.test(character) ? 1 : NARROW.test(character) ? 0.34 : BROAD.test(character) ? 0.88 : /[A-Z0-9_−–]/.test(character) ? 0.65 : 0.56;
  return em * fontPx;
}

/** The words, or as many of them as fit, ended by an ellipsis. */
export function shorten(words: string, maxPx: number, fontPx = 12): string {
  if (widthOf(words, fontPx) <= maxPx) return words;
  const characters = [...words];
  while (characters.length > 1 && widthOf(`${characters.join('')}…`, fontPx) > maxPx) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** Feature names carry their meaning at both ends: the middle is cut. */
export function shortenMiddle(words: string, maxPx: number, fontPx = 12): string {
  if (widthOf(words, fontPx) <= maxPx) return words;
  const characters = [...words];
  let keep = characters.length;
  let shown = words;
  while (keep > 4 && widthOf(shown, fontPx) > maxPx) {
    keep -= 1;
    const head = Math.ceil(keep * 0.4);
    shown = `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (keep - head)).join('')}`;
  }
  return shown;
}

/** Lines of at most this width, broken at spaces (and inside words that are wider than a line); at most `most` lines. */
export function wrap(words: string, maxPx: number, fontPx = 12, most = 3): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of words.split(/\s+/).filter((part) => part !== '')) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (current !== '' && widthOf(joined, fontPx) > maxPx) {
      lines.push(current);
      current = word;
    } else current = joined;
  }
  if (current !== '') lines.push(current);
  const kept = lines.slice(0, most).map((row) => shorten(row, maxPx, fontPx));
  if (lines.length > most) kept[most - 1] = shorten(`${lines[most - 1]} ${lines[most]}`, maxPx, fontPx);
  return kept;
}
