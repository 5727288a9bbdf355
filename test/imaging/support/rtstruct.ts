// SPDX-License-Identifier: Apache-2.0
import type { DicomDataset } from '../../../src/imaging/dicom/dataset.ts';
import { writePart10 } from '../../../src/imaging/dicom/part10.ts';
import type { SourceCt } from '../../../src/imaging/dicom/source-ct.ts';
import { derivedUid, SOP_CLASS } from '../../../src/imaging/dicom/uids.ts';
import type { Grid, Vec3 } from '../../../src/volume/grid.ts';

/** A structure to be drawn. */
export interface RoiSpec {
  readonly number: number;
  readonly name: string;
  readonly label?: string;
  readonly interpretedType?: string;
  readonly code?: readonly [value: string, scheme: string];
  readonly contours: readonly ContourSpec[];
}

/** A contour by the pixels of its slice: (0, 0) is the centre of the first pixel. */
export interface ContourSpec {
  readonly slice: number;
  readonly points: readonly (readonly [number, number])[];
  readonly type?: string;
  /** Moves single points along the slices, in slices. */
  readonly lift?: (point: number) => number;
  /** SOP UIDs to name; default: the slice's own. */
  readonly images?: readonly string[];
}

/** A point of the grid (continuous index) in the patient. */
export function toPatient(grid: Grid, [x, y, z]: Vec3): number[] {
  const step = [x * grid.spacingMm[0], y * grid.spacingMm[1], z * grid.spacingMm[2]] as const;
  return [0, 1, 2].map(
    (i) =>
      (grid.originMm[i] as number) +
      (grid.direction[3 * i] as number) * step[0] +
      (grid.direction[3 * i + 1] as number) * step[1] +
      (grid.direction[3 * i + 2] as number) * step[2],
  );
}

/** A structure set on a CT, as a planning system would write it. */
export function rtstructDataset(grid: Grid, ct: SourceCt, rois: readonly RoiSpec[], changes: DicomDataset = {}): DicomDataset {
  const image = (uid: string): DicomDataset => ({ ReferencedSOPClassUID: ct.sopClassUid, ReferencedSOPInstanceUID: uid });
  const name = JSON.stringify(rois);
  return {
    SOPClassUID: SOP_CLASS.rtStructureSet,
    SOPInstanceUID: derivedUid(`test rtstruct ${name}`),
    SeriesInstanceUID: derivedUid(`test rtstruct series ${name}`),
    StudyInstanceUID: ct.studyInstanceUid,
    PatientID: ct.patientId,
    PatientName: ct.patientName,
    Modality: 'RTSTRUCT',
    SeriesDescription: 'Test structures',
    StructureSetLabel: 'RT',
    StructureSetDate: '20260103',
    StructureSetTime: '',
    OperatorsName: 'Planner^One',
    ReferencedFrameOfReferenceSequence: [
      {
        FrameOfReferenceUID: ct.frameOfReferenceUid,
        RTReferencedStudySequence: [
          {
            ReferencedSOPClassUID: '1.2.840.10008.3.1.2.3.1',
            ReferencedSOPInstanceUID: ct.studyInstanceUid,
            RTReferencedSeriesSequence: [{ SeriesInstanceUID: ct.seriesInstanceUid, ContourImageSequence: ct.slices.map((s) => image(s.sopInstanceUid)) }],
          },
        ],
      },
    ],
    StructureSetROISequence: rois.map((roi) => ({
      ROINumber: roi.number,
      ReferencedFrameOfReferenceUID: ct.frameOfReferenceUid,
      ROIName: roi.name,
      ROIGenerationAlgorithm: 'MANUAL',
    })),
    ROIContourSequence: rois
      .filter((roi) => roi.contours.length > 0)
      .map((roi) => ({
        ReferencedROINumber: roi.number,
        ContourSequence: roi.contours.map((c) => ({
          ...(c.images?.length === 0
            ? {}
            : { ContourImageSequence: (c.images ?? [ct.slices[Math.round(c.slice)]?.sopInstanceUid ?? '']).filter((uid) => uid !== '').map(image) }),
          ContourGeometricType: c.type ?? 'CLOSED_PLANAR',
          NumberOfContourPoints: c.points.length,
          ContourData: c.points.flatMap(([x, y], i) => toPatient(grid, [x, y, c.slice + (c.lift?.(i) ?? 0)]).map((mm) => Math.round(mm * 1000) / 1000)),
        })),
      })),
    RTROIObservationsSequence: rois.map((roi, i) => ({
      ObservationNumber: i + 1,
      ReferencedROINumber: roi.number,
      ROIObservationLabel: roi.label ?? '',
      RTROIInterpretedType: roi.interpretedType ?? '',
      ROIInterpreter: '',
      ...(roi.code === undefined
        ? {}
        : { RTROIIdentificationCodeSequence: [{ CodeValue: roi.code[0], CodingSchemeDesignator: roi.code[1], CodeMeaning: 'm' }] }),
    })),
    ...changes,
  };
}

/** The structure set as a Part 10 file. */
export function rtstructFile(grid: Grid, ct: SourceCt, rois: readonly RoiSpec[], changes: DicomDataset = {}): Uint8Array {
  return writePart10(rtstructDataset(grid, ct, rois, changes));
}

/** Corners of an upright rectangle that encloses the pixels from (x1, y1) to (x2, y2), edges halfway to the next pixels. */
export function around(x1: number, y1: number, x2: number, y2: number): readonly (readonly [number, number])[] {
  return [[x1 - 0.5, y1 - 0.5], [x2 + 0.5, y1 - 0.5], [x2 + 0.5, y2 + 0.5], [x1 - 0.5, y2 + 0.5]]; // biome-ignore format: one row per side tells nothing
}
