// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { ImagingError } from '../errors.ts';

const ElementSchema = z.object({ vr: z.string().optional(), Value: z.array(z.unknown()).optional(), BulkDataURI: z.string().optional() });
const DatasetSchema = z.record(z.string(), ElementSchema);

/** One dataset of the DICOM JSON model, keyed by tag (eight hex digits; PS3.18 annex F). */
export type DicomJson = z.infer<typeof DatasetSchema>;

/** @throws ImagingError `dicomweb-bad-answer` where the answer is no list of DICOM JSON datasets */
export function parseDicomJson(answer: unknown, what: string): readonly DicomJson[] {
  const parsed = z.array(DatasetSchema).safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ImagingError('dicomweb-bad-answer', `The answer about the ${what} is not in the DICOM JSON model.`, {
    problem: parsed.error.issues[0]?.message ?? '',
  });
}

/** First value as trimmed text, empty where there is none. */
export function jsonText(dataset: DicomJson, tag: string): string {
  const value = dataset[tag]?.Value?.[0];
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** All values as finite numbers (decimal strings may come as strings or numbers), undefined where there is none or one is no number. */
export function jsonNumbers(dataset: DicomJson, tag: string): readonly number[] | undefined {
  const values = dataset[tag]?.Value;
  if (values === undefined || values.length === 0) return undefined;
  const numbers = values.map((v) => (typeof v === 'number' ? v : typeof v === 'string' && v.trim() !== '' ? Number(v) : Number.NaN));
  return numbers.every(Number.isFinite) ? numbers : undefined;
}

/** Items of a sequence. */
export function jsonItems(dataset: DicomJson, tag: string): readonly DicomJson[] {
  const parsed = z.array(DatasetSchema).safeParse(dataset[tag]?.Value ?? []);
  return parsed.success ? parsed.data : [];
}
