// SPDX-License-Identifier: Apache-2.0
import type { Remark } from './remarks.ts';

/** Number of regions that failed. */
export function failedRegions(remarks: readonly Remark[]): number {
  return remarks.filter(({ kind }) => kind === 'error').length;
}

/** `Label 2, Component 1: `, or nothing for the only region. */
function placeOf({ cells }: Remark): string {
  const { Image: _, Mask: __, ...rest } = cells;
  const parts = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}

/** Many notes of one kind in one line: a flat image alone gives one for nearly each of its features. */
function noteLine(notes: readonly Remark[]): string {
  const [first] = notes as [Remark, ...Remark[]];
  const features = notes.flatMap((note) => note.features);
  const images = [...new Set(features.map((name) => name.split('_')[0]!))];
  const which = features.length === 1 ? features[0]! : `${features.length} values of ${images.join(', ')}, the first is ${first.features[0]}`;
  const more = notes.length === 1 ? '' : ' (--format json gives the reason for each.)';
  return `note [${first.code}]: ${placeOf(first)}${which}: ${first.message}${more}\n`;
}

/** Remarks of the given kinds as lines for a person; a region's notes with one code share a line. */
export function remarkLines(remarks: readonly Remark[], kinds: readonly Remark['kind'][]): string[] {
  const lines: string[] = [];
  const notes = new Map<string, Remark[]>();
  for (const remark of remarks.filter(({ kind }) => kinds.includes(kind))) {
    const { kind, code, message } = remark;
    if (kind !== 'note') lines.push(`${kind} [${code}]: ${placeOf(remark)}${message}\n`);
    else {
      const key = `${placeOf(remark)}${code}`;
      notes.set(key, [...(notes.get(key) ?? []), remark]);
    }
  }
  return [...lines, ...[...notes.values()].map(noteLine)];
}
