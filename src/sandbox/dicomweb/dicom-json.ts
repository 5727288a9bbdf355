// SPDX-License-Identifier: Apache-2.0
// Datasets in the DICOM JSON model (PS3.18 annex F), without bulk data.
import type { DicomDataset, DicomValue } from '../../imaging/dicom/dataset.ts';
import { lookUpKeyword } from '../../imaging/dicom/dictionary.ts';

export interface JsonElement {
  readonly vr: string;
  readonly Value?: readonly unknown[];
  readonly BulkDataURI?: string;
}
export type JsonDataset = Readonly<Record<string, JsonElement>>;

const NUMERIC = new Set(['DS', 'IS', 'US', 'SS', 'UL', 'SL', 'FL', 'FD']);

/**
 * @param bulkUri makes the address of a bulk value from its tag; without it bulk values are left out
 */
export function toDicomJson(dataset: DicomDataset, bulkUri?: (tag: string) => string): JsonDataset {
  const entries: [string, JsonElement][] = [];
  for (const [keyword, value] of Object.entries(dataset)) {
    const entry = lookUpKeyword(keyword);
    if (entry === undefined || value === undefined || entry.tag.startsWith('0002')) continue;
    const vr = entry.vr === 'xs' ? (dataset.PixelRepresentation === 1 ? 'SS' : 'US') : entry.vr === 'ox' ? 'OW' : entry.vr;
    if (isBulk(value)) {
      if (bulkUri !== undefined) entries.push([entry.tag, { vr, BulkDataURI: bulkUri(entry.tag.toLowerCase()) }]);
      continue;
    }
    entries.push([entry.tag, elementOf(vr, value)]);
  }
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function elementOf(vr: string, value: DicomValue): JsonElement {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (vr === 'SQ') return list.length === 0 || value === '' ? { vr } : { vr, Value: list.map((item) => toDicomJson(item as DicomDataset)) };
  const filled = list.filter((one) => one !== '');
  if (filled.length === 0) return { vr };
  if (vr === 'PN') return { vr, Value: filled.map((name) => ({ Alphabetic: String(name) })) };
  return { vr, Value: NUMERIC.has(vr) ? filled.map(Number) : filled.map(String) };
}

/** True for pixel data and other bulk values. */
export function isBulk(value: DicomValue | undefined): boolean {
  return ArrayBuffer.isView(value) || (Array.isArray(value) && ArrayBuffer.isView(value[0]));
}

/** Plain texts of one attribute, for matching. */
export function textsAt(dataset: JsonDataset, tag: string): readonly string[] {
  return (dataset[tag]?.Value ?? []).map((value) =>
    typeof value === 'object' && value !== null && 'Alphabetic' in value ? String(value.Alphabetic) : String(value),
  );
}
