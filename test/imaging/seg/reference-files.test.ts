// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { readDicomFolder } from '../../../src/imaging/dicom/read-folder.ts';
import { readNrrd } from '../../../src/imaging/nrrd.ts';
import { readSeg, type Segmentation } from '../../../src/imaging/seg/read-seg.ts';
import { segmentMask } from '../../../src/imaging/seg/segment-mask.ts';
import type { Grid } from '../../../src/volume/grid.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { refusalCode } from '../support/codes.ts';

// Origin: dcmqi's own test data (data/segmentations), SEG objects made by dcmqi/Slicer and the NRRD label maps they were made from; BSD licence.
describeWithOracles('segmentations made by other programs', (folder) => {
  const dcmqi = path.join(folder, 'data/dicom/dcmqi');
  const seg = (name: string): Segmentation => readSeg(readFileSync(path.join(dcmqi, name)));
  const place = (from: Segmentation, number: number, grid: Grid) => {
    const segment = from.segments.find((s) => s.number === number);
    if (segment === undefined) throw new Error(`no segment ${number}`);
    return segmentMask(from, segment, grid, { frameOfReferenceUid: from.frameOfReferenceUid });
  };
  const truth = (name: string, label: number): number[] => Array.from(readNrrd(readFileSync(path.join(dcmqi, name))).data, (v) => (v === label ? 1 : 0));
  const differing = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).filter((v, i) => v !== b[i]).length + Math.abs(a.length - b.length);

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

  it('reads every kind that highdicom writes, in implicit little endian', () => {
    const highdicom = (name: string): Segmentation => readSeg(readFileSync(path.join(folder, 'data/dicom/highdicom', `seg_image_ct_${name}.dcm`)));
    expect(['binary', 'binary_overlap', 'binary_single_frame', 'binary_fractional', 'true_fractional'].map((name) => highdicom(name).type)).toEqual([
      'BINARY',
      'BINARY',
      'BINARY',
      'FRACTIONAL',
      'FRACTIONAL',
    ]);
    expect(highdicom('binary_overlap').segments.map((s) => s.number)).toEqual([1, 2]);
  });
});
