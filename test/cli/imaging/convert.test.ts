// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConvertOptions } from '../../../src/cli/imaging/convert-options.ts';
import { runConvert } from '../../../src/cli/imaging/convert-run.ts';
import { type ConvertReport, reportText } from '../../../src/cli/imaging/report.ts';
import type { CtVolume } from '../../../src/imaging/dicom/assemble-volume.ts';
import { readPart10, writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { readNifti } from '../../../src/imaging/nifti.ts';
import { readNrrd, writeNrrd } from '../../../src/imaging/nrrd.ts';
import { SEG_CODES } from '../../../src/imaging/seg/codes.ts';
import { readSeg } from '../../../src/imaging/seg/read-seg.ts';
import { writeNifti } from '../../../src/imaging/write-nifti.ts';
import type { Grid } from '../../../src/volume/grid.ts';
import type { LabelVolume } from '../../../src/volume/volume.ts';
import { rtstructFile } from '../../imaging/support/rtstruct.ts';
import { maskWith, segFile } from '../../imaging/support/seg.ts';
import { seriesFiles, volumeOf } from '../../imaging/support/series.ts';
import { describeWithService } from '../../support/services.ts';

const NOW = '2026-11-23T10:00:00';
/** Oblique on purpose: nothing may lean on axial images. */
const SPEC = {
  columns: 9,
  rows: 8,
  slices: 6,
  orientation: [0.8, 0.6, 0, -0.6, 0.8, 0],
  attributes: { SeriesDescription: 'PORTAL VENOUS', ContrastBolusAgent: 'Iohexol' },
} as const;
const VOXELS = [
  [2, 2, 1],
  [3, 2, 1],
  [3, 3, 2],
  [4, 3, 2],
  [5, 6, 3],
] as const;

let folder: string;
let ct: CtVolume;
let mask: LabelVolume;
let outputs = 0;
const at = (name: string): string => path.join(folder, name);
const fresh = (ending: string): string => {
  outputs += 1;
  return at(`out-${outputs}.${ending}`);
};
const convert = (options: ConvertOptions): Promise<ConvertReport> => runConvert(options, { env: {}, nowIso: NOW });

/** Code and message of what a conversion is refused with; a conversion that works fails the test. */
async function refused(options: ConvertOptions): Promise<string> {
  try {
    await convert(options);
  } catch (error) {
    return `[${String((error as { code?: unknown }).code)}] ${(error as Error).message}`;
  }
  throw new Error('the conversion worked where it should have been refused');
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hepanom-convert-'));
  const files = seriesFiles(SPEC);
  for (const name of ['ct', 'two', 'nothing']) mkdirSync(at(name));
  // backwards, so that the order of the names says nothing about the order of the slices
  files.forEach((file, i) => void writeFileSync(at(`ct/${9 - i}.dcm`), file));
  writeFileSync(at('ct/README.txt'), 'not an image');
  for (const name of ['a', 'b'])
    seriesFiles({ ...SPEC, name, attributes: { SeriesDescription: `series ${name}` } }).forEach(
      (file, i) => void writeFileSync(at(`two/${name}${i}.dcm`), file),
    );
  ct = await volumeOf(files);
  mask = maskWith(ct.grid, VOXELS);
  writeFileSync(at('tumour.seg.dcm'), segFile(mask, ct.source, { segment: { label: 'Lesion 1', type: SEG_CODES.mass } }));
  writeFileSync(at('mask.nrrd'), writeNrrd(mask));
  writeFileSync(at('mask.nii'), writeNifti(mask));
  writeFileSync(at('labels.nrrd'), writeNrrd({ grid: ct.grid, data: Uint16Array.from(mask.data, (value, i) => (value === 0 ? 0 : i % 2 === 0 ? 300 : 7)) }));
  const ct2 = await volumeOf(seriesFiles({ ...SPEC, name: 'b' }));
  writeFileSync(at('on-b.dcm'), segFile(maskWith(ct2.grid, VOXELS), ct2.source));
  writeFileSync(
    at('rt.dcm'),
    rtstructFile(ct.grid, ct.source, [
      {
        number: 3,
        name: 'GTV',
        contours: [
          {
            slice: 2,
            points: [
              [1.6, 1.6],
              [5.4, 1.6],
              [5.4, 4.4],
              [1.6, 4.4],
            ],
          },
        ],
      },
      {
        number: 5,
        name: 'Liver',
        contours: [
          {
            slice: 2,
            points: [
              [-0.4, -0.4],
              [1.4, -0.4],
              [1.4, 1.4],
              [-0.4, 1.4],
            ],
          },
        ],
      },
      { number: 6, name: 'planned', contours: [] },
    ]),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const grid = (read: { readonly grid: Grid }): Grid => read.grid;

describe('hepanom convert', () => {
  it('writes a DICOM folder as NRRD: every voxel and every number of its place', async () => {
    const out = fresh('nrrd');
    const report = await convert({ image: at('ct'), outImage: out });
    const back = readNrrd(readFileSync(out));
    expect([...back.data]).toEqual([...ct.data]);
    expect(back.pixelType).toBe(ct.pixelType);
    expect(back.grid.originMm).toEqual(ct.grid.originMm);
    expect(back.grid.size).toEqual(ct.grid.size);
    // NRRD holds direction · spacing, so both come back through a root: 1 unit in the last place of 64 bits
    back.grid.spacingMm.forEach((mm, i) => void expect(Math.abs(mm - ct.grid.spacingMm[i]!)).toBeLessThanOrEqual(4e-16 * mm));
    back.grid.direction.forEach((cosine, i) => void expect(Math.abs(cosine - ct.grid.direction[i]!)).toBeLessThanOrEqual(3e-16));
    expect(report.written).toEqual([{ file: out, holds: 'image', format: 'nrrd', bytes: readFileSync(out).length }]);
  });

  it.each(['nii', 'nii.gz'])('writes .%s with the orientation of the folder', async (ending) => {
    const out = fresh(ending);
    await convert({ image: at('ct'), outImage: out });
    const bytes = readFileSync(out);
    expect(bytes[0] === 0x1f).toBe(ending === 'nii.gz');
    const back = readNifti(bytes);
    expect([...back.data]).toEqual([...ct.data]);
    for (const [i, value] of grid(ct).direction.entries()) expect(Math.abs(back.grid.direction[i]! - value)).toBeLessThan(1e-6); // 32 bits
    for (const [i, value] of grid(ct).originMm.entries()) expect(Math.abs(back.grid.originMm[i]! - value)).toBeLessThan(1e-5);
  });

  it.each(['tumour.seg.dcm', 'mask.nrrd', 'mask.nii'])('takes the mask %s to NRRD, NIfTI and DICOM SEG and back, voxel by voxel', async (name) => {
    for (const ending of ['nrrd', 'nii', 'nii.gz', 'seg.dcm']) {
      const out = fresh(ending);
      await convert({ image: at('ct'), mask: at(name), outMask: out });
      const again = fresh('nrrd');
      await convert({ image: at('ct'), mask: out, outMask: again });
      expect([...readNrrd(readFileSync(again)).data]).toEqual([...mask.data]);
    }
  });

  it('measures the region: voxels, millilitres, largest axis', async () => {
    const { mask: told } = await convert({ image: at('ct'), mask: at('tumour.seg.dcm') });
    const voxelMl = (ct.grid.spacingMm[0] * ct.grid.spacingMm[1] * ct.grid.spacingMm[2]) / 1000;
    expect(told?.regions).toEqual([
      {
        value: 1,
        number: 1,
        label: 'Lesion 1',
        code: SEG_CODES.mass,
        voxels: 5,
        volumeMl: expect.closeTo(5 * voxelMl, 12),
        longestAxisMm: expect.closeTo(Math.hypot(2 * 0.75, 0.8), 6),
      },
    ]);
  });

  it('rasterises the structure that is asked for, and lists the others', async () => {
    const out = fresh('nrrd');
    const report = await convert({ image: at('ct'), mask: at('rt.dcm'), segment: 'gtv', outMask: out });
    const { data } = readNrrd(readFileSync(out));
    expect(Array.from(data).reduce((sum, value) => sum + value, 0)).toBe(4 * 3); // centres 2..5 × 2..4
    expect(report.mask?.others.map(({ label }) => label)).toEqual(['Liver', 'planned']);
  });

  it('keeps all segments under their numbers where they do not overlap', async () => {
    const out = fresh('nrrd');
    const report = await convert({ image: at('ct'), mask: at('rt.dcm'), segment: 'all', outMask: out });
    expect([...new Set(readNrrd(readFileSync(out)).data)].sort()).toEqual([0, 3, 5]);
    expect(report.mask?.regions.map(({ value, voxels }) => [value, voxels])).toEqual([
      [3, 12],
      [5, 4],
    ]);
  });

  it('keeps the labels of a label map, or takes one of them', async () => {
    const all = fresh('nii.gz');
    const report = await convert({ image: at('ct'), mask: at('labels.nrrd'), outMask: all });
    expect(report.mask?.regions.map(({ value }) => value)).toEqual([7, 300]);
    expect([...new Set(readNifti(readFileSync(all)).data)].sort((a, b) => a - b)).toEqual([0, 7, 300]);
    const one = fresh('seg.dcm');
    await convert({ image: at('ct'), mask: at('labels.nrrd'), segment: '300', outMask: one, segmentType: 'neoplasm', segmentLabel: 'HCC' });
    expect(readSeg(readFileSync(one)).segments).toMatchObject([{ number: 1, label: 'HCC', type: SEG_CODES.neoplasm, algorithmType: 'MANUAL' }]);
  });

  it('keeps label and code of a segmentation, and claims nothing of a mask that does not say what it is', async () => {
    const kept = fresh('seg.dcm');
    const first = await convert({ image: at('ct'), mask: at('tumour.seg.dcm'), outMask: kept });
    expect(readSeg(readFileSync(kept)).segments).toMatchObject([{ label: 'Lesion 1', type: SEG_CODES.mass, category: SEG_CODES.morphologicallyAbnormal }]);
    expect(first.checks.map(({ code }) => code)).not.toContain('segment-not-coded');
    const plain = fresh('seg.dcm');
    const second = await convert({ image: at('ct'), mask: at('mask.nrrd'), outMask: plain, algorithm: 'nnU-Net 2' });
    expect(readSeg(readFileSync(plain)).segments).toMatchObject([
      { label: 'Label 1', type: SEG_CODES.tissue, algorithmType: 'AUTOMATIC', algorithmName: 'nnU-Net 2' },
    ]);
    expect(readPart10(readFileSync(plain)).dataset.SegmentSequence).not.toHaveProperty('0.AnatomicRegionSequence');
    expect(second.checks.find(({ code }) => code === 'segment-not-coded')).toMatchObject({ level: 'attention' });
  });

  it('takes the series of a folder with two that the mask was drawn on, or the one that is named', async () => {
    const byMask = await convert({ image: at('two'), mask: at('on-b.dcm') });
    expect(byMask.image.series?.description).toBe('series b');
    expect(byMask.checks.map(({ code }) => code)).toContain('series-by-mask');
    const uid = byMask.image.series!.seriesUid;
    expect((await convert({ image: at('two'), series: uid })).image.series?.seriesUid).toBe(uid);
  });

  it('prints one screen: what was found, which checks passed, what was written', async () => {
    const out = fresh('nii.gz');
    const text = reportText(await convert({ image: at('ct'), mask: at('tumour.seg.dcm'), outMask: out }));
    expect(text.split('\n').length).toBeLessThanOrEqual(24);
    for (const part of [
      'DICOM folder',
      '6 slices of 9 × 8',
      '0.75 × 0.8 × 2.5 mm',
      'likely portal venous',
      'SCT 4147007 Mass',
      '5 voxels',
      '0.0075 ml',
      'same frame of reference',
      'no gap, no tilt',
      'Written',
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/Phantom|phantom-1/); // no patient
  });

  it('resamples a mask of another grid only when that is allowed, and says so', async () => {
    const shifted = at('shifted.nrrd');
    writeFileSync(
      shifted,
      writeNrrd({ data: mask.data, grid: { ...ct.grid, originMm: [ct.grid.originMm[0] + 0.3, ct.grid.originMm[1], ct.grid.originMm[2]] } }),
    );
    const why = await refused({ image: at('ct'), mask: shifted });
    expect(why).toMatch(/^\[mask-grid-differs\].*up to 0\.3 mm \(0\.32 voxels\) apart.*--resample-mask/);
    const out = fresh('nrrd');
    const report = await convert({ image: at('ct'), mask: shifted, resampleMask: true, outMask: out });
    expect(report.checks.find(({ code }) => code === 'mask-resampled')).toMatchObject({ level: 'attention', message: expect.stringContaining('0.3 mm') });
    expect([...readNrrd(readFileSync(out)).data]).toEqual([...mask.data]); // less than half a voxel
  });

  it('takes a FRACTIONAL segmentation at the threshold that is stated, never at one of its own', async () => {
    const { data } = mask;
    const plane = ct.grid.size[0] * ct.grid.size[1];
    const drawn = [1, 2, 3].map((k) => Uint8Array.from(data.subarray(k * plane, (k + 1) * plane), (inside) => (inside === 1 ? 60 : 20)));
    const dataset = {
      ...readPart10(readFileSync(at('tumour.seg.dcm'))).dataset,
      SegmentationType: 'FRACTIONAL',
      SegmentationFractionalType: 'PROBABILITY',
      MaximumFractionalValue: 100,
      BitsAllocated: 8,
      BitsStored: 8,
      HighBit: 7,
      PixelData: Uint8Array.from(drawn.flatMap((frame) => [...frame])),
    };
    writeFileSync(at('fractional.dcm'), writePart10(dataset));
    expect(await refused({ image: at('ct'), mask: at('fractional.dcm') })).toMatch(/^\[threshold-needed\]/);
    const out = fresh('nrrd');
    const report = await convert({ image: at('ct'), mask: at('fractional.dcm'), threshold: '0.5', outMask: out });
    expect([...readNrrd(readFileSync(out)).data]).toEqual([...data]);
    expect(report.checks.find(({ code }) => code === 'fractional-threshold')).toMatchObject({ level: 'attention', message: expect.stringContaining('0.5') });
    expect((await convert({ image: at('ct'), mask: at('fractional.dcm'), threshold: '0.2' })).mask?.regions[0]?.voxels).toBe(3 * plane);
    expect(await refused({ image: at('ct'), mask: at('fractional.dcm'), threshold: '0.7' })).toMatch(/^\[empty-mask\]/);
  });

  it('points out a mask of the image’s size that lies whole voxels off', async () => {
    const { originMm, direction: d, spacingMm } = ct.grid;
    const moved = [0, 1, 2].map((i) => originMm[i]! + d[3 * i]! * spacingMm[0]) as unknown as Grid['originMm'];
    writeFileSync(at('moved.nrrd'), writeNrrd({ data: mask.data, grid: { ...ct.grid, originMm: moved } }));
    const report = await convert({ image: at('ct'), mask: at('moved.nrrd') });
    expect(report.checks.find(({ code }) => code === 'mask-shifted')).toMatchObject({
      level: 'attention',
      message: expect.stringContaining('0.75 mm (1 voxels) apart'),
    });
  });

  it('copies a mask whose axes run the other way', async () => {
    const { direction: d, spacingMm, originMm, size } = ct.grid;
    const flipped: Grid = {
      ...ct.grid,
      originMm: [0, 1, 2].map((i) => originMm[i]! + d[3 * i]! * spacingMm[0] * (size[0] - 1)) as unknown as Grid['originMm'],
      direction: [-d[0], d[1], d[2], -d[3], d[4], d[5], -d[6], d[7], d[8]],
    };
    const data = new Uint8Array(mask.data.length);
    for (let i = 0; i < data.length; i++) data[i] = mask.data[i - (i % size[0]) + (size[0] - 1 - (i % size[0]))]!;
    writeFileSync(at('flipped.nii'), writeNifti({ grid: flipped, data }));
    const out = fresh('nrrd');
    await convert({ image: at('ct'), mask: at('flipped.nii'), outMask: out });
    expect([...readNrrd(readFileSync(out)).data]).toEqual([...mask.data]);
  });

  it('places a mask of a copy with other UIDs only when told that it is one', async () => {
    const copy = await volumeOf(seriesFiles({ ...SPEC, change: (k) => ({ SOPInstanceUID: `2.25.${k + 1}` }) }));
    writeFileSync(at('copy.dcm'), segFile(maskWith(copy.grid, VOXELS), copy.source));
    expect(await refused({ image: at('ct'), mask: at('copy.dcm') })).toMatch(/^\[referenced-slices-missing\] None of the 3 images.*--by-position/);
    const out = fresh('nrrd');
    const report = await convert({ image: at('ct'), mask: at('copy.dcm'), byPosition: true, outMask: out });
    expect(report.checks[0]).toMatchObject({ code: 'by-position', level: 'attention' });
    expect([...readNrrd(readFileSync(out)).data]).toEqual([...mask.data]);
    expect(await refused({ image: at('ct'), mask: at('on-b.dcm') })).toMatch(/^\[no-ct-series\].*--by-position/);
  });

  describe('refuses', () => {
    let before: readonly string[];
    beforeEach(() => {
      before = readdirSync(folder);
      writeFileSync(at('junk.nrrd'), 'NRRD0004\nnothing');
      writeFileSync(at('text.dcm'), 'hello');
      writeFileSync(at('kept.nrrd'), 'mine');
      before = readdirSync(folder);
    });

    const cases: readonly (readonly [string, () => ConvertOptions, RegExp])[] = [
      ['no image', () => ({}), /^\[option\] Give --image/],
      ['an image that is not there', () => ({ image: at('none') }), /^\[file-missing\]/],
      ['a mask that is not there', () => ({ image: at('ct'), mask: at('none') }), /^\[file-missing\]/],
      ['a folder as mask', () => ({ image: at('ct'), mask: at('ct') }), /^\[file-type\]/],
      ['an empty folder', () => ({ image: at('nothing') }), /^\[folder-empty\].*is empty/],
      ['a folder without images', () => ({ image: folder }), /^\[folder-empty\].*Subfolders are not searched/],
      [
        'two series without a choice, with the list of them',
        () => ({ image: at('two') }),
        /^\[several-ct-series\] There are 2 series.*--series UID.*"series a", 6 images.*"series b", 6 images/,
      ],
      ['a series that is not there', () => ({ image: at('two'), series: '1.2.3' }), /^\[series-not-found\].*1\.2\.3.*"series a"/],
      ['an image that is none', () => ({ image: at('text.dcm') }), /^\[file-type\]/],
      ['a mask that is none', () => ({ image: at('ct'), mask: at('text.dcm') }), /^\[mask-file-unknown\]/],
      ['a damaged mask', () => ({ image: at('ct'), mask: at('junk.nrrd') }), /^\[nrrd-header\]/],
      [
        'a segment that is not there, with the list of them',
        () => ({ image: at('ct'), mask: at('rt.dcm'), segment: 'Spleen' }),
        /^\[structure-not-found\].*3: GTV.*5: Liver/,
      ],
      ['a label that is not there', () => ({ image: at('ct'), mask: at('labels.nrrd'), segment: '9' }), /^\[segment-not-found\].*7, 300/],
      ['a SEG on an image without DICOM', () => ({ image: at('mask.nrrd'), mask: at('tumour.seg.dcm') }), /^\[seg-needs-dicom\]/],
      [
        'a SEG as output of an image without DICOM',
        () => ({ image: at('mask.nrrd'), mask: at('mask.nrrd'), outMask: fresh('seg.dcm') }),
        /^\[seg-needs-dicom\]/,
      ],
      [
        'a SEG of several labels',
        () => ({ image: at('ct'), mask: at('labels.nrrd'), outMask: fresh('seg.dcm') }),
        /^\[seg-several-labels\].*7, 300.*--segment/,
      ],
      ['an ending that says nothing', () => ({ image: at('ct'), outImage: fresh('mha') }), /^\[out-type\].*\.nrrd/],
      ['an image as SEG', () => ({ image: at('ct'), outImage: fresh('seg.dcm') }), /^\[out-type\]/],
      ['to write over a file', () => ({ image: at('ct'), outImage: at('kept.nrrd') }), /^\[out-exists\].*--force/],
      ['to write where no folder is', () => ({ image: at('ct'), outImage: at('no/x.nrrd') }), /^\[out-folder-missing\]/],
      ['one file for both', () => ({ image: at('ct'), mask: at('mask.nrrd'), outImage: at('x.nrrd'), outMask: at('x.nrrd') }), /^\[option\]/],
      ['options of a mask without one', () => ({ image: at('ct'), segment: '1' }), /^\[option\] --segment is for --mask/],
      ['a threshold that is no share', () => ({ image: at('ct'), mask: at('mask.nrrd'), threshold: '50' }), /^\[option\].*at most 1/],
      ['a threshold where it means nothing', () => ({ image: at('ct'), mask: at('mask.nrrd'), threshold: '0.5' }), /^\[option\].*FRACTIONAL/],
      ['a token for files', () => ({ image: at('ct'), tokenEnv: 'TOKEN' }), /^\[option\]/],
      ['a wrong address', () => ({ image: 'https://pacs.example/dicom-web/studies/1.2' }), /^\[series-address\].*series\/SERIES-UID/],
      [
        'an address with a password',
        () => ({ image: 'https://me:secret@pacs.example/dicom-web/studies/1.2/series/1.3' }),
        /^\[series-address\] The address carries(?!.*secret)/,
      ],
      ['an address whose UID is none', () => ({ image: 'https://pacs.example/studies/1.2/series/..x' }), /^\[series-address\]/],
    ];
    it.each(cases)('%s', async (_, options, expected) => {
      const given = options();
      expect(await refused(given)).toMatch(expected);
      expect(readdirSync(folder)).toEqual(before); // nothing was written
      expect(readFileSync(at('kept.nrrd'), 'utf8')).toBe('mine');
    });
  });

  it('replaces a file when it is told to', async () => {
    writeFileSync(at('old.nrrd'), 'old');
    await convert({ image: at('ct'), outImage: at('old.nrrd'), force: true });
    expect(readNrrd(readFileSync(at('old.nrrd'))).grid.size).toEqual(ct.grid.size);
    expect(existsSync(at(`old.nrrd.${process.pid}.tmp`))).toBe(false);
  });
});

describeWithService('dicom3tools', 'a segmentation that convert writes', (dciodvfy) => {
  it.each([
    ['of a segmentation', 'tumour.seg.dcm', {}],
    ['of a label map that says nothing of itself', 'mask.nrrd', {}],
    ['of a program', 'mask.nii', { segmentType: 'liver', algorithm: 'nnU-Net' }],
  ])('%s has no error by dciodvfy', async (_, name, more) => {
    const out = fresh('seg.dcm');
    await convert({ image: at('ct'), mask: at(name), outMask: out, ...more });
    const { stdout, stderr } = spawnSync(dciodvfy, [out], { encoding: 'utf8' });
    expect(`${stdout}${stderr}`).toMatch(/Segmentation/);
    expect(`${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
  });
});
