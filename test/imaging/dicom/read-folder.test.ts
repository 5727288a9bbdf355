// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readDicomFolder } from '../../../src/imaging/dicom/read-folder.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { refusalCode } from '../support/codes.ts';
import { seriesFiles } from '../support/series.ts';

/** What PyRadiomics wrote about the image it had read through SimpleITK (`diagnostics_Image-original_*`). */
function diagnostics(folder: string, caseId: string): Map<string, string> {
  const lines = readFileSync(path.join(folder, 'oracles/radiomics/open/values', `${caseId}.diagnostics.csv`), 'utf8').split('\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(',')), line.slice(line.indexOf(',') + 1).replace(/"/g, '')]));
}

describeWithOracles('a DICOM folder, as SimpleITK 2.3.1 (ITK 5.3) reads it', (folder) => {
  it.each([
    ['crlm-1004/image', 'crlm-lesion1-rad-score', 'int32'],
    ['sts-001/dicom/image', 'sts001-dicom-rad-score', 'int16'],
    ['dcmqi/ct-3slice', 'dcmqi-liver-default-native', 'int32'],
  ])('%s: every voxel (SHA-1 of the array), number type, size and spacing to the last bit', async (series, caseId, pixelType) => {
    const volume = await readDicomFolder(path.join(folder, 'data/dicom', series));
    const truth = diagnostics(folder, caseId);
    const { buffer, byteOffset, byteLength } = volume.data;
    expect(
      createHash('sha1')
        .update(new Uint8Array(buffer, byteOffset, byteLength))
        .digest('hex'),
    ).toBe(truth.get('diagnostics_Image-original_Hash'));
    expect(volume.pixelType).toBe(pixelType);
    const tuple = (values: readonly number[]): string => `(${values.map((v) => (Number.isInteger(v) ? `${v}.0` : String(v))).join(', ')})`;
    expect(tuple(volume.grid.spacingMm)).toBe(truth.get('diagnostics_Image-original_Spacing'));
    expect(`(${volume.grid.size.join(', ')})`).toBe(truth.get('diagnostics_Image-original_Size'));
  });

  it('decodes the JPEG 2000 of a real scanner to plausible HU, with the type of 12 stored bits', async () => {
    const volume = await readDicomFolder(path.join(folder, 'data/dicom/siemens-j2k'));
    expect(volume.pixelType).toBe('int16');
    expect(volume.grid.size).toEqual([512, 512, 20]);
    expect(Math.min(...volume.data.subarray(0, 100_000))).toBe(-1024); // air outside the body
  });
});

describe('a DICOM folder', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'hepanom-folder-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('is refused when it holds no image', async () => {
    expect(await refusalCode(() => readDicomFolder(directory))).toBe('no-ct-series');
  });

  it('passes over what is no image, and says which other series lie there', async () => {
    const files = [...seriesFiles({ name: 'a' }), ...seriesFiles({ name: 'b' })];
    await Promise.all([
      ...files.map((bytes, i) => writeFile(path.join(directory, `i${i}.dcm`), bytes)),
      writeFile(path.join(directory, 'LICENSE'), 'free to use'),
    ]);
    const volume = await readDicomFolder(directory);
    expect(volume.grid.size).toEqual([6, 5, 4]);
    expect(volume.otherSeries).toHaveLength(1);
    expect(volume.otherSeries).not.toContain(volume.source.seriesInstanceUid);
  });
});
