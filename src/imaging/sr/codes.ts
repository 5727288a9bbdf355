// SPDX-License-Identifier: Apache-2.0
import { codeItem, type DicomCode, type DicomDataset } from '../dicom/dataset.ts';

const dcm = (value: string, meaning: string): DicomCode => ({ value, scheme: 'DCM', meaning });
const sct = (value: string, meaning: string): DicomCode => ({ value, scheme: 'SCT', meaning });

/** Designator of our own scheme; every object that uses it says whose it is (Coding Scheme Identification Sequence). */
export const PRIVATE_SCHEME = '99HEPANOM';
/** Designator of the Image Biomarker Standardisation Initiative. */
export const IBSI_SCHEME = 'IBSI';

/** A code of our own scheme. Codes are never given another meaning later. */
export const privateCode = (value: string, meaning: string): DicomCode => ({ value, scheme: PRIVATE_SCHEME, meaning });

/** Concept names and values of TID 1500 and what it includes (PS3.16 annexes A and D). */
export const SR_CODES = {
  measurementReport: dcm('126000', 'Imaging Measurement Report'),
  language: dcm('121049', 'Language of Content Item and Descendants'),
  english: { value: 'en-US', scheme: 'RFC5646', meaning: 'English (United States)' },
  observerType: dcm('121005', 'Observer Type'),
  device: dcm('121007', 'Device'),
  deviceUid: dcm('121012', 'Device Observer UID'),
  deviceName: dcm('121013', 'Device Observer Name'),
  deviceManufacturer: dcm('121014', 'Device Observer Manufacturer'),
  deviceModel: dcm('121015', 'Device Observer Model Name'),
  deviceSerialNumber: dcm('121016', 'Device Observer Serial Number'),
  procedureReported: dcm('121058', 'Procedure reported'),
  imageLibrary: dcm('111028', 'Image Library'),
  imageLibraryGroup: dcm('126200', 'Image Library Group'),
  source: sct('260753009', 'Source'),
  modality: dcm('121139', 'Modality'),
  computedTomography: dcm('CT', 'Computed Tomography'),
  segmentationModality: dcm('SEG', 'Segmentation'),
  frameOfReference: dcm('112227', 'Frame of Reference UID'),
  imagingMeasurements: dcm('126010', 'Imaging Measurements'),
  measurementGroup: dcm('125007', 'Measurement Group'),
  activitySession: { value: 'C67447', scheme: 'NCIt', meaning: 'Activity Session' },
  trackingIdentifier: dcm('112039', 'Tracking Identifier'),
  trackingUid: dcm('112040', 'Tracking Unique Identifier'),
  findingCategory: sct('276214006', 'Finding category'),
  finding: dcm('121071', 'Finding'),
  referencedSegment: dcm('121191', 'Referenced Segment'),
  sourceSeries: dcm('121232', 'Source series for segmentation'),
  findingSite: sct('363698007', 'Finding Site'),
  algorithmName: dcm('111001', 'Algorithm Name'),
  algorithmVersion: dcm('111003', 'Algorithm Version'),
  algorithmParameters: dcm('111002', 'Algorithm Parameters'),
  processingEquipment: dcm('109102', 'Processing Equipment'),
  notANumber: dcm('114000', 'Not a number'),
  negativeInfinity: dcm('114001', 'Negative Infinity'),
  positiveInfinity: dcm('114002', 'Positive Infinity'),
} as const satisfies Record<string, DicomCode>;

/** Concepts of our own scheme that every report uses. */
export const PRIVATE_CODES = {
  /** Modifier of a measurement: the image that it was computed on, as PyRadiomics names it (`original`, `wavelet-LLH`). */
  imageType: privateCode('IMAGETYPE', 'Image that the feature was computed on'),
  radScore: privateCode('RADSCORE', 'Rad-score'),
} as const;

/** Imaging procedures that a report may name (CID 100). */
export const PROCEDURE = { ct: { value: '25045-6', scheme: 'LN', meaning: 'CT unspecified body region' } } as const satisfies Record<string, DicomCode>;

/** A unit in UCUM, with the words that a reader may show. */
export const ucum = (value: string, meaning: string = value): DicomCode => ({ value, scheme: 'UCUM', meaning });

/** What each scheme designator that is not of the standard means (PS3.3 section C.12.1.1.1). */
export const CODING_SCHEMES: readonly DicomDataset[] = [
  {
    CodingSchemeDesignator: PRIVATE_SCHEME,
    CodingSchemeURL: 'https://hepanom.org/fhir/CodeSystem/dicom-sr',
    CodingSchemeName: 'HepaNom measurement codes',
    CodingSchemeResponsibleOrganization: 'HepaNom',
  },
  {
    CodingSchemeDesignator: IBSI_SCHEME,
    CodingSchemeName: 'Image Biomarker Standardisation Initiative',
    CodingSchemeResponsibleOrganization: 'Image Biomarker Standardisation Initiative',
  },
];

/** Most characters of Code Value (VR SH). */
const SHORT = 16;

/** The coded entry as a sequence item; a longer value than Code Value holds goes into Long Code Value (PS3.3 section 8.1). */
export function codedEntry(code: DicomCode): DicomDataset {
  if (code.value.length <= SHORT) return codeItem(code);
  return { LongCodeValue: code.value, CodingSchemeDesignator: code.scheme, CodeMeaning: code.meaning };
}

/** True where both name the same concept; meanings are for people and do not count. */
export function sameCode(a: DicomCode | undefined, b: DicomCode): boolean {
  return a !== undefined && a.value === b.value && a.scheme === b.scheme;
}
