// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readCtSlice } from '../../../src/imaging/dicom/ct-header.ts';
import { decodePixels } from '../../../src/imaging/dicom/pixels.ts';
import { TRANSFER_SYNTAX } from '../../../src/imaging/dicom/uids.ts';
import { oraclesDir } from '../../support/oracles-dir.ts';
import { describeWithService } from '../../support/services.ts';
import { refusalCode } from '../support/codes.ts';
import { seriesFiles } from '../support/series.ts';

/** Slices to convert: one made here, and real ones (signed and unsigned, big enough for every code length) where the reference folder exists. */
const REAL = ['crlm-1004/image/1-20.dcm', 'dcmqi/ct-3slice/01.dcm', 'sts-001/dicom/image/000030.dcm', 'highdicom/ct_image.dcm'];

type Conversion = readonly [program: string, options: readonly string[], transferSyntaxUid: string];
const CONVERSIONS: readonly Conversion[] = [
  ['dcmconv', ['+ti'], TRANSFER_SYNTAX.implicitLittleEndian],
  ['dcmconv', ['+te'], TRANSFER_SYNTAX.explicitLittleEndian],
  ['dcmconv', ['+tb'], TRANSFER_SYNTAX.explicitBigEndian],
  ['dcmconv', ['+td'], TRANSFER_SYNTAX.deflatedLittleEndian],
  ['dcmcrle', [], TRANSFER_SYNTAX.rleLossless],
  ['dcmcjpeg', ['+e1'], TRANSFER_SYNTAX.jpegLosslessSv1],
  ...[1, 2, 3, 4, 5, 6, 7].map((predictor): Conversion => ['dcmcjpeg', ['+el', '+sv', String(predictor)], TRANSFER_SYNTAX.jpegLosslessProcess14]),
  ['dcmcjpls', ['+el'], TRANSFER_SYNTAX.jpegLsLossless],
  // fragments of 4 kB: one frame in many items
  ['dcmcjpls', ['+el', '+fs', '4'], TRANSFER_SYNTAX.jpegLsLossless],
  ['dcmcjpeg', ['+e1', '+fs', '4'], TRANSFER_SYNTAX.jpegLosslessSv1],
];

describeWithService('dcmtk', 'slices converted by dcmtk', (dcmdump) => {
  let folder: string;
  const sources: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hepanom-syntaxes-'));
    const made = path.join(folder, 'made.dcm');
    await writeFile(made, seriesFiles({ columns: 37, rows: 29, slices: 1 })[0] as Uint8Array);
    sources.push(made);
    const oracles = oraclesDir();
    if (oracles !== undefined) sources.push(...REAL.map((file) => path.join(oracles, 'data/dicom', file)));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const converted = async (program: string, options: readonly string[], source: string): Promise<Buffer> => {
    const target = path.join(folder, 'converted.dcm');
    const file = path.join(path.dirname(dcmdump), program);
    if (!existsSync(file)) throw new Error(`dcmtk is installed without ${program}`);
    await promisify(execFile)(file, [...options, source, target]);
    return readFileSync(target);
  };

  it.each(CONVERSIONS)('%s %j: every stored value is the same, and so is the padding value', async (program, options, transferSyntaxUid) => {
    for (const source of sources) {
      const before = readCtSlice(readFileSync(source));
      const after = readCtSlice(await converted(program, options, source));
      expect(after.header.transferSyntaxUid).toBe(transferSyntaxUid);
      expect(after.header.pixelPadding).toEqual(before.header.pixelPadding);
      const [one, two] = await Promise.all([decodePixels(before), decodePixels(after)]);
      expect(two.constructor).toBe(one.constructor);
      expect(Buffer.compare(bytesOf(two), bytesOf(one))).toBe(0);
    }
  });

  it.each<Conversion>([
    ['dcmcjpls', ['+en', '+md', '2'], TRANSFER_SYNTAX.jpegLsNearLossless],
    ['dcmcjpeg', ['+ee'], '1.2.840.10008.1.2.4.51'],
  ])('%s %j: lossy, refused', async (program, options, transferSyntaxUid) => {
    // of unsigned pixels, which are all that dcmtk compresses with loss here
    const source = path.join(folder, 'unsigned.dcm');
    const pixels = Uint16Array.from({ length: 30 }, (_, i) => i * 131);
    await writeFile(
      source,
      seriesFiles({ slices: 1, attributes: { PixelRepresentation: 0, BitsStored: 12, HighBit: 11, PixelData: pixels } })[0] as Uint8Array,
    );
    const slice = readCtSlice(await converted(program, options, source));
    expect(slice.header.transferSyntaxUid).toBe(transferSyntaxUid);
    expect(await refusalCode(() => decodePixels(slice))).toBe('lossy-compression');
  });
});

function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
