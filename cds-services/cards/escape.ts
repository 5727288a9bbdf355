// SPDX-License-Identifier: Apache-2.0
// Card details are Markdown, and some clients render raw HTML in it: text from the record must stay text.

/** Text of the record inside Markdown: one line, no HTML, no Markdown marks. Still readable where a client shows Markdown as plain text. */
export function escapeMarkdown(text: string): string {
  return plain(text)
    .replace(/[\\`*_{}[\]()#+!|~]/gu, '\\$&')
    .replace(/&/gu, '&amp;')
    .replace(/</gu, '&lt;')
    .replace(/>/gu, '&gt;')
    .replace(/:\/\//gu, ':\u200b//') // no autolinks
    .replace(/@/gu, '@\u200b')
    .replace(/\bwww\./giu, 'www\u200b.');
}

/** Text of the record inside a plain-text field (summary, label): one line, no control or direction characters. */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Length as CDS Hooks counts it: code points. */
export function codePoints(text: string): number {
  return [...text].length;
}
