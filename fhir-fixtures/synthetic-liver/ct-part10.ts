// SPDX-License-Identifier: Apache-2.0
import type { DicomDataset } from '../../src/imaging/dicom/dataset.ts';
import { writePart10 } from '../../src/imaging/dicom/part10.ts';
import type { SourceCt } from '../../src/imaging/dicom/source-ct.ts';
import { derivedUid, SOP_CLASS } from '../../src/imaging/dicom/uids.ts';
import { sliceCentreMm } from './scene.ts';
import type { SyntheticStudySpec } from './spec.ts';
import { pixelCentreMm } from './tumour.ts';

/** All UIDs of a study; they depend on its key only. */
export interface StudyUids {
  readonly study: string;
  readonly ctSeries: string;
  readonly segSeries: string;
  readonly segInstance: string;
  readonly frameOfReference: string;
  /** SOP Instance UID of slice `index` (0 = towards the head). */
  readonly slice: (index: number) => string;
}

export function studyUids(key: string): StudyUids {
  const uid = (part: string) => derivedUid(`hepanom synthetic|${key}|${part}`);
  return {
    study: uid('study'),
    ctSeries: uid('ct series'),
    segSeries: uid('seg series'),
    segInstance: uid('seg instance'),
    frameOfReference: uid('frame of reference'),
    slice: (index) => uid(`ct slice ${index}`),
  };
}

export const CT_SERIES_NUMBER = 4;
export const SEG_SERIES_NUMBER = 900;
export const CT_SERIES_DESCRIPTION = 'PORTAL VENOUS 70s';
export const STUDY_DESCRIPTION = 'CT ABDOMEN WITH CONTRAST';
const RESCALE_INTERCEPT = -1024;
/** Seconds from the start of the bolus to the start of this series. */
export const PORTAL_DELAY_S = 70;

/** `YYYYMMDD` and `HHMMSS` of a local ISO time, moved by whole seconds within its day. */
function dicomTime(iso: string, addSeconds = 0): { readonly date: string; readonly time: string } {
  const [day = '', clock = ''] = iso.split('T');
  const [h = 0, m = 0, s = 0] = clock.split(':').map(Number);
  const total = h * 3600 + m * 60 + s + addSeconds;
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return { date: day.replaceAll('-', ''), time: `${two(total / 3600)}${two((total / 60) % 60)}${two(total % 60)}` };
}

/** Attributes that all slices of the series share. */
function seriesAttributes(spec: SyntheticStudySpec, uids: StudyUids): DicomDataset {
  const { patient, grid, scanner } = spec;
  const study = dicomTime(spec.acquiredIso);
  const acquisition = dicomTime(spec.acquiredIso, 360);
  const bolus = dicomTime(spec.acquiredIso, 360 - PORTAL_DELAY_S);
  return {
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    SOPClassUID: SOP_CLASS.ctImage,
    StudyDate: study.date,
    SeriesDate: acquisition.date,
    AcquisitionDate: acquisition.date,
    ContentDate: acquisition.date,
    StudyTime: study.time,
    SeriesTime: acquisition.time,
    AcquisitionTime: acquisition.time,
    ContentTime: acquisition.time,
    AccessionNumber: spec.accession,
    Modality: 'CT',
    Manufacturer: scanner.manufacturer,
    InstitutionName: 'Demo Hospital (invented data)',
    ReferringPhysicianName: 'DEMO^REFERRER',
    StudyDescription: STUDY_DESCRIPTION,
    SeriesDescription: CT_SERIES_DESCRIPTION,
    ManufacturerModelName: scanner.model,
    PatientName: patient.name,
    PatientID: patient.id,
    PatientBirthDate: patient.birthDate.replaceAll('-', ''),
    PatientSex: patient.sex,
    PatientAge: `${String(patient.ageYears).padStart(3, '0')}Y`,
    PatientComments: 'Synthetic image, drawn by a program. Not a patient.',
    ContrastBolusAgent: 'Iohexol 300',
    BodyPartExamined: 'ABDOMEN',
    ScanOptions: 'HELICAL MODE',
    SliceThickness: grid.sliceMm,
    KVP: 120,
    DataCollectionDiameter: 500,
    SoftwareVersions: 'HepaNom synthetic liver',
    ProtocolName: 'LIVER 3 PHASE',
    ContrastBolusRoute: 'IV',
    ContrastBolusVolume: 100,
    ContrastBolusStartTime: bolus.time,
    ContrastFlowRate: 3,
    ContrastBolusIngredientConcentration: 300,
    ReconstructionDiameter: grid.columns * grid.pixelMm,
    GantryDetectorTilt: 0,
    TableHeight: 150,
    RotationDirection: 'CW',
    ExposureTime: 500,
    XRayTubeCurrent: 220,
    Exposure: 110,
    FilterType: 'BODY',
    ConvolutionKernel: scanner.kernel,
    PatientPosition: 'FFS',
    StudyInstanceUID: uids.study,
    SeriesInstanceUID: uids.ctSeries,
    StudyID: '1',
    SeriesNumber: CT_SERIES_NUMBER,
    AcquisitionNumber: 3,
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    FrameOfReferenceUID: uids.frameOfReference,
    PositionReferenceIndicator: '',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: grid.rows,
    Columns: grid.columns,
    PixelSpacing: [grid.pixelMm, grid.pixelMm],
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    WindowCenter: [90, 40],
    WindowWidth: [250, 400],
    RescaleIntercept: RESCALE_INTERCEPT,
    RescaleSlope: 1,
    RescaleType: 'HU',
  };
}

/** Image Position (Patient) of slice `index` (0 = towards the head), mm. */
function slicePosition(spec: SyntheticStudySpec, index: number): readonly [number, number, number] {
  const { columns, rows, pixelMm } = spec.grid;
  return [pixelCentreMm(0, columns, pixelMm), pixelCentreMm(0, rows, pixelMm), sliceCentreMm(spec, index)];
}

/** Writes CT Image Storage objects of one study. */
export interface CtWriter {
  /** All attributes of slice `index` but the pixels. */
  readonly attributes: (index: number) => DicomDataset;
  /**
   * Part 10 file of slice `index` (0 = towards the head, InstanceNumber 1).
   * @param hu HU of the slice, x fastest, −1024 to 3071
   */
  readonly slice: (index: number, hu: Int16Array) => Uint8Array;
}

/** A CT writer: 12-bit unsigned pixels, rescale intercept −1024, explicit little endian. */
export function ctWriter(spec: SyntheticStudySpec): CtWriter {
  const uids = studyUids(spec.key);
  const shared = seriesAttributes(spec, uids);
  const attributes = (index: number): DicomDataset => {
    const position = slicePosition(spec, index);
    return { ...shared, SOPInstanceUID: uids.slice(index), InstanceNumber: index + 1, ImagePositionPatient: position, SliceLocation: position[2] };
  };
  return {
    attributes,
    slice(index, hu) {
      const stored = new Uint16Array(hu.length);
      for (let i = 0; i < hu.length; i += 1) stored[i] = hu[i]! - RESCALE_INTERCEPT;
      return writePart10({ ...attributes(index), PixelData: stored });
    },
  };
}

/** What a SEG of this study repeats from its CT; slices in volume order (foot to head). */
export function sourceCt(spec: SyntheticStudySpec): SourceCt {
  const uids = studyUids(spec.key);
  const study = dicomTime(spec.acquiredIso);
  const order = Array.from({ length: spec.grid.slices }, (_, k) => spec.grid.slices - 1 - k);
  return {
    patientName: spec.patient.name,
    patientId: spec.patient.id,
    patientBirthDate: spec.patient.birthDate.replaceAll('-', ''),
    patientSex: spec.patient.sex,
    studyInstanceUid: uids.study,
    studyId: '1',
    studyDate: study.date,
    studyTime: study.time,
    studyDescription: STUDY_DESCRIPTION,
    accessionNumber: spec.accession,
    referringPhysicianName: 'DEMO^REFERRER',
    seriesInstanceUid: uids.ctSeries,
    frameOfReferenceUid: uids.frameOfReference,
    positionReferenceIndicator: '',
    sopClassUid: SOP_CLASS.ctImage,
    sliceThicknessMm: spec.grid.sliceMm,
    slices: order.map((index) => ({ sopInstanceUid: uids.slice(index), positionMm: slicePosition(spec, index) })),
  };
}
