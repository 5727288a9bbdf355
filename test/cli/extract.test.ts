// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExtractOptions } from '../../src/cli/radiomics/extract-options.ts';
import { gridAsItk4 } from '../../src/cli/radiomics/read-inputs.ts';
import { writeNrrd } from '../../src/imaging/nrrd.ts';
import { featureNames, profileSettings, RAD_SCORE_FEATURES } from '../../src/radiomics/params.ts';
import { IDENTITY_DIRECTION } from '../../src/volume/grid.ts';
import { syntheticCase } from '../radiomics/support/cases.ts';
import { describeWithOracles } from '../support/oracles.ts';
import { jsonOfExtract as jsonOf, ranExtract as run } from './support/run-extract.ts';

let folder: string;
let base: { image: string; mask: string };
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'extract-'));
  const { image, mask } = syntheticCase();
  base = { image: path.join(folder, 'ct.nrrd'), mask: path.join(folder, 'tumour.nrrd') };
  writeFileSync(base.image, writeNrrd(image));
  writeFileSync(base.mask, writeNrrd(mask));
});
afterAll(() => rmSync(folder, { recursive: true }));

const textOf = async (options: ExtractOptions): Promise<string> => (await run(options)).stdout;

const params = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};
const KURTOSIS = 'featureClass:\n  firstorder: [Kurtosis]\n';

describe('hepanom extract of one case', () => {
  it('prints one flat JSON object of the five features, with diagnostics and provenance beside them', async () => {
    const result = await jsonOf({ ...base, profile: 'rad-score' });
    expect(Object.keys(result)).toEqual([...RAD_SCORE_FEATURES, 'diagnostics', 'notes', 'warnings', 'provenance']);
    expect(result.diagnostics).toMatchObject({
      'diagnostics_Image-original_Hash': expect.stringMatching(/^[0-9a-f]{40}$/),
      'diagnostics_Mask-original_VoxelNum': expect.any(Number),
      'diagnostics_Image-original_Mean': expect.any(Number),
    });
    expect(result.provenance).toMatchObject({ compat: '3.x', itk: '5', image: { file: 'ct.nrrd' }, mask: { file: 'tumour.nrrd' }, settings: { label: 1 } });
    expect(JSON.stringify(result)).not.toContain(path.basename(folder)); // files by name, not by folder
  });

  it('prints CSV as PyRadiomics does: Image, Mask, diagnostics, features; a row of names, a row of values', async () => {
    const [names, values, rest] = (await textOf({ ...base, profile: 'rad-score', format: 'csv' })).split('\n');
    expect(names!.split(',').slice(0, 3)).toEqual(['Image', 'Mask', 'diagnostics_Versions_PyRadiomics']);
    expect(names!.split(',').slice(-5)).toEqual(RAD_SCORE_FEATURES);
    expect(Number.isFinite(Number(values!.split(',').at(-1)))).toBe(true);
    expect(rest).toBe('');
  });

  it('adds the seconds of each stage on request, and where scripts drop them with the diagnostics in CSV', async () => {
    const { time } = (await jsonOf({ ...base, profile: 'rad-score', time: true })) as { time: Record<string, number> };
    expect(Object.keys(time)).toEqual(
      expect.arrayContaining([
        'read',
        'resample',
        'prepare',
        'shape',
        'filter gradient',
        'gradient firstorder',
        'original glszm',
        'filter wavelet-HHL',
        'total',
      ]),
    );
    expect(Object.keys(time).at(-1)).toBe('total');
    const { total, ...parts } = time;
    const sum = Object.values(parts).reduce((all, seconds) => all + seconds, 0);
    expect(sum).toBeLessThanOrEqual(total! * 1.001);
    expect(sum).toBeGreaterThan(total! * 0.5);
    const names = (await textOf({ ...base, profile: 'rad-score', time: true, format: 'csv' })).split('\n')[0]!.split(',');
    expect(names.filter((name) => !name.startsWith('diagnostics_'))).toEqual(['Image', 'Mask', ...RAD_SCORE_FEATURES]);
    expect(names).toContain('diagnostics_Time_total');
  });

  it('computes every (class, feature) of a parameter file over all its image types', async () => {
    const file = params(
      'rad.yaml',
      'setting:\n  resampledPixelSpacing: [1, 1, 1]\n  interpolator: sitkBSpline\nimageType:\n  Original: {}\n  Wavelet: {}\n  LoG:\n    sigma: [3.0]\n  Gradient: {}\nfeatureClass:\n  shape: [Sphericity]\n  firstorder: [Kurtosis]\n  glszm: [LargeAreaLowGrayLevelEmphasis, SmallAreaLowGrayLevelEmphasis]\n  gldm: [DependenceVariance]\n',
    );
    const result = await jsonOf({ ...base, params: file });
    expect(Object.keys(result).slice(0, -4)).toHaveLength(1 + 11 * 4);
    const profile = await jsonOf({ ...base, profile: 'rad-score' });
    for (const name of RAD_SCORE_FEATURES) expect(result[name]).toBe(profile[name]);
  });

  it('gives the same bytes however many threads share one case', async () => {
    const one = await jsonOf({ ...base, profile: 'hcc-1874', jobs: '1' });
    const { time, ...three } = await jsonOf({ ...base, profile: 'hcc-1874', jobs: '3', time: true });
    expect(three).toEqual(one);
    expect(Object.keys(time as object)).toEqual(expect.arrayContaining(['read', 'resample', 'shape', 'filter lbp-3D-m1', 'square glcm', 'total']));
    expect(featureNames(profileSettings('hcc-1874')).every((name) => name in one)).toBe(true);
  });

  it('never lets not-a-number out in silence: null and a note in JSON, nan in CSV and a line beside it', async () => {
    const { image, mask } = syntheticCase();
    const twoVoxels = path.join(folder, 'two.nrrd');
    writeFileSync(twoVoxels, writeNrrd({ ...mask, data: mask.data.map((_, at) => (at === 4000 || at === 4001 ? 1 : 0)) }));
    expect(image.data[4000]).not.toBe(image.data[4001]);
    const file = params('two.yaml', 'setting:\n  minimumROIDimensions: 1\nfeatureClass:\n  firstorder: [RobustMeanAbsoluteDeviation, Mean]\n');
    const options = { image: base.image, mask: twoVoxels, params: file };
    const name = 'original_firstorder_RobustMeanAbsoluteDeviation';
    const result = await jsonOf(options);
    expect(result[name]).toBeNull();
    expect(result.notes).toMatchObject({ [name]: { code: 'not-a-number', message: expect.stringContaining('percentile') } });
    const { stdout, stderr } = await run({ ...options, format: 'csv' });
    expect(stdout.split('\n')[1]).toMatch(/,nan(,|$)/);
    expect(stderr).toContain(`note [not-a-number]`);
    expect(stderr).toContain(name);
  });

  it('says in one line what many flat values have in common', async () => {
    const { stderr } = await run({ ...base, profile: 'hcc-1874', format: 'csv' });
    expect(stderr).toMatch(
      /^note \[flat-region\]: \d+ values of lbp-3D-m1, lbp-3D-m2(, lbp-3D-k)?, the first is lbp-3D-m1_firstorder_Entropy: .*--format json/,
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('gives each label, and each part of a label, its own row', async () => {
    const { mask } = syntheticCase();
    const [nx] = mask.grid.size;
    const parts = path.join(folder, 'parts.nrrd');
    writeFileSync(parts, writeNrrd({ ...mask, data: mask.data.map((value, at) => (value === 0 || at % nx === 13 ? 0 : at % nx < 16 ? 1 : 2)) }));
    const options = { image: base.image, mask: parts, params: params('k.yaml', KURTOSIS) };
    const byLabel = JSON.parse(await textOf({ ...options, label: 'all' })) as { input: object }[];
    expect(byLabel.map(({ input }) => input)).toMatchObject([{ Label: '1' }, { Label: '2' }]);
    const byPart = await textOf({ ...options, label: '1', components: true, format: 'csv' });
    const [names, ...rows] = byPart.trim().split('\n');
    expect(names).toMatch(/^Image,Mask,Label,Component,diagnostics_/);
    expect(rows.map((row) => row.split(',').slice(2, 4))).toEqual([
      ['1', '1'],
      ['1', '2'],
    ]);
  });

  it('writes a file in the form that its ending says, or that is asked for', async () => {
    const out = path.join(folder, 'result.csv');
    expect(await textOf({ ...base, params: params('k.yaml', KURTOSIS), out })).toBe('');
    expect(readFileSync(out, 'utf8')).toMatch(/^Image,Mask,/);
    await run({ ...base, params: params('k.yaml', KURTOSIS), out, format: 'json' });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toHaveProperty('original_firstorder_Kurtosis');
  });

  it('matches the PyRadiomics and the ITK that are asked for', async () => {
    const provenanceOf = async (options: ExtractOptions): Promise<unknown> => (await jsonOf({ ...base, profile: 'rad-score', ...options })).provenance;
    expect(await provenanceOf({ compat: '2.2.0' })).toMatchObject({ compat: '2.2.0', itk: '4.13' });
    expect(await provenanceOf({ compat: '2.2.0', itk: '5' })).toMatchObject({ compat: '2.2.0', itk: '5' });
    expect(await provenanceOf({ compat: '3.0.1', itk: '4.13' })).toMatchObject({ compat: '3.x', itk: '4.13' });
  });

  it('lists the columns of a profile or a parameter file without an image', async () => {
    expect((await textOf({ list: true, profile: 'hcc-1874' })).trim().split('\n')).toHaveLength(1874);
    expect(await textOf({ list: true, params: params('k.yaml', KURTOSIS) })).toBe('original_firstorder_Kurtosis\n');
  });

  it.each([
    ['an absent parameter file', () => run({ ...base, params: '/nowhere/p.yaml' }), 'params-file-missing'],
    ['a parameter file that is no YAML', () => run({ ...base, params: params('bad.yaml', 'setting: [1, 2') }), 'params-file-not-readable'],
    ['an unknown feature', () => run({ ...base, params: params('all.yaml', 'featureClass:\n  glcm: [Contrst]\n') }), 'unknown-feature'],
    ['an unknown version to match', () => run({ ...base, compat: '1.2', profile: 'rad-score' }), 'compat-not-supported'],
    ['an unknown ITK', () => run({ ...base, itk: '6', profile: 'rad-score' }), 'option'],
    ['an unknown profile', () => run({ ...base, profile: 'all' }), 'profile-unknown'],
    ['neither profile nor parameters', () => run(base), 'option'],
    ['both profile and parameters', () => run({ ...base, profile: 'default', params: 'x' }), 'option'],
    ['no mask', () => run({ image: base.image, profile: 'rad-score' }), 'option'],
    ['an image that is not there', () => run({ ...base, image: '/nowhere.nrrd', profile: 'rad-score' }), 'file-missing'],
    ['a mask that cannot be read', () => run({ ...base, mask: params('mask.nrrd', 'NRRD0005\nnonsense'), profile: 'rad-score' }), 'nrrd-header'],
    ['a mask of an unknown type', () => run({ ...base, mask: params('mask.txt', 'hello'), profile: 'rad-score' }), 'file-type'],
    ['a label that is not in the mask', () => run({ ...base, label: '4', profile: 'rad-score' }), 'label-absent'],
    ['a label that is no label', () => run({ ...base, label: '-1', profile: 'rad-score' }), 'option'],
    ['an output folder that is not there', () => run({ ...base, profile: 'rad-score', out: '/nowhere/x.json' }), 'out-folder-missing'],
    ['--resume without a table', () => run({ ...base, profile: 'rad-score', resume: true }), 'option'],
    ['--top without --sensitivity', () => run({ ...base, profile: 'rad-score', top: '3' }), 'option'],
  ] as const)('refuses %s', async (_, body, code) => {
    await expect(body()).rejects.toMatchObject({ code });
  });

  it('leaves no output when it refuses', async () => {
    const out = path.join(folder, 'never.json');
    await expect(run({ ...base, label: '4', profile: 'rad-score', out })).rejects.toMatchObject({ code: 'label-absent' });
    expect(existsSync(out)).toBe(false);
  });

  it('reads a DICOM series for 2.2.0 with the float32 grid of ITK 4.13', () => {
    // golden: SimpleITK 1.2.4 on sts-001: origin z -881.3200073242188, spacing 3.27001953125
    const grid = gridAsItk4(
      { size: [2, 2, 2], spacingMm: [0.9765625, 0.9765625, 3.2700000000000014], originMm: [0, 0, -881.32], direction: IDENTITY_DIRECTION },
      [0, 0, -881.32],
      [0, 0, -878.05],
    );
    expect(grid.originMm[2]).toBe(-881.3200073242188);
    expect(grid.spacingMm).toEqual([0.9765625, 0.9765625, 3.27001953125]);
  });
});

describeWithOracles('hepanom extract on a DICOM segmentation with overlapping segments', (shared) => {
  const dicom = path.join(shared, 'data/dicom/dcmqi');
  const options = { image: path.join(dicom, 'ct-3slice'), mask: path.join(dicom, 'partial_overlaps.dcm') };
  const VOXELS = 'diagnostics_Mask-original_VoxelNum';
  const voxelsOf = (row: unknown): unknown => (row as { diagnostics: Record<string, unknown> }).diagnostics[VOXELS];

  it('takes a label as the segment’s number, and all labels as all segments, overlapping ones whole', async () => {
    const file = params('k.yaml', KURTOSIS);
    const all = JSON.parse(await textOf({ ...options, params: file, label: 'all' })) as { input: object }[];
    expect(all.map(({ input }) => Reflect.get(input, 'Label'))).toEqual(['1', '2', '3', '4', '5']);
    for (const number of ['1', '4']) {
      const alone = await jsonOf({ ...options, params: file, label: number });
      expect(voxelsOf(alone)).toBe(voxelsOf(all[Number(number) - 1]));
      expect(alone.original_firstorder_Kurtosis).toBe(Reflect.get(all[Number(number) - 1]!, 'original_firstorder_Kurtosis'));
      expect((await jsonOf({ ...options, params: file, segment: number })).original_firstorder_Kurtosis).toBe(alone.original_firstorder_Kurtosis);
    }
  });

  it('never guesses among several segments', async () => {
    const file = params('k.yaml', KURTOSIS);
    await expect(run({ ...options, params: file })).rejects.toMatchObject({ code: 'no-tumour-segment' });
    await expect(run({ ...options, params: file, label: '9' })).rejects.toMatchObject({ code: 'segment-not-found' });
    await expect(run({ ...options, image: base.image, params: file })).rejects.toMatchObject({ code: 'seg-needs-dicom' });
  });
});
