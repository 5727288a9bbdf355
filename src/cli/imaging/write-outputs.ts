// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import type { DicomCode } from '../../imaging/dicom/dataset.ts';
import type { SourceCt } from '../../imaging/dicom/source-ct.ts';
import { writeNrrd } from '../../imaging/nrrd.ts';
import { SEG_CODES } from '../../imaging/seg/codes.ts';
import { type SegmentDescription, writeSeg } from '../../imaging/seg/write-seg.ts';
import { writeNifti } from '../../imaging/write-nifti.ts';
import type { LabelVolume, Volume } from '../../volume/volume.ts';
import { InputError } from '../input-error.ts';
import { oneOf } from '../option-values.ts';
import { type ConvertOptions, type OutputFormat, outputFormat } from './convert-options.ts';
import type { PlacedMask } from './mask-input.ts';

/** An image or label file in a format other than DICOM. */
export function volumeFile(volume: Volume | LabelVolume, format: Exclude<OutputFormat, 'seg.dcm'>): Uint8Array {
  if (format === 'nrrd') return writeNrrd(volume);
  const plain = writeNifti(volume);
  return format === 'nii' ? plain : gzipSync(plain);
}

const TYPES = { neoplasm: SEG_CODES.neoplasm, mass: SEG_CODES.mass, liver: SEG_CODES.liver, tissue: SEG_CODES.tissue } as const;
const TYPE_NAMES = ['neoplasm', 'mass', 'liver', 'tissue'] as const;

/** What the written segment is called and coded, and whether that was given rather than assumed. */
export function segmentDescription(
  options: ConvertOptions,
  label: PlacedMask['labels'][number],
): { readonly description: SegmentDescription; readonly coded: boolean } {
  const { region, value } = label;
  const named = options.segmentType === undefined ? undefined : TYPES[oneOf(options.segmentType, TYPE_NAMES, '--segment-type')];
  const type: DicomCode = named ?? region?.type ?? SEG_CODES.tissue;
  const kept = named === undefined ? region?.category : undefined;
  const algorithm = options.algorithm ?? (region?.algorithmName || undefined);
  const stated = region?.algorithmType === 'AUTOMATIC' || region?.algorithmType === 'SEMIAUTOMATIC' ? region.algorithmType : 'MANUAL';
  const algorithmType = options.algorithm === undefined ? stated : 'AUTOMATIC';
  return {
    description: {
      label: options.segmentLabel ?? (region?.label || `Label ${value}`),
      category: kept ?? categoryOf(type),
      type,
      anatomicRegion: undefined,
      algorithmType,
      ...(algorithmType === 'MANUAL' ? {} : { algorithmName: algorithm ?? 'not stated' }),
      ...(region === undefined || region.trackingId === '' || region.trackingUid === ''
        ? {}
        : { trackingId: region.trackingId, trackingUid: region.trackingUid }),
    },
    coded: named !== undefined || region?.type !== undefined,
  };
}

/** Longest texts of the attributes that a segmentation repeats (PS3.5 section 6.2: SH 16, LO 64). */
const LONGEST = { studyId: 16, accessionNumber: 16, patientId: 64, studyDescription: 64, positionReferenceIndicator: 64 } as const;

/** The source of a segmentation without what DICOM would not let it repeat: some CTs carry longer texts than allowed. */
export function storableSource(source: SourceCt): { readonly source: SourceCt; readonly leftOut: readonly string[] } {
  const leftOut = (Object.keys(LONGEST) as (keyof typeof LONGEST)[]).filter((name) => (source[name]?.length ?? 0) > LONGEST[name]);
  return { source: { ...source, ...Object.fromEntries(leftOut.map((name) => [name, ''])) }, leftOut };
}

function categoryOf(type: DicomCode): DicomCode {
  if (type === SEG_CODES.tissue) return SEG_CODES.tissue;
  return type === SEG_CODES.liver ? SEG_CODES.anatomicalStructure : SEG_CODES.morphologicallyAbnormal;
}

/**
 * The mask in the format that the file's ending names.
 *
 * @param source of the CT; undefined where the image is no DICOM series
 * @throws InputError `seg-needs-dicom`, `seg-several-labels`; ImagingError of `writeSeg`
 */
export function maskFile(options: ConvertOptions, placed: PlacedMask, source: SourceCt | undefined, nowIso: string, creator: string): Uint8Array {
  const format = outputFormat(options.outMask!, '--out-mask');
  if (format !== 'seg.dcm') return volumeFile(placed.mask, format);
  const [label, ...more] = placed.labels;
  if (source === undefined)
    throw new InputError(
      'seg-needs-dicom',
      'A DICOM segmentation repeats the patient, study and slices of its CT, which an NRRD or NIfTI image does not hold: give the DICOM folder or the DICOMweb series as --image, or write the mask as .nrrd or .nii.gz.',
    );
  if (label === undefined || more.length > 0)
    throw new InputError(
      'seg-several-labels',
      `The mask holds the labels ${placed.labels.map(({ value }) => value).join(', ')}; a DICOM segmentation is written of one of them: name it with --segment.`,
    );
  const { description } = segmentDescription(options, label);
  return writeSeg({
    mask: placed.mask,
    label: label.value,
    ct: storableSource(source).source,
    segment: description,
    seriesDescription: description.label,
    contentDateIso: nowIso,
    contentCreator: creator,
  });
}
