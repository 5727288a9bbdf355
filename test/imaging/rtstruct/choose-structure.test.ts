// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { chooseStructure, isTumourName } from '../../../src/imaging/rtstruct/choose-structure.ts';
import { readStructureSet } from '../../../src/imaging/rtstruct/read-rtstruct.ts';
import type { StructureSet } from '../../../src/imaging/rtstruct/types.ts';
import { refusal } from '../support/codes.ts';
import { around, type RoiSpec, rtstructFile } from '../support/rtstruct.ts';
import { seriesFiles, volumeOf } from '../support/series.ts';

const ct = await volumeOf(seriesFiles());
const drawn = [{ slice: 1, points: around(1, 1, 2, 2) }];
const setOf = (...rois: Partial<RoiSpec>[]): StructureSet =>
  readStructureSet(
    rtstructFile(
      ct.grid,
      ct.source,
      rois.map((roi, i) => ({ number: i + 1, name: '', contours: drawn, ...roi })),
    ),
  );

describe('the name of a structure', () => {
  it.each(['GTV', 'gtv', 'GTV1', 'GTVp', 'GTV_Mass_CT', 'iGTV', 'Tumor', 'Liver tumour', 'HCC', 'hcc lesion 2', '肿瘤', '肝癌'])(
    'means a tumour: %s',
    (name) => {
      expect(isTumourName(name)).toBe(true);
    },
  );
  it.each([
    'Liver',
    'PTV',
    'CTV',
    'PTV_GTV',
    'Liver-GTV',
    'liver minus tumor',
    'Liver without lesion',
    'non-tumor liver',
    'tumor bed',
    'GTV+5mm',
    'GTV 5 mm',
    'GTV ring', // biome-ignore format: a list
    'tumor margin',
    'GTV expansion',
    'tumour necrosis',
    'tumor thrombus',
    'regtvx',
    'BODY',
    '', // biome-ignore format: a list
  ])('means something else: %s', (name) => {
    expect(isTumourName(name)).toBe(false);
  });
});

describe('choosing the tumour among structures', () => {
  it('takes the one interpreted as GTV or coded as a tumour, whatever it is called', () => {
    expect(chooseStructure(setOf({ name: 'Liver' }, { name: 'x', interpretedType: 'GTV' }, { name: 'tumor 2' })).number).toBe(2);
    expect(chooseStructure(setOf({ name: 'Liver' }, { name: 'x', code: ['4147007', 'SCT'] })).number).toBe(2);
    expect(chooseStructure(setOf({ name: 'Liver' }, { name: 'x', code: ['M-80003', 'SRT'] })).number).toBe(2);
  });

  it('goes by the name where nothing else says tumour, and by the observation label where there is no name', () => {
    expect(chooseStructure(setOf({ name: 'Liver' }, { name: 'Liver-GTV' }, { name: 'GTV' })).number).toBe(3);
    expect(chooseStructure(setOf({ name: 'Liver' }, { name: '', label: 'HCC' })).number).toBe(2);
  });

  it('passes over structures that were never drawn, unless one is asked for', () => {
    const set = setOf({ name: 'GTV', contours: [] }, { name: 'GTV final' });
    expect(chooseStructure(set).number).toBe(2);
    expect(chooseStructure(set, 1).contours).toEqual([]);
  });

  it('takes the number, name, observation label or code that is asked for', () => {
    const set = setOf({ name: 'Liver', label: 'organ' }, { name: 'Seg VIII', code: ['4147007', 'SCT'] });
    expect([1, 'liver', 'ORGAN', ' Liver '].map((wanted) => chooseStructure(set, wanted).number)).toEqual([1, 1, 1, 1]);
    expect(['seg viii', '4147007', 2].map((wanted) => chooseStructure(set, wanted).number)).toEqual([2, 2, 2]);
  });

  it('refuses several with their list, none with what is there, and what is not there', async () => {
    const two = await refusal(() => chooseStructure(setOf({ name: 'GTV 1' }, { name: 'GTV 2' })));
    expect([two.code, two.values.structures, two.message]).toEqual([
      'several-tumour-structures',
      ['1: GTV 1', '2: GTV 2'],
      expect.stringContaining('a person must say'),
    ]);
    expect((await refusal(() => chooseStructure(setOf({ name: 'A' }, { name: 'a' }), 'A'))).code).toBe('several-tumour-structures');
    const none = await refusal(() => chooseStructure(setOf({ name: 'Liver' }, { name: 'GTV', contours: [] })));
    expect([none.code, none.values.structures]).toEqual(['no-tumour-structure', ['1: Liver', '2: GTV (not drawn)']]);
    const absent = await refusal(() => chooseStructure(setOf({ name: 'Liver' }), 'spleen'));
    expect([absent.code, absent.message]).toEqual(['structure-not-found', 'The structure set has no structure "spleen"; it has 1: Liver. Name one of them.']);
  });
});
