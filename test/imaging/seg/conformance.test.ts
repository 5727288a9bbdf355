// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SEG_CODES } from '../../../src/imaging/seg/codes.ts';
import { describeWithService } from '../../support/services.ts';
import { maskWith, segFile } from '../support/seg.ts';
import { seriesFiles, volumeOf } from '../support/series.ts';

const run = promisify(execFile);
let folder: string;
let seg: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hepanom-seg-'));
  const ct = await volumeOf(seriesFiles({ columns: 23, rows: 38 }));
  const mask = maskWith(ct.grid, [
    [3, 4, 1],
    [22, 37, 1],
    [0, 0, 3],
  ]);
  const segment = {
    label: 'Liver tumour',
    type: SEG_CODES.mass,
    algorithmType: 'SEMIAUTOMATIC',
    algorithmName: 'Grow',
    trackingId: 'lesion 1',
    trackingUid: '1.2.3',
  } as const;
  seg = path.join(folder, 'seg.dcm');
  await writeFile(seg, segFile(mask, ct.source, { segment }));
  await writeFile(path.join(folder, 'ct.dcm'), seriesFiles()[0] as Uint8Array);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describeWithService('dicom3tools', 'dciodvfy', (dciodvfy) => {
  it('finds no error and nothing to warn of in our segmentation', async () => {
    const { stderr, stdout } = await run(dciodvfy, [seg]);
    expect(`${stdout}${stderr}`.trim()).toBe('Segmentation');
  });
});

describeWithService('dcmtk', 'dcmdump', (dcmdump) => {
  it('reads our segmentation and finds its values where they belong', async () => {
    const { stdout, stderr } = await run(dcmdump, [seg]);
    expect(stderr).toBe('');
    for (const line of [
      '(0062,0001) CS [BINARY]',
      '(0028,0008) IS [2]',
      '(0008,0100) SH [4147007]',
      '(0008,0100) SH [10200004]',
      '(0062,0020) UT [lesion 1]',
      '(0020,9165) AT (0062,000b)',
    ])
      expect(stdout).toContain(line);
  });

  it('reads our CT file, signed padding included', async () => {
    const { stdout, stderr } = await run(dcmdump, [path.join(folder, 'ct.dcm')]);
    expect(stderr).toBe('');
    expect(stdout).toContain('(0020,0032) DS [-10\\-20\\100]');
  });
});
