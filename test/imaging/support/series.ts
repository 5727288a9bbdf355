// SPDX-License-Identifier: Apache-2.0
import { type AssembleOptions, assembleVolume, type CtVolume, decodeSlice } from '../../../src/imaging/dicom/assemble-volume.ts';
import type { DicomDataset } from '../../../src/imaging/dicom/dataset.ts';
import { readCtSlices } from '../../../src/imaging/dicom/enhanced-ct.ts';
import { writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { derivedUid, SOP_CLASS } from '../../../src/imaging/dicom/uids.ts';

/** A small CT series made in code: every value is known, nothing comes from a patient. */
export interface SeriesSpec {
  readonly name?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly slices?: number;
  readonly spacingMm?: readonly [number, number, number];
  readonly originMm?: readonly [number, number, number];
  readonly orientation?: readonly number[];
  /** Changes one slice's dataset; `k` counts from the feet. */
  readonly change?: (k: number) => DicomDataset;
  /** Changes every slice's dataset. */
  readonly attributes?: DicomDataset;
}

/** Stored value at (x, y, k): all different within a slice, some negative. */
export function storedValue(x: number, y: number, k: number): number {
  return ((x * 31 + y * 17 + k * 101) % 2000) - 900;
}

/** Datasets of the slices, feet first. */
export function seriesDatasets(spec: SeriesSpec = {}): DicomDataset[] {
  const { name = 'a', columns = 6, rows = 5, slices = 4, spacingMm = [0.75, 0.8, 2.5], originMm = [-10, -20, 100], orientation = [1, 0, 0, 0, 1, 0] } = spec;
  const [a, b, c, d, e, f] = orientation as [number, number, number, number, number, number];
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d];
  return Array.from({ length: slices }, (_, k) => {
    const pixels = new Int16Array(rows * columns);
    for (let y = 0, i = 0; y < rows; y++) for (let x = 0; x < columns; x++, i++) pixels[i] = storedValue(x, y, k);
    return {
      SOPClassUID: SOP_CLASS.ctImage,
      SOPInstanceUID: derivedUid(`test slice ${name} ${k}`),
      StudyInstanceUID: derivedUid('test study'),
      SeriesInstanceUID: derivedUid(`test series ${name}`),
      FrameOfReferenceUID: derivedUid('test frame of reference'),
      Modality: 'CT',
      ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      PatientName: 'Test^Phantom',
      PatientID: 'phantom-1',
      PatientBirthDate: '',
      PatientSex: '',
      StudyDate: '20260102',
      StudyTime: '101500',
      StudyID: '1',
      AccessionNumber: '',
      ReferringPhysicianName: '',
      SeriesNumber: 3,
      InstanceNumber: k + 1,
      AcquisitionNumber: 1,
      ImageOrientationPatient: [...orientation],
      ImagePositionPatient: originMm.map((o, i) => o + (normal[i] as number) * k * spacingMm[2]),
      PixelSpacing: [spacingMm[1], spacingMm[0]],
      SliceThickness: spacingMm[2],
      Rows: rows,
      Columns: columns,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelRepresentation: 1,
      RescaleSlope: 1,
      RescaleIntercept: 0,
      RescaleType: 'HU',
      PixelData: pixels,
      ...spec.attributes,
      ...spec.change?.(k),
    };
  });
}

/** The series as Part 10 files. */
export function seriesFiles(spec: SeriesSpec = {}, transferSyntaxUid?: string): Uint8Array[] {
  return seriesDatasets(spec).map((dataset) => writePart10(dataset, transferSyntaxUid));
}

/** Files to volume, as the loader does it. */
export async function volumeOf(files: readonly Uint8Array[], options?: AssembleOptions): Promise<CtVolume> {
  return assembleVolume(await Promise.all(files.flatMap(readCtSlices).map((slice) => decodeSlice(slice))), options);
}
