// SPDX-License-Identifier: Apache-2.0
import { derivedUid, SOP_CLASS } from '../../../src/imaging/dicom/uids.ts';
import { SEG_CODES } from '../../../src/imaging/seg/codes.ts';
import { IBSI_SCHEME, PRIVATE_CODES, PROCEDURE, privateCode, ucum } from '../../../src/imaging/sr/codes.ts';
import type { MeasurementReport, ReportMeasurement } from '../../../src/imaging/sr/types.ts';

const engine = { name: 'hepanom-radiomics', version: '1.0.0', parameters: ['settings SHA-256: 0a1b'] };

/** Measurements of every kind: IBSI's and our own codes, a filter with a long name, a value that needs a double, one that is no number. */
export const measurements: readonly ReportMeasurement[] = [
  {
    name: 'original_shape_MeshVolume',
    code: { value: 'RNU0', scheme: IBSI_SCHEME, meaning: 'Mesh Volume' },
    value: 50_965.123_456_789_01,
    unit: ucum('mm3'),
    imageType: 'original',
    algorithm: engine,
  },
  {
    name: 'log-sigma-3-0-mm-3D_glcm_MCC',
    code: privateCode('GLCM-MCC', 'Maximal correlation coefficient'),
    value: -0.25,
    unit: ucum('1', 'no units'),
    imageType: 'log-sigma-3-0-mm-3D',
    algorithm: engine,
  },
  {
    name: 'wavelet-LLH_firstorder_Skewness',
    code: { value: 'KE2A', scheme: IBSI_SCHEME, meaning: 'Skewness' },
    value: Number.NaN,
    imageType: 'wavelet-LLH',
    algorithm: engine,
  },
  {
    name: 'rad-score',
    code: PRIVATE_CODES.radScore,
    value: 0.81,
    unit: ucum('1', 'no units'),
    algorithm: { name: 'demo', version: '1', parameters: ['model SHA-256: 0c'] },
  },
];

/** A whole report about made-up images. */
export const report: MeasurementReport = {
  sopInstanceUid: derivedUid('test report'),
  seriesInstanceUid: derivedUid('test report series'),
  seriesNumber: 901,
  seriesDescription: 'RESEARCH tumour measurements',
  startedIso: '2026-11-09T10:12:00+08:00',
  ct: {
    patientName: 'Test^Phantom',
    patientId: 'phantom-1',
    patientBirthDate: '19600102',
    patientSex: 'M',
    studyInstanceUid: derivedUid('test study'),
    studyId: '1',
    studyDate: '20260102',
    studyTime: '101500',
    studyDescription: 'Abdomen',
    accessionNumber: 'A1',
    referringPhysicianName: 'Surgeon^One',
    seriesInstanceUid: derivedUid('test series a'),
    frameOfReferenceUid: derivedUid('test frame of reference'),
    sopClassUid: SOP_CLASS.ctImage,
    slices: [2, 0, 1].map((k) => ({ sopInstanceUid: derivedUid(`test slice a ${k}`) })),
  },
  procedure: PROCEDURE.ct,
  device: { uid: derivedUid('test device'), name: 'HepaNom', manufacturer: 'HepaNom', model: 'HepaNom', serialNumber: '1', softwareVersion: '1.2.3' },
  contributions: [{ deviceUid: derivedUid('test pipeline'), manufacturer: 'HepaNom', model: 'hepanom-radiomics', version: '1.0.0', description: 'Features' }],
  lesions: [
    {
      session: 'HepaNom 1.2.3',
      trackingIdentifier: 'Tumour',
      trackingUid: derivedUid('test lesion'),
      findingCategory: SEG_CODES.morphologicallyAbnormal,
      finding: SEG_CODES.neoplasm,
      findingSite: SEG_CODES.liver,
      segment: { sopClassUid: SOP_CLASS.segmentation, sopInstanceUid: derivedUid('test seg'), seriesInstanceUid: derivedUid('test seg series'), number: 2 },
      measurements,
    },
  ],
};
