// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readDicomFolder } from '../../../src/imaging/dicom/read-folder.ts';
import { toLabelVolume } from '../../../src/imaging/image-file.ts';
import { readNrrd } from '../../../src/imaging/nrrd.ts';
import { readSeg, type Segmentation } from '../../../src/imaging/seg/read-seg.ts';
import { segmentMask } from '../../../src/imaging/seg/segment-mask.ts';
import { type Grid, IDENTITY_DIRECTION } from '../../../src/volume/grid.ts';
import type { LabelVolume } from '../../../src/volume/volume.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { refusalCode } from '../support/codes.ts';
import { segFile } from '../support/seg.ts';

// Origin: dcmqi's own test data (data/segmentations), SEG objects made by dcmqi/Slicer and the NRRD label maps they were made from; BSD licence.
const NRRDS = [
  ...['heart', 'liver', 'spine', 'liver_spine', 'liver_spine_gapped', 'sparse_labelmap_noppv', 'sparse_labelmap_ppv5'].map((name) => `${name}_seg.nrrd`),
  ...['spine_seg_label5.nrrd', 'partial_overlaps-1.nrrd', 'partial_overlaps-2.nrrd', 'partial_overlaps-3.nrrd'],
  ...['23x38x3/nrrd/label.nrrd', '24x38x3/nrrd/label.nrrd'],
];

describeWithOracles('segmentations made by other programs', (folder) => {
  const dcmqi = path.join(folder, 'data/dicom/dcmqi');
  const seg = (name: string): Segmentation => readSeg(readFileSync(path.join(dcmqi, name)));
  const place = (from: Segmentation, number: number, grid: Grid) => {
    const segment = from.segments.find((s) => s.number === number);
    if (segment === undefined) throw new Error(`no segment ${number}`);
    return segmentMask(from, segment, grid, { frameOfReferenceUid: from.frameOfReferenceUid });
  };
  const truths = new Map<string, Uint8Array>();
  const truth = (name: string, label: number): Uint8Array => {
    const known = truths.get(`${name} ${label}`) ?? Uint8Array.from(readNrrd(readFileSync(path.join(dcmqi, name))).data, (v) => (v === label ? 1 : 0));
    truths.set(`${name} ${label}`, known);
    return known;
  };
  const differing = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
    let count = Math.abs(a.length - b.length);
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++;
    return count;
  };

  it('liver.dcm (frames head first): every voxel of the label map it was made from', async () => {
    const ct = await readDicomFolder(path.join(dcmqi, 'ct-3slice'));
    const mask = segmentMask(seg('liver.dcm'), seg('liver.dcm').segments[0]!, ct.grid, { frameOfReferenceUid: ct.source.frameOfReferenceUid });
    expect(mask.data.filter((v) => v !== 0)).toHaveLength(107_098);
    expect(differing(mask.data, truth('liver_seg.nrrd', 1))).toBe(0);
  });

  it.each([
    [1, 'partial_overlaps-1.nrrd'],
    [2, 'partial_overlaps-2.nrrd'],
    [3, 'partial_overlaps-3.nrrd'],
    [4, 'partial_overlaps-1.nrrd'],
    [5, 'partial_overlaps-1.nrrd'],
  ])('partial_overlaps.dcm: overlapping segment %i, with frames of its own only', async (number, file) => {
    const ct = await readDicomFolder(path.join(dcmqi, 'ct-3slice'));
    expect(differing(place(seg('partial_overlaps.dcm'), number, ct.grid).data, truth(file, number))).toBe(0);
  });

  it.each(['23x38x3', '24x38x3'])('%s: frames whose size is and is not a multiple of eight bits', async (name) => {
    const ct = await readDicomFolder(path.join(dcmqi, name, 'image'), { anyRescaleType: true });
    const mask = segmentMask(seg(`${name}/seg/label.seg`), seg(`${name}/seg/label.seg`).segments[0]!, ct.grid, {
      frameOfReferenceUid: ct.source.frameOfReferenceUid,
    });
    expect(differing(mask.data, truth(`${name}/nrrd/label.nrrd`, 1))).toBe(0);
  });

  it.each(['noppv', 'ppv5'])('sparse label map (%s): pixel value is the segment number, empty planes have no frame', (name) => {
    const from = seg(`sparse-labelmap-${name}.dcm`);
    const image = readNrrd(readFileSync(path.join(dcmqi, `sparse_labelmap_${name}_seg.nrrd`)));
    expect(from.type).toBe('LABELMAP');
    expect(differing(place(from, 1, image.grid).data, truth(`sparse_labelmap_${name}_seg.nrrd`, 1))).toBe(0);
  });

  it('refuses a liver that was drawn in another frame of reference', async () => {
    const ct = await readDicomFolder(path.join(dcmqi, '23x38x3/image'), { anyRescaleType: true });
    const liver = seg('liver.dcm');
    expect(await refusalCode(() => segmentMask(liver, liver.segments[0]!, ct.grid, { frameOfReferenceUid: ct.source.frameOfReferenceUid }))).toBe(
      'frame-of-reference-differs',
    );
  });

  // every segment is compared with every label of every NRRD on its grid: equal to its own truth, and off every other one by exactly as much as
  // its truth is
  it.each<[string, string, readonly (readonly [segment: number, nrrd: string, label: number])[]]>([
    ['liver.dcm', 'ct-3slice', [[1, 'liver_seg.nrrd', 1]]],
    [
      'partial_overlaps.dcm',
      'ct-3slice',
      [
        [1, 'partial_overlaps-1.nrrd', 1],
        [2, 'partial_overlaps-2.nrrd', 2],
        [3, 'partial_overlaps-3.nrrd', 3],
        [4, 'partial_overlaps-1.nrrd', 4],
        [5, 'partial_overlaps-1.nrrd', 5],
      ],
    ],
    ['sparse-labelmap-noppv.dcm', '24x38x3/image', [[1, 'sparse_labelmap_noppv_seg.nrrd', 1]]],
    ['sparse-labelmap-ppv5.dcm', '24x38x3/image', [[1, 'sparse_labelmap_ppv5_seg.nrrd', 1]]],
    ['23x38x3/seg/label.seg', '23x38x3/image', [[1, '23x38x3/nrrd/label.nrrd', 1]]],
    ['24x38x3/seg/label.seg', '24x38x3/image', [[1, '24x38x3/nrrd/label.nrrd', 1]]],
  ])('%s: every segment against every label map on its grid', async (name, image, expected) => {
    const ct = await readDicomFolder(path.join(dcmqi, image), { anyRescaleType: true });
    const from = seg(name);
    const maps = NRRDS.map((nrrd) => ({ nrrd, file: readNrrd(readFileSync(path.join(dcmqi, nrrd))) })).filter(
      ({ file }) => file.grid.size.join() === ct.grid.size.join(),
    );
    expect(from.segments.filter((s) => s.number !== 0).map((s) => s.number)).toEqual(expected.map(([number]) => number));
    for (const [number, nrrd, label] of expected) {
      const mask = place(from, number, ct.grid).data;
      const own = truth(nrrd, label);
      expect([number, differing(mask, own)]).toEqual([number, 0]);
      for (const { file, nrrd: other } of maps)
        for (const value of new Set(Array.from(file.data).filter((v) => v !== 0)))
          expect([other, value, differing(mask, truth(other, value))]).toEqual([other, value, differing(own, truth(other, value))]);
    }
  });

  it.each(['heart_seg', 'liver_spine_seg', 'liver_spine_gapped_seg', 'spine_seg', 'spine_seg_label5'])(
    '%s, which came without a SEG: every label goes through a SEG of ours and back',
    async (name) => {
      const ct = await readDicomFolder(path.join(dcmqi, 'ct-3slice'));
      const { grid, data } = toLabelVolume(readNrrd(readFileSync(path.join(dcmqi, `${name}.nrrd`))));
      expect(grid.size).toEqual(ct.grid.size);
      for (const label of new Set(data.filter((v) => v !== 0))) {
        const written = readSeg(segFile({ grid: ct.grid, data }, ct.source, { label }));
        expect(differing(place(written, 1, ct.grid).data, truth(`${name}.nrrd`, label))).toBe(0);
      }
    },
  );

  // Origin of the counts: bits and bytes of the pixel data as dcmtk 3.6.7 takes them out (dcmdump +W), counted frame by frame outside of this software.
  describe('of highdicom', () => {
    const highdicom = (name: string): Segmentation => readSeg(readFileSync(path.join(folder, 'data/dicom/highdicom', `seg_image_ct_${name}.dcm`)));
    /** The grid that the frames lie on: no CT of that many slices comes with them. */
    const gridOf = (from: Segmentation, slices: number, stepMm: number): Grid => {
      const first = [...from.frames].sort((a, b) => a.positionMm[2] - b.positionMm[2])[0]!;
      const [row, column] = first.pixelSpacingMm;
      return { size: [from.columns, from.rows, slices], spacingMm: [column, row, stepMm], originMm: first.positionMm, direction: IDENTITY_DIRECTION };
    };
    const counts = (mask: LabelVolume): number[] => {
      const plane = mask.grid.size[0] * mask.grid.size[1];
      return Array.from({ length: mask.grid.size[2] }, (_, k) => mask.data.subarray(k * plane, (k + 1) * plane).filter((v) => v !== 0).length);
    };

    it('one segment of bits', () => {
      const from = highdicom('binary');
      expect(counts(place(from, 1, gridOf(from, 3, 1.25)))).toEqual([127, 256, 255]);
    });

    it('two segments that overlap, with a frame far from the others', () => {
      const from = highdicom('binary_overlap');
      const grid = gridOf(from, 165, 1.25);
      const [one, two] = [place(from, 1, grid), place(from, 2, grid)];
      const occupied = (mask: LabelVolume) => counts(mask).flatMap((n, k) => (n === 0 ? [] : [[k, n]]));
      expect(occupied(one)).toEqual([0, 162, 163, 164].map((k) => [k, 16]));
      expect(occupied(two)).toEqual([0, 162, 163, 164].map((k) => [k, 4]));
      expect(one.data.filter((v, i) => v !== 0 && two.data[i] !== 0).length).toBeGreaterThan(0);
    });

    it('a single frame', () => {
      const from = highdicom('binary_single_frame');
      expect(counts(place(from, 1, gridOf(from, 1, 1)))).toEqual([1832]);
    });

    it('fractions that are all or nothing: the same mask as the bits, from any threshold', () => {
      const from = highdicom('binary_fractional');
      const grid = gridOf(from, 3, 1.25);
      const bits = place(highdicom('binary'), 1, grid).data;
      for (const threshold of [0.001, 0.5, 1])
        expect(segmentMask(from, from.segments[0]!, grid, { frameOfReferenceUid: from.frameOfReferenceUid, threshold }).data).toEqual(bits);
    });

    it('true fractions of 64 and 128 in 255: the threshold decides, and there is none by itself', async () => {
      const from = highdicom('true_fractional');
      const grid = gridOf(from, 3, 1.25);
      const at = (threshold?: number) =>
        segmentMask(from, from.segments[0]!, grid, { frameOfReferenceUid: from.frameOfReferenceUid, ...(threshold === undefined ? {} : { threshold }) });
      expect([from.type, from.maximumFractionalValue, from.fractionalType]).toEqual(['FRACTIONAL', 255, 'PROBABILITY']);
      expect(counts(at(64 / 255))).toEqual([149, 256, 256]);
      expect(counts(at(0.5))).toEqual([127, 256, 255]);
      expect(await refusalCode(() => at(0.51))).toBe('empty-mask');
      expect(await refusalCode(() => at())).toBe('threshold-needed');
    });
  });
});
