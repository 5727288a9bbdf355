// SPDX-License-Identifier: Apache-2.0
import type { DicomCode } from '../dicom/dataset.ts';

const sct = (value: string, meaning: string): DicomCode => ({ value, scheme: 'SCT', meaning });
const dcm = (value: string, meaning: string): DicomCode => ({ value, scheme: 'DCM', meaning });

/** Codes this room writes, as the context groups of PS3.16 spell them (CID 7150, 7159, 4; 7203; 7202). */
export const SEG_CODES = {
  morphologicallyAbnormal: sct('49755003', 'Morphologically Abnormal Structure'),
  neoplasm: sct('108369006', 'Neoplasm'),
  mass: sct('4147007', 'Mass'),
  liver: sct('10200004', 'Liver'),
  tissue: sct('85756007', 'Tissue'),
  anatomicalStructure: sct('123037004', 'Anatomical Structure'),
  segmentation: dcm('113076', 'Segmentation'),
  sourceForProcessing: dcm('121322', 'Source image for image processing operation'),
} as const;

const SRT_TUMOUR_TYPES = ['M-8FFFF', 'M-80000', 'M-03000', 'M-80003', 'M-80006', 'M-81703'];
/**
 * Property types that mean "a tumour", under SNOMED CT and under the older SNOMED-RT style that many stored SEGs still carry.
 * Necrosis is not among them: it is a part of a tumour.
 */
const TUMOUR_TYPES: Readonly<Record<string, readonly string[]>> = {
  SCT: ['108369006', '4147007', '86049000', '14799000', '25370001'],
  SRT: SRT_TUMOUR_TYPES,
  SNM3: SRT_TUMOUR_TYPES,
};

const SRT_OTHER_TYPES = ['T-62000', 'T-48810', 'T-42000', 'T-42500', 'M-54000'];
/** Property types that stand beside a tumour in liver segmentations and are not one, whatever their label says: liver, aorta, portal vein, necrosis. */
const OTHER_TYPES: Readonly<Record<string, readonly string[]>> = {
  SCT: ['10200004', '32764006', '7832008', '15825003', '6574001'],
  SRT: SRT_OTHER_TYPES,
  SNM3: SRT_OTHER_TYPES,
};

/** True where the code says tumour; the scheme designator decides which list applies (`99SDM` and `SNM3` are older names of SRT). */
export function isTumourType(code: DicomCode): boolean {
  return isIn(TUMOUR_TYPES, code);
}

/** True where the code says an organ, a vessel or a part of a tumour. General ones (tissue, organ) say nothing: 3D Slicer gives them to everything. */
export function isOtherType(code: DicomCode): boolean {
  return isIn(OTHER_TYPES, code);
}

function isIn(types: Readonly<Record<string, readonly string[]>>, code: DicomCode): boolean {
  return types[code.scheme === '99SDM' ? 'SRT' : code.scheme]?.includes(code.value) ?? false;
}

/** True for a free-text label that names a tumour; used only where no segment of the object carries a tumour code. */
export function isTumourLabel(label: string): boolean {
  return /tumou?r|lesion|neoplasm|carcinoma|\bmass\b|\bhcc\b|肿瘤|病灶|肝癌/i.test(label);
}
