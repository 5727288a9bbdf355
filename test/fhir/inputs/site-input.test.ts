// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Observation } from 'fhir/r4';
import { DEFAULT_CHART_RULES, readChart } from '../../../src/fhir/chart.ts';
import { SYSTEM } from '../../../src/fhir/codes.ts';
import { prefetchTemplates } from '../../../src/fhir/gather.ts';
import { readSiteInput } from '../../../src/fhir/inputs/site-input.ts';
import { unitTable } from '../../../src/fhir/unit-families.ts';
import { convert } from '../../../src/fhir/units.ts';
import type { InputSpec } from '../../../src/nomogram/model-file.ts';
import { AS_OF, afp, chart, OPERATION } from '../chart-builder.ts';

const label = { en: 'AST', zh: '谷草转氨酶' };
const AST: InputSpec = { key: 'ast', unit: 'U/L', label, chart: { codes: [{ system: SYSTEM.loinc, code: '1920-8' }] } };
const HBSAG: InputSpec = {
  key: 'hbsAg',
  unit: '1',
  label,
  levels: [
    { code: 'negative', label },
    { code: 'positive', label },
  ],
  chart: {
    codes: [{ system: SYSTEM.loinc, code: '5196-1' }],
    levels: { negative: [{ system: SYSTEM.snomed, code: '260385009' }], positive: [{ system: SYSTEM.snomed, code: '10828004' }] },
  },
};
const windows = { anchorDay: OPERATION, asOfIso: AS_OF, laboratoryDays: 14, statementDays: 90 };
const read = (spec: InputSpec, ...observations: Observation[]) => readSiteInput(observations, spec, windows);

function ast(value: number, code = 'U/L', over: Partial<Observation> = {}): Observation {
  return {
    ...afp(1),
    id: 'ast-1',
    code: { coding: [{ system: SYSTEM.loinc, code: '1920-8' }] },
    valueQuantity: { value, system: SYSTEM.ucum, code, unit: code },
    ...over,
  };
}
function hbsAg(code: string, over: Partial<Observation> = {}): Observation {
  const { valueQuantity: _, ...rest } = afp(1);
  return {
    ...rest,
    id: 'hbs-1',
    code: { coding: [{ system: SYSTEM.loinc, code: '5196-1' }] },
    valueCodeableConcept: { coding: [{ system: SYSTEM.snomed, code }] },
    ...over,
  };
}

describe('a number of a site’s model in the chart', () => {
  it('is the newest final result by its code, with date and reference', () => {
    expect(read(AST, ast(60, 'U/L', { id: 'old', effectiveDateTime: '2026-11-13' }), ast(48))).toMatchObject({
      kind: 'value',
      value: 48,
      unit: 'U/L',
      from: { kind: 'laboratory', reference: 'Observation/ast-1' },
    });
  });

  it('is converted only where units differ by definition', () => {
    expect(read(AST, ast(0.8, 'ukat/L'))).toMatchObject({ kind: 'value', value: 48, unit: 'U/L' });
    expect(read(AST, ast(48, 'mU/mL'))).toMatchObject({ value: 48 });
    // An international unit of a standard is another thing than a unit of activity.
    expect(read(AST, ast(48, '[IU]/L'))).toMatchObject({ kind: 'missing', reason: 'unit-not-usable', passedOver: [{ asWritten: '48 [IU]/L' }] });
    expect(read({ ...AST, unit: 'mmol/L' }, ast(90, 'mg/dL'))).toMatchObject({ kind: 'missing', reason: 'unit-not-usable' });
  });

  it('keeps "<5" as a bound and a negative number as it is', () => {
    expect(read(AST, ast(5, 'U/L', { valueQuantity: { value: 5, comparator: '<', code: 'U/L' } }))).toMatchObject({ kind: 'bound', side: 'below', value: 5 });
    expect(read({ ...AST, unit: 'mmol/L' }, ast(-3.5, 'mmol/L'))).toMatchObject({ kind: 'value', value: -3.5 });
  });

  it('counts without a unit where the model counts', () => {
    const inr = { ...AST, unit: '1' };
    expect(read(inr, ast(1.2, '{INR}'))).toMatchObject({ kind: 'value', value: 1.2, unit: '1' });
    expect(read(inr, ast(1.2, 's'))).toMatchObject({ kind: 'missing', reason: 'unit-not-usable' });
  });

  it('is too old after the site’s window for tests, or after the file’s own', () => {
    const old = ast(48, 'U/L', { effectiveDateTime: '2026-11-01' });
    expect(read(AST, old)).toMatchObject({ kind: 'missing', reason: 'too-old' });
    expect(read({ ...AST, chart: { ...AST.chart!, maxAgeDays: 30 } }, old)).toMatchObject({ kind: 'value', value: 48 });
  });

  it('is missing, not asked for, without a place in the chart', () => {
    const { chart: _, ...nowhere } = AST;
    expect(read(nowhere, ast(48))).toEqual({ kind: 'missing', reason: 'not-asked', passedOver: [] });
    expect(read(AST)).toMatchObject({ kind: 'missing', reason: 'no-result' });
    expect(read(AST, ast(48, 'U/L', { status: 'preliminary' }))).toMatchObject({ kind: 'missing', reason: 'not-final' });
  });
});

describe('a level of a site’s model in the chart', () => {
  it('goes by the codes of the file, never by words', () => {
    expect(read(HBSAG, hbsAg('10828004'))).toMatchObject({ kind: 'level', level: 'positive', from: { kind: 'laboratory' } });
    expect(read(HBSAG, hbsAg('260385009'))).toMatchObject({ kind: 'level', level: 'negative' });
    expect(read(HBSAG, hbsAg('x', { valueCodeableConcept: { text: 'positive' } }))).toMatchObject({ kind: 'missing', reason: 'indeterminate' });
    const { valueCodeableConcept: _, ...worded } = hbsAg('x', { valueString: 'positive' });
    expect(read(HBSAG, worded)).toMatchObject({ kind: 'missing' });
  });

  it('is contradictory where two answers stand in one result, or two results of one moment differ', () => {
    const both = { coding: ['10828004', '260385009'].map((code) => ({ system: SYSTEM.snomed, code })) };
    expect(read(HBSAG, hbsAg('x', { valueCodeableConcept: both }))).toMatchObject({ kind: 'missing', reason: 'contradictory' });
    expect(read(HBSAG, hbsAg('10828004'), hbsAg('260385009', { id: 'hbs-2' }))).toMatchObject({ kind: 'missing', reason: 'contradictory' });
  });

  it('is a missing result, not an absent finding, when nobody recorded it', () => {
    expect(read(HBSAG)).toMatchObject({ kind: 'missing', reason: 'no-result' });
  });
});

describe('units of a site', () => {
  it('convert there and back', () => {
    const units = ['g/L', 'mg/dL', 'ng/mL', 'U/L', 'ukat/L', '[IU]/mL', '10*9/L', 'umol/L', 'mm'];
    fc.assert(
      fc.property(fc.constantFrom(...units), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (target, value) => {
        const table = unitTable(target);
        for (const unit of Object.keys(table.factors)) {
          const there = convert(table, value, unit)!;
          expect(Math.abs(convert(unitTable(unit), there, target)! / value - 1)).toBeLessThan(1e-14);
        }
      }),
    );
  });

  it('take only themselves where nothing is known of them', () => {
    expect(convert(unitTable('{score}'), 3, '{score}')).toBe(3);
    expect(convert(unitTable('{score}'), 3, '1')).toBeUndefined();
  });
});

describe('the chart with a site’s models', () => {
  const models = [
    { hash: 'active', inputs: [AST, HBSAG] },
    { hash: 'shadow', inputs: [{ ...AST, unit: 'ukat/L' }] },
  ];
  const rules = { ...DEFAULT_CHART_RULES, models };

  it('answers each model in its own unit', () => {
    const facts = readChart(chart({ observations: [ast(48), hbsAg('10828004')] }), { asOfIso: AS_OF, rules });
    expect(facts.siteInputs?.active).toMatchObject({ ast: { value: 48 }, hbsAg: { level: 'positive' } });
    expect(facts.siteInputs?.shadow?.ast).toMatchObject({ value: expect.closeTo(0.8, 12), unit: 'ukat/L' });
    expect(facts.basis).toContain('Observation/ast-1');
    expect(facts.facts.laboratoryDate).toMatchObject({ kind: 'known', value: '2026-11-17' });
  });

  it('knows the age in years', () => {
    expect(readChart(chart(), { asOfIso: AS_OF }).inputs.age).toMatchObject({ kind: 'value', value: 58, unit: 'a' });
  });

  it('asks the EHR for the codes too', () => {
    expect(prefetchTemplates(rules).laboratory).toContain('http://loinc.org|1920-8');
    expect(prefetchTemplates().laboratory).not.toContain('1920-8');
  });
});
