// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FEATURES } from '../../src/radiomics/features/registry.ts';
import { FEATURE_NAMES } from '../../src/radiomics/settings/feature-names.ts';
import { parseCsv } from '../oracles/csv.ts';
import { type CaseRow, compareCase, ImageCache } from '../oracles/radiomics-case.ts';
import { refusals } from '../oracles/radiomics-errors.ts';
import { describeWithOracles } from '../support/oracles.ts';

/** Deprecated features that PyRadiomics computes only by name: no case asks for them, so the tests beside each compare them with PyRadiomics in another way. */
const BY_NAME_ONLY = [
  'shape_Compactness1',
  'shape_Compactness2',
  'shape_SphericalDisproportion',
  'shape2D_SphericalDisproportion',
  'firstorder_StandardDeviation',
];

/** What each line of the open set's `errors.csv` must be refused with. Lines with the same code are the same mistake met on two ways. */
const REFUSED_WITH: Readonly<Record<string, string>> = {
  'empty mask': 'mask-empty',
  'empty mask, resampled': 'mask-empty',
  'label absent': 'label-absent',
  'label absent, resampled': 'label-absent',
  'mask of another size, no correctMask': 'size-mismatch',
  'mask on another grid, no correctMask': 'geometry-mismatch',
  'mask origin off by 5e-5 mm, no correctMask': 'origin-mismatch',
  'real data: mask origin rounded to 0.1 mm': 'origin-mismatch',
  'mask partly outside the image, resampled': 'roi-outside-image',
  'mask partly outside the image, correctMask': 'roi-outside-image',
  'single voxel ROI': 'single-voxel',
  'single voxel ROI, minimumROIDimensions 1': 'single-voxel',
  'line ROI (two voxels), default minimumROIDimensions 2': 'too-few-dimensions',
  'minimumROISize: ROI of 11 voxels, limit 50': 'roi-too-small',
  'mask fills the whole image': 'mask-fills-image',
  'unknown key in setting': 'params-unknown-key',
  'wrong type in setting': 'params-wrong-type',
  'unknown feature name': 'unknown-feature',
  'LoG sigma too large for the box': 'log-does-not-fit',
  'LoG on 3 slices': 'log-image-too-small',
  'resegmentation leaves nothing': 'resegmentation-left-nothing',
  'label_channel beyond the channels': 'label-channel-absent',
  'shape2D without force2D': 'shape2d-needs-force2d',
  'shape2D on several slices': 'shape2d-needs-one-slice',
  'parameter file absent': 'params-file-missing',
};

/** Cases that stand for every kind of stage, image type and reader here; `npm run oracles` runs all of them. */
const CASES = [
  'liver-id-rad-score',
  'liver-oblique-rad-score__2.2.0',
  'steps-thirds-filters-1mm__2.2.0',
  'border3-filters-1mm',
  'tiny30-filters-native',
  'ibsi-dp-binwidth1',
  'liver-id-lbp2d-force2d',
  'breast1-hcc-1874__2.2.0',
  'flat-hcc-1874',
  'sts001-dicom-rad-score',
];

const everyFeature = (): string[] =>
  Object.entries(FEATURES).flatMap(([featureClass, definitions]) => Object.keys(definitions).map((name) => `${featureClass}_${name}`));

describe('the features of the engine', () => {
  it("are PyRadiomics' own, none missing", () => {
    const named = Object.entries(FEATURE_NAMES).flatMap(([featureClass, names]) => names.map((name) => `${featureClass}_${name}`));
    expect([...everyFeature()].sort()).toEqual([...named, ...BY_NAME_ONLY].sort());
  });

  it('have formula, caveat and source in words, and an IBSI code where one exists', () => {
    for (const [featureClass, definitions] of Object.entries(FEATURES)) {
      for (const [name, { formula, caveat, source, ibsi }] of Object.entries(definitions)) {
        const short = [formula, caveat].filter((text) => text.trim().length < 15 || !/[a-z]{2,} [a-z]{2,}/.test(text));
        expect({ feature: `${featureClass}_${name}`, short, source: source.trim().length > 5 }).toEqual({
          feature: `${featureClass}_${name}`,
          short: [],
          source: true,
        });
        if (ibsi !== undefined) expect(ibsi).toMatch(/^[A-Z0-9]{4}$/);
      }
    }
  });
});

describeWithOracles('reference values of PyRadiomics 3.0.1 and 2.2.0', (reference) => {
  const folder = path.join(reference, 'oracles/radiomics/open');
  const rows = parseCsv(readFileSync(path.join(folder, 'cases.csv'), 'utf8'), 'cases.csv') as unknown as CaseRow[];

  it('hold a value of every feature', () => {
    const seen = new Set<string>();
    for (const { values } of rows)
      for (const { feature = '' } of parseCsv(readFileSync(path.join(folder, values), 'utf8'), values)) seen.add(feature.split('_').slice(1).join('_'));
    expect(everyFeature().filter((name) => !seen.has(name) && !BY_NAME_ONLY.includes(name))).toEqual([]);
  });

  it.each(CASES)(
    '%s: every value, diagnostic and stage agrees',
    async (id) => {
      const row = rows.find(({ case_id }) => case_id === id);
      expect(row).toBeDefined();
      const reports = await compareCase(folder, row!, new ImageCache());
      expect(reports.map(({ kind }) => kind)).toEqual(['values', 'diagnostics', ...(existsSync(path.join(folder, 'stages', id)) ? ['stages'] : [])]);
      for (const { failures, problem, compared } of reports) {
        expect({ failures, problem }).toEqual({ failures: [], problem: undefined });
        expect(compared).toBeGreaterThan(0);
      }
    },
    60_000,
  );

  it('every input that must be refused is, each mistake with its own code and a sentence of its own', async () => {
    const found = await refusals(path.join(folder, 'errors.csv'));
    expect(Object.fromEntries(found.map(({ what, code }) => [what, code]))).toEqual(REFUSED_WITH);
    for (const { message } of found) expect(message).toMatch(/^.{30,}[.?]$/s);
  }, 60_000);
});
