// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../errors.ts';

/** One attribute's value. Several values are an array; a sequence is always an array of datasets; bulk data is a typed array, or fragments when encapsulated. */
export type DicomValue = string | number | readonly string[] | readonly number[] | readonly DicomDataset[] | DicomBulk | readonly Uint8Array[];
export type DicomBulk = Uint8Array | Uint16Array | Int16Array;

/** A DICOM dataset as a plain object keyed by attribute keyword (PS3.6). `undefined` = absent, `''` or `[]` = present without value. */
export interface DicomDataset {
  readonly [keyword: string]: DicomValue | undefined;
}

/** A code of a coded entry (PS3.3 section 8.8): value, designator of the scheme, meaning. */
export interface DicomCode {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** The coded entry as a sequence item. */
export function codeItem(code: DicomCode): DicomDataset {
  return { CodeValue: code.value, CodingSchemeDesignator: code.scheme, CodeMeaning: code.meaning };
}

/** First code of a code sequence, or undefined where it is absent or empty. */
export function codeOf(dataset: DicomDataset, keyword: string): DicomCode | undefined {
  const item = itemsOf(dataset, keyword)[0];
  if (item === undefined) return undefined;
  const value = textOf(item, 'CodeValue') ?? textOf(item, 'LongCodeValue') ?? textOf(item, 'URNCodeValue');
  if (value === undefined) return undefined;
  return { value, scheme: textOf(item, 'CodingSchemeDesignator') ?? '', meaning: textOf(item, 'CodeMeaning') ?? '' };
}

/** Items of a sequence; empty where it is absent. */
export function itemsOf(dataset: DicomDataset, keyword: string): readonly DicomDataset[] {
  const value = dataset[keyword];
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is DicomDataset => typeof item === 'object' && item !== null && !ArrayBuffer.isView(item));
}

/** First value as trimmed text; undefined where absent or empty. */
export function textOf(dataset: DicomDataset, keyword: string): string | undefined {
  const value = dataset[keyword];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first !== 'string' && typeof first !== 'number') return undefined;
  const text = String(first).trim();
  return text === '' ? undefined : text;
}

/** All values as trimmed texts. */
export function textsOf(dataset: DicomDataset, keyword: string): readonly string[] {
  const value = dataset[keyword];
  if (value === undefined || ArrayBuffer.isView(value)) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((v): v is string | number => typeof v === 'string' || typeof v === 'number').map((v) => String(v).trim());
}

/** All values as finite numbers; undefined where absent, empty or when one of them is no number. */
export function numbersOf(dataset: DicomDataset, keyword: string): readonly number[] | undefined {
  const texts = textsOf(dataset, keyword);
  if (texts.length === 0 || texts[0] === '') return undefined;
  const numbers = texts.map(Number);
  return numbers.every(Number.isFinite) ? numbers : undefined;
}

/** First value as a finite number. */
export function numberOf(dataset: DicomDataset, keyword: string): number | undefined {
  return numbersOf(dataset, keyword)?.[0];
}

/** Bulk bytes (not fragments). */
export function bytesOf(dataset: DicomDataset, keyword: string): Uint8Array | undefined {
  const value = dataset[keyword];
  if (value instanceof Uint8Array) return value;
  if (value instanceof Uint16Array || value instanceof Int16Array) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

/** @throws ImagingError `missing-attribute` where the text is absent or empty */
export function requiredText(dataset: DicomDataset, keyword: string, where: string): string {
  const text = textOf(dataset, keyword);
  if (text === undefined) throw missing(keyword, where);
  return text;
}

/** @throws ImagingError `missing-attribute` where there are not exactly `count` finite numbers */
export function requiredNumbers(dataset: DicomDataset, keyword: string, count: number, where: string): readonly number[] {
  const numbers = numbersOf(dataset, keyword);
  if (numbers === undefined || numbers.length !== count) throw missing(keyword, where);
  return numbers;
}

/** The error for an attribute that must be there. */
export function missing(keyword: string, where: string): ImagingError {
  return new ImagingError('missing-attribute', `${where} has no usable ${keyword}; the object cannot be placed or read without it.`, { attribute: keyword });
}
