// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PLAIN_STUDY, type SyntheticStudy, studyUids, syntheticStudy } from '../../fhir-fixtures/synthetic-liver/index.ts';
import { numberOf, numbersOf, textOf, textsOf } from '../../src/imaging/dicom/dataset.ts';
import { readPart10 } from '../../src/imaging/dicom/part10.ts';
import { describeWithService } from '../support/services.ts';

/** Ten slices around the tumour: enough for every check, and quick. */
const SPEC = { ...PLAIN_STUDY, key: 'part 10 test', grid: { ...PLAIN_STUDY.grid, slices: 12, topMm: 62 } };
let study: SyntheticStudy;
let folder: string;
beforeAll(() => {
  study = syntheticStudy(SPEC);
  folder = mkdtempSync(path.join(tmpdir(), 'hepanom-synthetic-'));
  for (const [index, bytes] of study.ctInstances.entries()) writeFileSync(path.join(folder, `ct${index}.dcm`), bytes);
  writeFileSync(path.join(folder, 'seg.dcm'), study.seg!);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('synthetic study as DICOM', () => {
  it('names the phase, the timing of the bolus and an invented patient', () => {
    const { dataset } = readPart10(study.ctInstances[0]!);
    expect(textOf(dataset, 'SeriesDescription')).toBe('PORTAL VENOUS 70s');
    expect(textsOf(dataset, 'ImageType')).toEqual(['ORIGINAL', 'PRIMARY', 'AXIAL']);
    expect(textOf(dataset, 'PatientName')).toMatch(/^DEMO\^/);
    expect(numberOf(dataset, 'KVP')).toBe(120);
    const seconds = (hhmmss: string) => Number(hhmmss.slice(0, 2)) * 3600 + Number(hhmmss.slice(2, 4)) * 60 + Number(hhmmss.slice(4, 6));
    expect(seconds(textOf(dataset, 'AcquisitionTime')!) - seconds(textOf(dataset, 'ContrastBolusStartTime')!)).toBe(70);
  });

  it('stores HU exactly: stored value + intercept is the volume, slice by slice from head to foot', () => {
    const { grid, data } = study.image;
    const perSlice = grid.size[0] * grid.size[1];
    for (const [index, bytes] of study.ctInstances.entries()) {
      const { dataset } = readPart10(bytes);
      const k = grid.size[2] - 1 - index;
      expect(numberOf(dataset, 'InstanceNumber')).toBe(index + 1);
      expect(numbersOf(dataset, 'ImagePositionPatient')).toEqual([grid.originMm[0], grid.originMm[1], grid.originMm[2] + k * grid.spacingMm[2]]);
      const raw = dataset.PixelData as Uint8Array;
      const stored = new Uint16Array(raw.slice().buffer);
      const intercept = numberOf(dataset, 'RescaleIntercept')!;
      expect(stored.length).toBe(perSlice);
      expect(stored.every((value, i) => value + intercept === data[k * perSlice + i])).toBe(true);
    }
  });

  it('derives every UID from the key alone', () => {
    const later = { ...SPEC, acquiredIso: '2031-05-05T10:00:00', patient: { ...SPEC.patient, name: 'DEMO^OTHER' } };
    expect(studyUids(later.key).study).toBe(study.uids.study);
    expect(studyUids('another').study).not.toBe(study.uids.study);
    const all = [
      study.uids.study,
      study.uids.ctSeries,
      study.uids.segSeries,
      study.uids.segInstance,
      study.uids.frameOfReference,
      ...study.ctInstances.map((_, i) => study.uids.slice(i)),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const uid of all) expect(uid).toMatch(/^2\.25\.(0|[1-9]\d*)$/);
  });

  it('writes the SEG under the UIDs that the ImagingStudy announces', () => {
    const { dataset } = readPart10(study.seg!);
    expect(textOf(dataset, 'SOPInstanceUID')).toBe(study.uids.segInstance);
    expect(textOf(dataset, 'SeriesInstanceUID')).toBe(study.uids.segSeries);
    expect(textOf(dataset, 'FrameOfReferenceUID')).toBe(study.uids.frameOfReference);
  });

  it('has no SEG where nobody outlined the tumour', () => {
    expect(syntheticStudy({ ...SPEC, segmented: false, grid: { ...SPEC.grid, slices: 3 } }).seg).toBeUndefined();
  });
});

describeWithService('dicom3tools', 'synthetic study before dciodvfy', (dciodvfy) => {
  it.each(['ct0.dcm', 'ct11.dcm', 'seg.dcm'])('finds no error in %s', (file) => {
    const { stdout, stderr, status } = spawnSync(dciodvfy, [path.join(folder, file)], { encoding: 'utf8' });
    const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.startsWith('Error'));
    expect(lines).toEqual([]);
    expect(status).toBe(0);
    expect(`${stdout}${stderr}`).toMatch(file === 'seg.dcm' ? /Segmentation/ : /CTImage/); // it did recognise the object
  });
});

describeWithService('dcmtk', 'synthetic study before dcmdump', (dcmdump) => {
  it('reads geometry and pixels back', () => {
    const out = execFileSync(
      dcmdump,
      ['-q', '+P', 'PixelSpacing', '+P', 'SliceThickness', '+P', 'TransferSyntaxUID', '+P', 'BitsStored', path.join(folder, 'ct3.dcm')],
      { encoding: 'utf8' },
    );
    expect(out).toContain('[0.74\\0.74]');
    expect(out).toContain('SliceThickness');
    expect(out).toContain('LittleEndianExplicit');
  });
});
