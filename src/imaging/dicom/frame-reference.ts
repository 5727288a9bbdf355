// SPDX-License-Identifier: Apache-2.0
import type { CtHeader } from './ct-header.ts';
import { type DicomDataset, numbersOf, textOf } from './dataset.ts';

/**
 * How a set of referenced images names one frame of a multi-frame object: SOP Instance UID, `#`, frame number from 1. A whole object (every
 * classic CT image) is named by its UID alone.
 */
export function frameKey(sopInstanceUid: string, frameNumber: number | undefined): string {
  return frameNumber === undefined ? sopInstanceUid : `${sopInstanceUid}#${frameNumber}`;
}

/** The object that a key of {@link frameKey} belongs to. */
export function objectOfKey(key: string): string {
  const at = key.indexOf('#');
  return at < 0 ? key : key.slice(0, at);
}

/**
 * Keys of one item that references an image (Referenced SOP Instance UID, with Referenced Frame Number where only some frames are meant);
 * empty where it names none.
 * @see DICOM PS3.3 section 10.3 (Image SOP Instance Reference Macro)
 */
export function referencedKeys(item: DicomDataset): readonly string[] {
  const uid = textOf(item, 'ReferencedSOPInstanceUID');
  if (uid === undefined) return [];
  return numbersOf(item, 'ReferencedFrameNumber')?.map((frame) => frameKey(uid, frame)) ?? [uid];
}

/** True where the slice, or the whole object it is a frame of, is among the referenced images. */
export function isReferenced(header: Pick<CtHeader, 'sopInstanceUid' | 'frame'>, keys: ReadonlySet<string>): boolean {
  return keys.has(header.sopInstanceUid) || (header.frame !== undefined && keys.has(frameKey(header.sopInstanceUid, header.frame.number)));
}
