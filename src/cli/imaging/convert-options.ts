// SPDX-License-Identifier: Apache-2.0
import { InputError } from '../input-error.ts';
import { positiveNumber } from '../option-values.ts';
import { isWebAddress } from './series-address.ts';

/** Options of `hepanom convert` as commander gives them. */
export interface ConvertOptions {
  readonly image?: string;
  readonly series?: string;
  readonly mask?: string;
  readonly segment?: string;
  readonly threshold?: string;
  readonly resampleMask?: boolean;
  readonly byPosition?: boolean;
  readonly outImage?: string;
  readonly outMask?: string;
  readonly segmentLabel?: string;
  readonly segmentType?: string;
  readonly algorithm?: string;
  readonly tokenEnv?: string;
  readonly timeout?: string;
  readonly allowLossy?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** How an output is written. */
export type OutputFormat = 'nrrd' | 'nii' | 'nii.gz' | 'seg.dcm';

const IMAGE_FORMATS: readonly OutputFormat[] = ['nrrd', 'nii.gz', 'nii'];
const MASK_FORMATS: readonly OutputFormat[] = [...IMAGE_FORMATS, 'seg.dcm'];

/** The format that a file's ending names. @throws InputError `out-type` */
export function outputFormat(file: string, option: '--out-image' | '--out-mask'): OutputFormat {
  const formats = option === '--out-image' ? IMAGE_FORMATS : MASK_FORMATS;
  const found = formats.find((ending) => file.toLowerCase().endsWith(`.${ending}`));
  if (found !== undefined) return found;
  throw new InputError('out-type', `${option} ${file}: the ending says what is written; use ${formats.map((ending) => `.${ending}`).join(', ')}.`);
}

/** `--threshold`. @throws InputError `option` */
export function thresholdOf({ threshold }: ConvertOptions): number | undefined {
  if (threshold === undefined) return undefined;
  const value = positiveNumber(threshold, '--threshold');
  if (value > 1) throw new InputError('option', `--threshold is a share, above 0 and at most 1, got "${threshold}".`);
  return value;
}

/** `--segment`: a number where it is one, else a label. */
export function segmentOf({ segment }: ConvertOptions): number | string | undefined {
  return segment !== undefined && /^\d+$/.test(segment) ? Number(segment) : segment;
}

const MASK_ONLY = ['segment', 'threshold', 'resampleMask', 'byPosition', 'outMask'] as const;
const SEG_ONLY = ['segmentLabel', 'segmentType', 'algorithm'] as const;

const flag = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** @throws InputError `option`, `out-type` where options are missing or no use together */
export function checkConvertOptions(options: ConvertOptions): void {
  if (options.image === undefined)
    throw new InputError('option', 'Give --image: an NRRD or NIfTI file, a folder with a DICOM series, or the DICOMweb address of a series.');
  for (const name of MASK_ONLY)
    if (options.mask === undefined && options[name] !== undefined && options[name] !== false)
      throw new InputError('option', `${flag(name)} is for --mask only.`);
  if (options.outImage !== undefined) outputFormat(options.outImage, '--out-image');
  const toSeg = options.outMask !== undefined && outputFormat(options.outMask, '--out-mask') === 'seg.dcm';
  for (const name of SEG_ONLY) if (!toSeg && options[name] !== undefined) throw new InputError('option', `${flag(name)} is for --out-mask F.seg.dcm only.`);
  if (options.outImage !== undefined && options.outImage === options.outMask)
    throw new InputError('option', 'Image and mask cannot be written into the same file.');
  const web = [options.image, options.mask].some((input) => input !== undefined && isWebAddress(input));
  for (const name of ['tokenEnv', 'timeout'] as const)
    if (!web && options[name] !== undefined) throw new InputError('option', `${flag(name)} is for DICOMweb addresses only.`);
  thresholdOf(options);
}
