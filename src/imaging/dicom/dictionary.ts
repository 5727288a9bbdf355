// SPDX-License-Identifier: Apache-2.0
import dcmjs from 'dcmjs';

// it would print values of datasets on odd input
dcmjs.log.setLevel('silent');
dcmjs.log.getLogger('validation.dcmjs').setLevel('silent');

/** What the data dictionary (PS3.6) says about a keyword; `vr` may be one of dcmjs' open kinds `xs` (US or SS) and `ox` (OB or OW). */
export interface DictionaryEntry {
  /** Eight upper-case hex digits, group first. */
  readonly tag: string;
  readonly vr: string;
}

const byKeyword = new Map<string, DictionaryEntry>();
const byTag = new Map<string, string>();
for (const [keyword, entry] of Object.entries(dcmjs.data.DicomMetaDictionary.nameMap)) {
  const tag = entry.tag.replace(/[(),]/g, '').toUpperCase();
  if (!/^[0-9A-F]{8}$/.test(tag)) continue; // repeating groups (50xx, 60xx) are of no use here
  byKeyword.set(keyword, { tag, vr: entry.vr });
  byTag.set(tag, keyword);
}

/** Tag and VR of a keyword, or undefined for a word the dictionary does not know. */
export function lookUpKeyword(keyword: string): DictionaryEntry | undefined {
  return byKeyword.get(keyword);
}

/** Keyword of a tag (eight hex digits), or undefined for private and unknown tags. */
export function keywordOfTag(tag: string): string | undefined {
  return byTag.get(tag.toUpperCase());
}
