// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { decodeSlice } from '../../../src/imaging/dicom/assemble-volume.ts';
import { readCtSlices } from '../../../src/imaging/dicom/enhanced-ct.ts';
import { readDicomFolder } from '../../../src/imaging/dicom/read-folder.ts';
import { TRANSFER_SYNTAX } from '../../../src/imaging/dicom/uids.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { refusalCode } from '../support/codes.ts';

const Golden = z.object({
  volumes: z.array(
    z.object({
      series: z.string(),
      files: z.number(),
      sha256: z.string(),
      pixelType: z.string(),
      size: z.array(z.number()),
      spacingMm: z.array(z.number()),
      originMm: z.array(z.number()),
      direction: z.array(z.number()),
    }),
  ),
});
const { volumes } = Golden.parse(JSON.parse(readFileSync(new URL('./golden/simpleitk-volumes.json', import.meta.url), 'utf8')));
const stacks = volumes.filter((v) => (v.size[2] ?? 0) > 1);

const sha256 = (view: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
    .digest('hex');

describeWithOracles('every real CT series, as SimpleITK 2.3.1 reads it', (folder) => {
  const at = (series: string): string => path.join(folder, 'data/dicom', series);

  it.each(stacks)('$series: voxels, number type and geometry to the last bit', async (golden) => {
    // the small label phantoms of dcmqi say that their values are no HU, which only this test overlooks
    const { data, pixelType, grid } = await readDicomFolder(at(golden.series), { anyRescaleType: true });
    expect({ sha256: sha256(data), pixelType, ...grid }).toEqual({
      sha256: golden.sha256,
      pixelType: golden.pixelType,
      size: golden.size,
      spacingMm: golden.spacingMm,
      originMm: golden.originMm,
      direction: golden.direction,
    });
  });

  it('highdicom: the voxels of its only slice, which is no volume', async () => {
    const golden = volumes.find((v) => v.series === 'highdicom');
    const [slice] = readCtSlices(readFileSync(path.join(at('highdicom'), 'ct_image.dcm')));
    if (slice === undefined) throw new Error('the file has no slice');
    const { header, pixels } = await decodeSlice(slice);
    expect(header).toMatchObject({ signed: true, rescaleIntercept: -1024, pixelPadding: { low: -2000, high: -2000 } });
    expect(sha256(Int32Array.from(pixels, (stored) => stored - 1024))).toBe(golden?.sha256);
    expect(await refusalCode(() => readDicomFolder(at('highdicom')))).toBe('too-few-slices');
  });

  it('a legacy converted Enhanced CT is the same volume as the classic images it was made from', async () => {
    for (const size of ['23x38x3', '24x38x3']) {
      const [one, many] = await Promise.all(['multiframe', 'image'].map((kind) => readDicomFolder(at(`dcmqi/${size}/${kind}`), { anyRescaleType: true })));
      expect(one?.data).toEqual(many?.data);
      expect(one?.grid).toEqual(many?.grid);
      expect(await refusalCode(() => readDicomFolder(at(`dcmqi/${size}/multiframe`)))).toBe('rescale-not-hu');
    }
  });

  it('a JPEG 2000 stream that is cut short is refused, however much of it is left', async () => {
    const file = readdirSync(at('siemens-j2k'))[0] as string;
    const bytes = readFileSync(path.join(at('siemens-j2k'), file));
    const [slice] = readCtSlices(bytes);
    expect(slice?.header.transferSyntaxUid).toBe(TRANSFER_SYNTAX.jpeg2000Lossless);
    const from = slice?.pixelOffset ?? 0;
    for (const share of [0.3, 0.6, 0.9]) {
      const cut = Math.floor(((bytes.length - from) * share) / 2) * 2;
      // offset table, one shorter item, delimiter
      const item = Buffer.alloc(16);
      item.writeUInt32LE(0xe000fffe, 0);
      item.writeUInt32LE(0xe000fffe, 8);
      item.writeUInt32LE(cut, 12);
      const table = bytes.readUInt32LE(from + 4);
      const stream = bytes.subarray(from + 16 + table, from + 16 + table + cut);
      const shorter = Buffer.concat([bytes.subarray(0, from), item, stream, Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])]);
      const [short] = readCtSlices(shorter);
      if (short === undefined) throw new Error('the file has no slice');
      expect(await refusalCode(() => decodeSlice(short))).toBe('pixel-data-length');
    }
  });
});
