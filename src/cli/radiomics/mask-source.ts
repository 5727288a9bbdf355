// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { OutlineObject, OutlineTarget } from '../../imaging/outline/types.ts';
import { maskHash } from '../../jobs/radiomics-pool/content-hash.ts';
import type { LabelVolume } from '../../volume/volume.ts';
import { type ImageInput, readMaskFile } from './read-inputs.ts';
import { labelsOf } from './regions.ts';

/** The regions of a mask file. A DICOM segmentation or structure set may hold overlapping ones, so each is made when it is asked for. */
export interface MaskSource {
  /** SHA-1 of the labels as PyRadiomics has it; of the file where several segments are meant. */
  readonly hash: string;
  /** Every label or segment number, ascending. */
  labels(): readonly number[];
  /** A mask that holds the label's region, under the label's own value. */
  mask(label: number): LabelVolume;
}

/** Which region of a DICOM segmentation or structure set is meant. */
export interface SegmentChoice {
  /** `--segment`. */
  readonly segment?: number;
  /** The settings' label; 1, PyRadiomics' default, says nothing unless it was `labelGiven`. */
  readonly label: number;
  readonly labelGiven: boolean;
  readonly allLabels: boolean;
}

/** Segments are numbers beside the labels of other masks: the label that was given names the segment, and its mask holds that value. */
function outlineSource(outline: OutlineObject, bytes: Uint8Array, target: OutlineTarget, choice: SegmentChoice): MaskSource {
  const place = (number: number | undefined, value: number): LabelVolume => {
    const { mask } = outline.place(outline.choose(number), target);
    if (value === 1) return mask;
    const data = new Uint16Array(mask.data.length);
    for (let at = 0; at < data.length; at++) if (mask.data[at] !== 0) data[at] = value;
    return { grid: mask.grid, data };
  };
  if (choice.allLabels) {
    const drawn = outline.regions.filter((region) => outline.planesOf(region).length > 0); // an object may list regions that hold nothing
    const numbers = drawn.map(({ number }) => number).sort((a, b) => a - b);
    return { hash: createHash('sha1').update(bytes).digest('hex'), labels: () => numbers, mask: (label) => place(label, label) };
  }
  const named = choice.segment ?? (choice.labelGiven || choice.label !== 1 ? choice.label : undefined);
  const mask = place(named, choice.label);
  return { hash: maskHash(mask), labels: () => [choice.label], mask: () => mask };
}

/**
 * Opens a mask: NRRD or NIfTI labels, or a DICOM segmentation or structure set on its series.
 * @throws InputError, ImageFileError, ImagingError
 */
export function openMask(path: string, input: ImageInput, channel: number, choice: SegmentChoice): MaskSource {
  const file = readMaskFile(path, input, channel);
  if (file.kind === 'outline') return outlineSource(file.outline, file.bytes, file.target, choice);
  const { mask } = file;
  return { hash: maskHash(mask), labels: () => labelsOf(mask), mask: () => mask };
}
