// SPDX-License-Identifier: Apache-2.0
import type { Narrative } from 'fhir/r4';

/** Text that is safe inside XHTML. */
export function escapeXhtml(text: string): string {
  return text
    .replace(/(?![\t\n\r])\p{Cc}/gu, '')
    .replace(/&/gu, '&amp;')
    .replace(/</gu, '&lt;')
    .replace(/>/gu, '&gt;')
    .replace(/"/gu, '&quot;');
}

/** A generated narrative of plain paragraphs. */
export function narrative(...paragraphs: readonly string[]): Narrative {
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${paragraphs.map((text) => `<p>${escapeXhtml(text)}</p>`).join('')}</div>` };
}
