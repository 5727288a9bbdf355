// SPDX-License-Identifier: Apache-2.0

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const NO_BREAK_SPACE = '\u00a0';

/** Text made safe for the content of elements and for quoted attributes, in HTML and in SVG. Characters that XML forbids become U+FFFD; `95 %` never breaks. */
export function escapeHtml(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/(\d) %/g, `$1${NO_BREAK_SPACE}%`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Control characters that neither HTML nor XML may carry; tab and line ends stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the purpose of this line.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
