// SPDX-License-Identifier: Apache-2.0
import { textOf } from '../dicom/dataset.ts';
import { readPart10 } from '../dicom/part10.ts';
import { SOP_CLASS } from '../dicom/uids.ts';
import { structureSetOf } from '../rtstruct/read-rtstruct.ts';
import { segmentationOf } from '../seg/read-seg.ts';
import { segmentationOutline } from './segmentation-outline.ts';
import { structureSetOutline } from './structure-set-outline.ts';
import type { OutlineObject } from './types.ts';

/**
 * Reads a DICOM Segmentation or an RT Structure Set from a Part 10 file, by what the object says it is.
 *
 * @throws ImagingError `not-a-segmentation` for any other object, and those of `readSeg` and `readStructureSet`
 */
export function readOutline(bytes: Uint8Array): OutlineObject {
  const object = readPart10(bytes);
  return textOf(object.dataset, 'SOPClassUID') === SOP_CLASS.rtStructureSet
    ? structureSetOutline(structureSetOf(object))
    : segmentationOutline(segmentationOf(object));
}
