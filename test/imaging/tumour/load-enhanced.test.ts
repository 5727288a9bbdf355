// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it } from '@jest/globals';
import { assembleVolume, type CtVolume, decodeSlice } from '../../../src/imaging/dicom/assemble-volume.ts';
import { readCtSlices } from '../../../src/imaging/dicom/enhanced-ct.ts';
import { derivedUid } from '../../../src/imaging/dicom/uids.ts';
import { dicomWebClient } from '../../../src/imaging/dicomweb/client.ts';
import { type LoadTumourOptions, loadTumour, type TumourCase } from '../../../src/imaging/load-tumour.ts';
import { readSeg } from '../../../src/imaging/seg/read-seg.ts';
import { startArchive, type TestServer } from '../support/archive.ts';
import { refusal, refusalCode } from '../support/codes.ts';
import { type EnhancedSpec, enhancedDataset, enhancedFile } from '../support/enhanced.ts';
import { maskWith, segFile } from '../support/seg.ts';
import { seriesFiles, volumeOf } from '../support/series.ts';

const LESION = [
  [2, 2, 3],
  [3, 2, 3],
  [3, 2, 4],
] as const;
const TWO_PHASES: EnhancedSpec = {
  stacks: [
    { phase: 'ARTERIAL', stackId: '1', slices: 8 },
    { phase: 'PORTAL_VENOUS', stackId: '2', slices: 8, offset: 7 },
  ],
};
let archive: TestServer | undefined;
afterEach(async () => {
  await archive?.stop();
  archive = undefined;
});

async function load(files: readonly Uint8Array[], options?: LoadTumourOptions): Promise<TumourCase> {
  await archive?.stop();
  archive = await startArchive(files);
  return loadTumour(dicomWebClient({ baseUrl: archive.url, timeoutMs: 5000 }), { studyUid: derivedUid('test study') }, options);
}

/** One phase of the object as a volume. */
async function phaseOf(file: Uint8Array, phase: string): Promise<CtVolume> {
  const slices = readCtSlices(file).filter((s) => s.header.contrast.phase === phase);
  return assembleVolume(await Promise.all(slices.map((slice) => decodeSlice(slice))));
}

describe('a tumour on an Enhanced CT', () => {
  it.each(['ARTERIAL', 'PORTAL_VENOUS'])('drawn on the %s phase is loaded with the frames of that phase', async (phase) => {
    const ct = enhancedFile(TWO_PHASES);
    const volume = await phaseOf(ct, phase);
    const seg = segFile(maskWith(volume.grid, LESION), volume.source);
    const first = phase === 'ARTERIAL' ? 0 : 8;
    expect(readSeg(seg).frames.map((f) => f.sourceSopUids)).toEqual([4, 5].map((k) => [`${enhancedDataset(TWO_PHASES).SOPInstanceUID}#${first + k}`]));
    for (const options of [{}, { slicesAroundMask: 1 }]) {
      const tumour = await load([ct, seg], options);
      expect(tumour.image.data).toEqual(volume.data);
      expect(tumour.mask.data).toEqual(maskWith(volume.grid, LESION).data);
      expect(tumour.ct.phase.verdict).toBe(phase === 'ARTERIAL' ? 'explicit-other' : 'explicit-portal-venous');
      expect(tumour.ct.source.slices[0]).toMatchObject({ frameNumber: first + 1 });
    }
  });

  it('is refused with the list of phases where the mask names no frame', async () => {
    const ct = enhancedFile(TWO_PHASES);
    const volume = await phaseOf(ct, 'ARTERIAL');
    const { slices, ...source } = volume.source;
    const wholeObject = { ...source, slices: slices.map(({ sopInstanceUid, positionMm }) => ({ sopInstanceUid, positionMm })) };
    const error = await refusal(() => load([ct, segFile(maskWith(volume.grid, LESION), wholeObject)]));
    expect(error.code).toBe('several-stacks');
    expect(error.message).toContain('phase ARTERIAL');
    expect(error.message).toContain('phase PORTAL_VENOUS');
  });

  it('has every frame counted against the most slices', async () => {
    const ct = enhancedFile(TWO_PHASES);
    const volume = await phaseOf(ct, 'ARTERIAL');
    const seg = segFile(maskWith(volume.grid, LESION), volume.source);
    expect(await refusalCode(() => load([ct, seg], { maxSlices: 15 }))).toBe('too-many-slices');
    expect((await load([ct, seg], { maxSlices: 16 })).image.grid.size[2]).toBe(8);
  });
});

describe('what a site states about its CT', () => {
  it('lets in CT that was compressed with loss, and every result says so', async () => {
    const attributes = { LossyImageCompression: '01', LossyImageCompressionRatio: '12.5', LossyImageCompressionMethod: 'ISO_15444_1' };
    const ct = seriesFiles({ slices: 8, attributes });
    const volume = await volumeOf(seriesFiles({ slices: 8 }));
    const seg = segFile(maskWith(volume.grid, LESION), volume.source);
    expect(await refusalCode(() => load([...ct, seg]))).toBe('lossy-compression');
    const { checks } = await load([...ct, seg], { allowLossy: true });
    expect(checks.find((c) => c.code === 'lossy-compression')).toMatchObject({
      level: 'attention',
      values: { slices: 8, of: 8, ratio: '12.5', method: 'ISO_15444_1' },
    });
  });

  it('makes the delay after the bolus evidence of the phase', async () => {
    const attributes = { ContrastBolusAgent: 'x', ContrastBolusStartTime: '101500', AcquisitionTime: '101612' };
    const ct = seriesFiles({ slices: 8, attributes });
    const volume = await volumeOf(ct);
    const seg = segFile(maskWith(volume.grid, LESION), volume.source);
    const verdict = async (options: LoadTumourOptions): Promise<string> => (await load([...ct, seg], options)).ct.phase.verdict;
    expect(await verdict({})).toBe('unknown');
    expect(await verdict({ portalVenousDelayS: [60, 90] })).toBe('likely-portal-venous');
    expect(await verdict({ portalVenousDelayS: [25, 40] })).toBe('contradicted');
  });
});
