// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { demoPatients } from '../../../fhir-fixtures/patients/index.ts';
import { type SyntheticStudySpec, syntheticStudy } from '../../../fhir-fixtures/synthetic-liver/index.ts';
import { writeNrrd } from '../../../src/imaging/nrrd.ts';

/** The CT of the demo's first patient: invented, made in code. */
export function demoStudy(): SyntheticStudySpec {
  const [first] = demoPatients({ asOf: '2026-11-23', dicomwebBase: 'http://127.0.0.1/dicom-web' });
  if (first === undefined) throw new Error('the demo has no patient');
  return first.study;
}

/** That study as files: `ct/`, `tumour.seg.dcm`, and `moved.nrrd`, the same mask half a voxel off. @returns the objects of the study */
export function writeDemoFiles(folder: string): readonly Uint8Array[] {
  const { ctInstances, seg, mask } = syntheticStudy(demoStudy());
  mkdirSync(path.join(folder, 'ct'), { recursive: true });
  ctInstances.forEach((bytes, i) => {
    writeFileSync(path.join(folder, 'ct', `${String(i + 1).padStart(3, '0')}.dcm`), bytes);
  });
  if (seg === undefined) throw new Error('the demo study has no outline');
  writeFileSync(path.join(folder, 'tumour.seg.dcm'), seg);
  const [x, y, z] = mask.grid.originMm;
  writeFileSync(path.join(folder, 'moved.nrrd'), writeNrrd({ grid: { ...mask.grid, originMm: [x + 0.4, y, z] }, data: mask.data }));
  return [...ctInstances, seg];
}
