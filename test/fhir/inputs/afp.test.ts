// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Observation } from 'fhir/r4';
import { AFP_RULE, readAfp } from '../../../src/fhir/inputs/afp.ts';
import { windowBefore } from '../../../src/fhir/sift.ts';
import { AS_OF, afp, OPERATION } from '../chart-builder.ts';

const window = windowBefore(OPERATION, 14, AS_OF);
const read = (...observations: Observation[]): ReturnType<typeof readAfp> => readAfp(observations, window);
const without = <K extends keyof Observation>(observation: Observation, ...keys: K[]): Observation => {
  const copy = { ...observation };
  for (const key of keys) delete copy[key];
  return copy;
};

describe('AFP from the chart', () => {
  it('takes the newest final result inside the window, with its date and unit', () => {
    const older = afp(388, { id: 'afp-0', effectiveDateTime: '2026-11-13' });
    expect(read(older, afp(420))).toMatchObject({
      kind: 'value',
      value: 420,
      unit: 'ng/mL',
      from: { kind: 'laboratory', dateIso: '2026-11-17T08:00:00+08:00', reference: 'Observation/afp-1' },
    });
  });

  it('reads ng/mL, ug/L, µg/L and μg/L as the same', () => {
    for (const unit of ['ng/mL', 'ug/L', 'µg/L', 'μg/L', 'mcg/L'])
      expect(read(afp(20, { valueQuantity: { value: 20, unit } }))).toMatchObject({ kind: 'value', value: 20 });
  });

  it('keeps "<2 ng/mL" as a bound, not as 2', () => {
    expect(read(afp(2, { valueQuantity: { value: 2, comparator: '<', code: 'ng/mL' } }))).toMatchObject({ kind: 'bound', side: 'below', value: 2 });
    expect(read(afp(60_500, { valueQuantity: { value: 60_500, comparator: '>', code: 'ng/mL' } }))).toMatchObject({
      kind: 'bound',
      side: 'above',
      value: 60_500,
    });
  });

  it('reads the four value types of mCODE: Quantity, string, Ratio and CodeableConcept', () => {
    const bare = without(afp(1), 'valueQuantity');
    expect(read({ ...bare, valueString: '<0.8', referenceRange: [{ high: { value: 7, unit: 'ng/mL' } }] })).toMatchObject({
      kind: 'bound',
      side: 'below',
      value: 0.8,
    });
    expect(read({ ...bare, valueString: '> 60,500 ng/mL' })).toMatchObject({ kind: 'bound', side: 'above', value: 60_500 });
    expect(read({ ...bare, valueRatio: { numerator: { value: 840, unit: 'ng' }, denominator: { value: 2, unit: 'mL' } } })).toMatchObject({
      kind: 'value',
      value: 420,
    });
    expect(read({ ...bare, valueCodeableConcept: { text: '12.5 ug/L' } })).toMatchObject({ kind: 'value', value: 12.5 });
  });

  it('never guesses a unit that nobody stated', () => {
    const bare = { ...without(afp(1), 'valueQuantity'), valueString: '<0.8' };
    expect(read(bare)).toMatchObject({ kind: 'missing', reason: 'unit-not-usable' });
    expect(readAfp([bare], window, { ...AFP_RULE, assumedUnit: 'ng/mL' })).toMatchObject({ kind: 'bound', value: 0.8 });
  });

  it("does not convert IU/mL without the site's own factor, and says so", () => {
    const arbitrary = afp(35, {
      code: { coding: [{ system: 'http://loinc.org', code: '53961-9' }] },
      valueQuantity: { value: 35, unit: 'IU/mL', code: '[IU]/mL', system: 'http://unitsofmeasure.org' },
    });
    expect(read(arbitrary)).toMatchObject({
      kind: 'missing',
      reason: 'unit-not-usable',
      passedOver: [{ reason: 'unit-not-usable', asWritten: '35 IU/mL', reference: 'Observation/afp-1' }],
    });
    expect(readAfp([arbitrary], window, { ...AFP_RULE, ngPerIu: 1.21 })).toMatchObject({ kind: 'value', value: 42.35 });
  });

  it('falls back to an older usable result and still names the newer one', () => {
    const newer = afp(35, { id: 'iu', effectiveDateTime: '2026-11-19', valueQuantity: { value: 35, unit: 'IU/mL' } });
    expect(read(newer, afp(420))).toMatchObject({ kind: 'value', value: 420, passedOver: [{ reason: 'unit-not-usable', reference: 'Observation/iu' }] });
  });

  it('ignores an entered-in-error result even when it is the newest', () => {
    expect(read(afp(999, { id: 'wrong', status: 'entered-in-error', effectiveDateTime: '2026-11-20' }), afp(420))).toEqual(read(afp(420)));
  });

  it('takes a corrected result for the final one it supersedes, and a retraction for both', () => {
    const identifier = [{ system: 'https://lab.example', value: 'r1' }];
    const final = afp(420, { identifier, issued: '2026-11-17T09:00:00Z' });
    const corrected = afp(42, { id: 'afp-2', identifier, status: 'corrected', issued: '2026-11-18T09:00:00Z' });
    expect(read(final, corrected)).toMatchObject({ kind: 'value', value: 42, from: { reference: 'Observation/afp-2' } });
    expect(read(final, corrected, afp(42, { id: 'afp-3', identifier, status: 'entered-in-error', issued: '2026-11-19T09:00:00Z' }))).toMatchObject({
      kind: 'missing',
      reason: 'no-result',
    });
  });

  it('says why there is none: not final, too old, later than now, no result, absent', () => {
    expect(read(afp(420, { status: 'preliminary' }))).toMatchObject({ reason: 'not-final' });
    expect(read(afp(420, { effectiveDateTime: '2026-11-11' }))).toMatchObject({ reason: 'too-old' });
    expect(read(afp(420, { effectiveDateTime: '2026-11-12' }))).toMatchObject({ kind: 'value' }); // 14 days before the operation
    expect(read(afp(420, { effectiveDateTime: '2026-11-24T10:00:00Z' }))).toMatchObject({ kind: 'missing' });
    expect(read()).toEqual({ kind: 'missing', reason: 'no-result', passedOver: [] });
    expect(read({ ...without(afp(1), 'valueQuantity'), dataAbsentReason: { coding: [{ code: 'masked' }] } })).toMatchObject({
      kind: 'missing',
      reason: 'no-result',
    });
  });

  it('does not use the day of issue for the day of the sample', () => {
    expect(read({ ...without(afp(420), 'effectiveDateTime'), issued: '2026-11-20T00:00:00Z' })).toMatchObject({ kind: 'missing', reason: 'not-stated' });
  });

  it('refuses a negative value and two different values of one moment', () => {
    expect(read(afp(-1))).toMatchObject({ kind: 'missing', reason: 'indeterminate' });
    expect(read(afp(420), afp(42, { id: 'other' }))).toMatchObject({ kind: 'missing', reason: 'contradictory' });
  });

  it('finds AFP in a panel component and matches codes, never texts', () => {
    const panel: Observation = {
      ...without(afp(1), 'valueQuantity'),
      code: { coding: [{ system: 'http://loinc.org', code: '24331-1' }] },
      component: [{ code: { coding: [{ system: 'http://loinc.org', code: '1834-1' }] }, valueQuantity: { value: 7, unit: 'ng/mL' } }],
    };
    expect(read(panel)).toMatchObject({ kind: 'value', value: 7 });
    expect(read(afp(420, { code: { text: 'AFP 53962-7', coding: [{ system: 'https://elsewhere.example', code: '53962-7' }] } }))).toMatchObject({
      kind: 'missing',
      reason: 'no-result',
    });
  });

  it('does not depend on the order or the duplication of resources', () => {
    const one = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      day: fc.integer({ min: 5, max: 23 }),
      value: fc.constantFrom(2, 20, 420),
      status: fc.constantFrom('final', 'amended', 'preliminary', 'entered-in-error', 'corrected'),
      unit: fc.constantFrom('ng/mL', 'ug/L', 'IU/mL'),
      comparator: fc.option(fc.constantFrom('<', '>'), { nil: undefined }),
    });
    const charts = fc.uniqueArray(one, { selector: ({ id }) => id, maxLength: 5 }).map((items) =>
      items.map(({ id, day, value, status, unit, comparator }) =>
        afp(value, {
          id,
          status: status as Observation['status'],
          effectiveDateTime: `2026-11-${String(day).padStart(2, '0')}`,
          valueQuantity: { value, unit, ...(comparator === undefined ? {} : { comparator: comparator as '<' | '>' }) },
        }),
      ),
    );
    fc.assert(
      fc.property(
        charts.chain((items) => fc.tuple(fc.constant(items), fc.shuffledSubarray([...items, ...items], { minLength: items.length * 2 }))),
        ([items, shuffled]) => expect(readAfp(shuffled, window)).toEqual(readAfp(items, window)),
      ),
      { numRuns: 300 },
    );
  });
});
