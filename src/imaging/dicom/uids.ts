// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/** Transfer syntaxes this room can write or read (DICOM PS3.5 annex A; names of PS3.6 annex A). */
export const TRANSFER_SYNTAX = {
  implicitLittleEndian: '1.2.840.10008.1.2',
  explicitLittleEndian: '1.2.840.10008.1.2.1',
  deflatedLittleEndian: '1.2.840.10008.1.2.1.99',
  explicitBigEndian: '1.2.840.10008.1.2.2',
  jpegLosslessProcess14: '1.2.840.10008.1.2.4.57',
  jpegLosslessSv1: '1.2.840.10008.1.2.4.70',
  jpegLsLossless: '1.2.840.10008.1.2.4.80',
  jpegLsNearLossless: '1.2.840.10008.1.2.4.81',
  jpeg2000Lossless: '1.2.840.10008.1.2.4.90',
  jpeg2000: '1.2.840.10008.1.2.4.91',
  rleLossless: '1.2.840.10008.1.2.5',
} as const;

/** SOP classes this room deals with (DICOM PS3.4 annex B.5). */
export const SOP_CLASS = {
  ctImage: '1.2.840.10008.5.1.4.1.1.2',
  enhancedCtImage: '1.2.840.10008.5.1.4.1.1.2.1',
  legacyConvertedEnhancedCtImage: '1.2.840.10008.5.1.4.1.1.2.2',
  segmentation: '1.2.840.10008.5.1.4.1.1.66.4',
  rtStructureSet: '1.2.840.10008.5.1.4.1.1.481.3',
  labelMapSegmentation: '1.2.840.10008.5.1.4.1.1.66.7',
  comprehensive3dSr: '1.2.840.10008.5.1.4.1.1.88.34',
} as const;

const UID_GRAMMAR = /^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))+$/;
const URL_SAFE_UID = /^[0-9][0-9.]{0,63}$/;

/** True for a UID by the grammar of DICOM PS3.5 section 9.1: dotted numbers without leading zeros, 1 to 64 characters. */
export function isUid(text: string): boolean {
  return text.length <= 64 && UID_GRAMMAR.test(text);
}

/**
 * True for what may stand as a UID in a URL: only digits and dots, 1 to 64 characters, no empty component.
 * Looser than {@link isUid} because archives hold real data whose components start with 0; still nothing that could leave the path.
 */
export function isUrlSafeUid(text: string): boolean {
  return URL_SAFE_UID.test(text) && !text.includes('..') && !text.endsWith('.');
}

/**
 * A UID under the UUID root that depends on nothing but the seed: `2.25.` and the decimal of the first 128 bits of SHA-256(seed).
 * The same seed gives the same UID on every machine, so a repeated run names the same object.
 *
 * @param seed any text; give each kind of object its own prefix
 * @see DICOM PS3.5 annex B.2 (2.25 root)
 */
export function derivedUid(seed: string): string {
  const digest = createHash('sha256').update(seed, 'utf8').digest('hex');
  return `2.25.${BigInt(`0x${digest.slice(0, 32)}`).toString(10)}`;
}
