// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FEATURES } from '../../../src/radiomics/features/registry.ts';
import { compareWithReference, halfUnit } from '../../../src/radiomics/ibsi/compliance.ts';
import { CONFIGURATIONS } from '../../../src/radiomics/ibsi/configurations.ts';
import { parseReference } from '../../../src/radiomics/ibsi/reference/parse-reference.ts';
import { publishedReference } from '../../../src/radiomics/ibsi/reference/reference.ts';
import { runConfiguration } from '../../../src/radiomics/ibsi/run.ts';
import { aggregations, FAMILIES, GAPS } from '../../../src/radiomics/ibsi/table.ts';
import { ibsiEllipsoidArea } from '../../../src/radiomics/ibsi/table-region.ts';
import { fastestKernels } from '../../../src/radiomics/kernels/fastest.ts';
import { REFERENCE_KERNELS } from '../../../src/radiomics/kernels/reference.ts';
import { isFeatureClass } from '../../../src/radiomics/settings/feature-names.ts';
import { digitalPhantom } from './digital-phantom.ts';

const DIGITAL = CONFIGURATIONS[0]!;

describe('the digital phantom', () => {
  const { image, mask } = digitalPhantom();
  const ours = runConfiguration(DIGITAL, image, mask, REFERENCE_KERNELS);
  const report = compareWithReference(ours, publishedReference('digital-phantom'));

  it('meets every reference value that the engine has a feature for', () => {
    expect(report.compared.filter(({ passes }) => !passes)).toEqual([]);
    expect(report.compared.length).toBe(409);
  });

  it('names what it does not compare', () => {
    expect(report.notCompared.filter(({ family }) => family === 'Unknown')).toEqual([]);
    expect(report.notCompared.flatMap(({ tags }) => tags).length).toBe(publishedReference('digital-phantom').length - 409);
  });

  it('is the same with every set of kernels', () => {
    expect([...runConfiguration(DIGITAL, image, mask, fastestKernels())]).toEqual([...ours]);
  });

  it('fails where one voxel differs', () => {
    const data = Int16Array.from(image.data);
    data[6] = 6;
    const changed = compareWithReference(runConfiguration(DIGITAL, { ...image, data }, mask, REFERENCE_KERNELS), publishedReference('digital-phantom'));
    expect(changed.compared.filter(({ passes }) => !passes).length).toBeGreaterThan(50);
  });
});

describe('comparing with reference values', () => {
  it('knows to which precision a reference value is given', () => {
    expect(halfUnit(0.519)).toBeCloseTo(0.0005, 12);
    expect(halfUnit(567)).toBeCloseTo(0.5, 12);
    expect(halfUnit(1200)).toBeCloseTo(5, 12);
    expect(halfUnit(5)).toBeCloseTo(0.005, 12);
    expect(halfUnit(-0.0121)).toBeCloseTo(0.00005, 12);
    expect(halfUnit(114596)).toBeCloseTo(0.5, 12);
    expect(halfUnit(0)).toBe(0.0005);
  });

  it('passes within the tolerance or the precision, and fails beyond', () => {
    const references = [
      { tag: 'a', value: 10, tolerance: 1 },
      { tag: 'b', value: 10, tolerance: 1 },
      { tag: 'c', value: 0.519, tolerance: 0 },
      { tag: 'd', value: 0.519, tolerance: 0 },
      { tag: 'e', value: 1, tolerance: 0 },
    ];
    const ours = new Map([
      ['a', 11],
      ['b', 11.01],
      ['c', 0.5194],
      ['d', 0.5196],
      ['e', Number.NaN],
    ]);
    expect(compareWithReference(ours, references).compared.map(({ passes }) => passes)).toEqual([true, false, true, false, false]);
  });

  it('names reference values without consensus, without a feature, and without a known reason', () => {
    const references = [
      { tag: 'stat_mean', value: undefined, tolerance: 0 },
      { tag: 'dzm_sde_3D', value: 1, tolerance: 0 },
      { tag: 'cm_new_feature_3D_avg', value: 1, tolerance: 0 },
    ];
    const { compared, notCompared } = compareWithReference(new Map([['stat_mean', 2]]), references);
    expect(compared).toEqual([]);
    expect(notCompared.map(({ family, tags }) => [family, ...tags])).toEqual([
      ['No reference', 'stat_mean'],
      ['Grey level distance zone (GLDZM)', 'dzm_sde_3D'],
      ['Unknown', 'cm_new_feature_3D_avg'],
    ]);
  });

  it('reads its own text of reference values, and refuses a broken one', () => {
    expect(parseReference('cm_*_3D_avg: energy 0.3 ± 0.1, corr\n  -2E-05\nmorph_*: dens none')).toEqual([
      { tag: 'cm_energy_3D_avg', value: 0.3, tolerance: 0.1 },
      { tag: 'cm_corr_3D_avg', value: -2e-5, tolerance: 0 },
      { tag: 'morph_dens', value: undefined, tolerance: 0 },
    ]);
    expect(() => parseReference('cm_*: energy')).toThrow(/is not "name value/);
    expect(() => parseReference('cm: energy 1')).toThrow(/is not a line/);
    expect(() => parseReference('cm_*: energy one')).toThrow(/is not "name value/);
  });
});

describe("the area of an ellipsoid by IBSI's series", () => {
  it('is a sphere’s area, and the series’ closed form where two axes are equal', () => {
    expect(ibsiEllipsoidArea(3, 3, 3)).toBeCloseTo(36 * Math.PI, 9);
    const e = Math.sqrt(1 - 0.9 ** 2);
    expect(ibsiEllipsoidArea(1, 0.9, 0.9)).toBeCloseTo(4 * Math.PI * 0.9 * 0.5 * (1 + ((1 - e * e) / e) * Math.atanh(e)), 9);
  });

  it('is what the published formula gives', () => {
    // scipy 1.10 (eval_legendre, degrees 0 to 20): the half axes are those of the digital phantom and of configuration A
    expect(ibsiEllipsoidArea(5.72, 4.654, 4.268)).toBeCloseTo(286.77285177815463, 9);
    expect(ibsiEllipsoidArea(46.35, 40.75, 35.05)).toBeCloseTo(20930.57427689333, 7);
    expect(ibsiEllipsoidArea(2, 1.999, 1)).toBeCloseTo(42.926169185368586, 9);
    expect(ibsiEllipsoidArea(2, 2, 1)).toBeCloseTo(ibsiEllipsoidArea(2, 2 - 1e-12, 1), 9);
  });
});

describe('the table from IBSI tags to features', () => {
  const published = new Set(CONFIGURATIONS.flatMap(({ id }) => publishedReference(id).map(({ tag }) => tag)));
  const rows = FAMILIES.flatMap((family) => family.rows.map((row) => ({ family, row })));

  it('has a reference value for every row in every aggregation, and no tag twice', () => {
    const tags = rows.flatMap(({ family, row }) =>
      family.aggregation === 'none'
        ? [row.tag]
        : (['2D', '2_5D', '3D'] as const).flatMap((dimension) => aggregations(family, dimension).map((ending) => `${row.tag}_${ending}`)),
    );
    expect(tags.filter((tag) => !published.has(tag))).toEqual([]);
    expect(new Set(tags).size).toBe(tags.length);
  });

  it('gives every reference value of a feature a row or a reason, never both', () => {
    for (const tag of published) {
      if (/_(init|interp|reseg)_(img|roi)$/.test(tag)) continue;
      const inTable = rows.some(
        ({ family, row }) => tag === row.tag || (family.aggregation !== 'none' && new RegExp(`^${row.tag}_(2D|2_5D|3D)(_avg|_comb)?$`).test(tag)),
      );
      expect([tag, inTable !== GAPS.some(({ tags }) => tags.test(tag))]).toEqual([tag, true]);
    }
  });

  it('is the one that docs/ibsi.md shows', () => {
    const text = readFileSync(new URL('../../../docs/ibsi.md', import.meta.url), 'utf8');
    for (const { family, row } of rows) {
      const features = row.needs.filter((need) => !need.startsWith('region.')).join(', ');
      expect(text).toContain(`### ${family.name}\n`);
      expect(text).toContain(`| \`${row.tag}\` | ${row.code} | ${features} | ${row.how ?? 'the same'} |\n`);
    }
    expect(text.match(/^\| `/gm)!.length).toBe(rows.length + 5); // and five endings of tags
  });

  it("uses only features that exist, with IBSI's code where the definition has one", () => {
    const equalities = new Set(['cm_sum_var', 'cm_dissimilarity']); // equal to cluster tendency and difference average, whose codes the definitions carry
    for (const { row } of rows) {
      for (const need of row.needs) {
        const [from, name] = need.split('.') as [string, string];
        if (!isFeatureClass(from)) continue;
        const definition = FEATURES[from][name];
        expect([row.tag, need, definition !== undefined]).toEqual([row.tag, need, true]);
        if (row.how === undefined && !row.tag.startsWith('ih_') && !equalities.has(row.tag)) expect([row.tag, definition!.ibsi]).toEqual([row.tag, row.code]);
      }
    }
  });
});
