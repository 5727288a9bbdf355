// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assembleVolume, type CtVolume, decodeSlice } from '../../../src/imaging/dicom/assemble-volume.ts';
import { chooseStack } from '../../../src/imaging/dicom/choose-stack.ts';
import type { DicomDataset } from '../../../src/imaging/dicom/dataset.ts';
import { readCtSlices } from '../../../src/imaging/dicom/enhanced-ct.ts';
import { frameKey } from '../../../src/imaging/dicom/frame-reference.ts';
import { assessPhase } from '../../../src/imaging/dicom/phase.ts';
import { readDicomFolder } from '../../../src/imaging/dicom/read-folder.ts';
import { TRANSFER_SYNTAX } from '../../../src/imaging/dicom/uids.ts';
import { describeWithService } from '../../support/services.ts';
import { refusal, refusalCode } from '../support/codes.ts';
import { type EnhancedSpec, enhancedDataset, enhancedFile } from '../support/enhanced.ts';
import { seriesFiles, storedValue, volumeOf } from '../support/series.ts';

/** As folder reading and the loader do it: take frames apart, choose the stack, decode, assemble. */
async function read(files: readonly Uint8Array[], drawnOn: readonly string[] = []): Promise<CtVolume> {
  const slices = chooseStack(files.flatMap(readCtSlices), (s) => s.header, new Set(drawnOn));
  return assembleVolume(await Promise.all(slices.map((slice) => decodeSlice(slice))));
}
const uidOf = (spec: EnhancedSpec): string => String(enhancedDataset(spec).SOPInstanceUID);
const TWO_PHASES: EnhancedSpec = {
  stacks: [
    { phase: 'ARTERIAL', stackId: '1' },
    { phase: 'PORTAL_VENOUS', stackId: '2', offset: 7 },
  ],
};

describe('an Enhanced CT', () => {
  it('is the same volume as the classic images of the same voxels', async () => {
    const classic = await volumeOf(seriesFiles());
    const enhanced = await read([enhancedFile()]);
    expect(enhanced.grid).toEqual(classic.grid);
    expect(enhanced.pixelType).toBe(classic.pixelType);
    expect(enhanced.data).toEqual(classic.data);
    expect(enhanced.source.slices.map((s) => s.frameNumber)).toEqual([1, 2, 3, 4]);
  });

  it('is placed by the position of each frame, whatever the order of the frames', async () => {
    const expected = await read([enhancedFile({ stacks: [{ slices: 6 }] })]);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), async (order) => {
        const volume = await read([enhancedFile({ stacks: [{ slices: 6 }], order })]);
        expect(volume.data).toEqual(expected.data);
        expect(volume.source.slices.map((s) => s.frameNumber)).toEqual([0, 1, 2, 3, 4, 5].map((k) => order.indexOf(k) + 1));
      }),
      { numRuns: 20 },
    );
  });

  it('is rescaled frame by frame', async () => {
    const { data } = await read([enhancedFile({ stacks: [{ rescale: (k) => [k === 2 ? 2 : 1, -1000 - k] }] })]);
    for (let k = 0; k < 4; k++) expect(data[30 * k + 4]).toBe((k === 2 ? 2 : 1) * storedValue(4, 0, k) - 1000 - k);
  });

  it.each([TRANSFER_SYNTAX.implicitLittleEndian, TRANSFER_SYNTAX.explicitLittleEndian, TRANSFER_SYNTAX.deflatedLittleEndian])(
    'is read in %s',
    async (syntax) => {
      expect((await read([enhancedFile({}, syntax)])).data).toEqual((await volumeOf(seriesFiles())).data);
    },
  );

  it('may be spread over several objects of one series', async () => {
    const parts = [0, 1].map((i) => enhancedFile({ name: `part ${i}`, series: 'whole', stacks: [{ slices: 3, fromMm: 100 + 7.5 * i }] }));
    const { grid } = await read(parts);
    expect(grid).toMatchObject({ size: [6, 5, 6], originMm: [-10, -20, 100] });
  });

  it('names its phase, agent and moment for each frame', () => {
    const headers = readCtSlices(enhancedFile(TWO_PHASES)).map((s) => s.header);
    expect(headers.map((h) => h.contrast.phase)).toEqual([...Array(4).fill('ARTERIAL'), ...Array(4).fill('PORTAL_VENOUS')]);
    expect(headers[0]).toMatchObject({ contrast: { agent: 'Iohexol' }, acquisitionDate: '20260102', acquisitionTime: '103015', acquisitionNumber: 1 });
    expect(assessPhase(headers.slice(4), undefined).verdict).toBe('explicit-portal-venous');
    expect(assessPhase(headers.slice(0, 4), undefined).verdict).toBe('explicit-other');
  });

  it('says how it was taken, from the functional groups and the device', () => {
    const frame = (): DicomDataset => ({
      CTXRayDetailsSequence: [{ KVP: 100 }],
      CTReconstructionSequence: [{ ConvolutionKernel: ['Br40d', '3'] }],
    });
    const [slice] = readCtSlices(enhancedFile({ attributes: { Manufacturer: 'MAKER', ManufacturerModelName: 'Model 7' }, frame }));
    expect(slice?.header.protocol).toEqual({ manufacturer: 'MAKER', model: 'Model 7', kvp: 100, kernel: 'Br40d\\3' });
  });

  it.each<[string, EnhancedSpec]>([
    ['phases', TWO_PHASES],
    ['stacks', { stacks: [{ stackId: '1' }, { stackId: '2', fromMm: 300, offset: 7 }] }],
    [
      'points in time',
      {
        stacks: [{ temporalPosition: 1 }, { temporalPosition: 2, offset: 7 }],
      },
    ],
  ])('with several %s is read as the one the mask was drawn on, and refused with the list without it', async (_, spec) => {
    const file = enhancedFile(spec);
    const uid = uidOf(spec);
    const [first, second] = await Promise.all([read([file], [frameKey(uid, 2)]), read([file], [frameKey(uid, 6), frameKey(uid, 7)])]);
    expect(second.data).toEqual(first.data.map((v) => v + 7));
    expect(second.source.slices.map((s) => s.frameNumber)).toEqual([5, 6, 7, 8]);
    // no mask, a mask that names the whole object, a mask drawn on both
    for (const drawnOn of [[], [uid], [frameKey(uid, 1), frameKey(uid, 8)]]) {
      const error = await refusal(() => read([file], drawnOn));
      expect(error.code).toBe('several-stacks');
      expect(error.values.stacks).toEqual([expect.stringContaining('frames 1 to 4 (4)'), expect.stringContaining('frames 5 to 8 (4)')]);
    }
  });

  it('with two objects of one place is read as the object the mask was drawn on', async () => {
    const [one, two] = ['one', 'two'].map((name, i) => ({ name, series: 'both', stacks: [{ offset: 7 * i }] }) as const);
    const files = [enhancedFile(one), enhancedFile(two)];
    expect((await read(files, [uidOf(two as EnhancedSpec)])).data).toEqual((await read([files[1] as Uint8Array])).data);
    expect(await refusalCode(() => read(files))).toBe('duplicate-position');
  });

  it.each<[string, EnhancedSpec, string]>([
    ['fewer frames described than declared', { attributes: { NumberOfFrames: 5 } }, 'missing-attribute'],
    ['no position in one frame', { frame: (i) => (i === 2 ? { PlanePositionSequence: [] } : {}) }, 'missing-attribute'],
    ['no spacing', { attributes: { SharedFunctionalGroupsSequence: [] } }, 'missing-attribute'],
    [
      'values that are not HU',
      { frame: () => ({ PixelValueTransformationSequence: [{ RescaleSlope: 1, RescaleIntercept: 0, RescaleType: 'US' }] }) },
      'rescale-not-hu',
    ],
    [
      'a frame turned against the others',
      { frame: (i) => (i === 1 ? { PlaneOrientationSequence: [{ ImageOrientationPatient: [0, 1, 0, 1, 0, 0] }] } : {}) },
      'geometry-differs',
    ],
    ['fewer pixels than its frames need', { attributes: { PixelData: new Int16Array(30 * 3) } }, 'pixel-data-length'],
    ['two frames', { stacks: [{ slices: 2 }] }, 'too-few-slices'],
    ['lossy compression', { attributes: { LossyImageCompression: '01' } }, 'lossy-compression'],
  ])('is refused with %s', async (_, spec, code) => {
    expect(await refusalCode(() => read([enhancedFile(spec)]))).toBe(code);
  });
});

describeWithService('dicom3tools', 'the Enhanced CT fixtures', (dciodvfy) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hepanom-enhanced-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each<[string, EnhancedSpec]>([
    ['plain', {}],
    ['of two phases', TWO_PHASES],
  ])('%s: no error by dciodvfy, and read from a folder', async (_, spec) => {
    const file = path.join(folder, 'enhanced.dcm');
    await writeFile(file, enhancedFile(spec));
    const { stdout, stderr } = await promisify(execFile)(dciodvfy, [file]).catch((failed: { stdout: string; stderr: string }) => failed);
    expect(`${stdout}${stderr}`).toContain('EnhancedCTImage');
    expect(`${stdout}${stderr}`).not.toMatch(/Error/);
    const volume = await readDicomFolder(folder, { drawnOn: new Set([frameKey(uidOf(spec), 1)]) });
    expect(volume.grid.size).toEqual([6, 5, 4]);
  });
});
