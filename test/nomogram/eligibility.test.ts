// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assessModel } from '../../src/nomogram/assess-model.ts';
import type { CriterionId } from '../../src/nomogram/assessment.ts';
import { checkEligibility, type Eligible } from '../../src/nomogram/eligibility.ts';
import { plainInputs } from '../../src/nomogram/fixtures.ts';
import type { EligibilityFacts } from '../../src/nomogram/inputs.ts';
import { predict } from '../../src/nomogram/predict.ts';
import { AS_OF, bundled, eligibleFacts, FROM, known, UNKNOWN } from './support.ts';

const demo = bundled('demo');
const inputs = plainInputs(demo, { afp: 420, necrosis: 'present', portalVeinInvasion: 'absent', radScore: 0.82 });
const criterion = (facts: EligibilityFacts, id: CriterionId, model = demo) => checkEligibility(model, facts, AS_OF).criteria.find((entry) => entry.id === id)!;

describe('does it apply?', () => {
  it('applies when all nine conditions are met', () => {
    const result = checkEligibility(demo, eligibleFacts(), AS_OF);
    expect(result.verdict).toBe('eligible');
    expect(result.criteria.map((entry) => entry.verdict)).toEqual(Array(9).fill('met'));
  });

  it.each<[string, Partial<EligibilityFacts>, CriterionId, Record<string, unknown>]>([
    ['two tumours', { tumourCount: known(2) }, 'single-tumour', { count: 2 }],
    ['earlier ablation or TACE', { priorLocalTreatment: known(true) }, 'no-prior-local-treatment', { finding: 'present' }],
    ['spread outside the liver', { extrahepaticDisease: known(true) }, 'no-extrahepatic-disease', { finding: 'present' }],
    ['another cancer', { otherMalignancy: known(true) }, 'no-other-malignancy', { finding: 'present' }],
    ['a minor', { ageYears: known(17) }, 'adult', { ageYears: 17, minAgeYears: 18 }],
    ['no HCC', { hcc: known('none') }, 'hcc-confirmed', { diagnosis: 'none' }],
    ['no resection', { resectionPlanned: known(false) }, 'resection-planned', { planned: 'other', modelTreatment: 'resection' }],
  ])('does not apply with %s, whatever else is unknown', (_name, change, id, values) => {
    const unknownRest: EligibilityFacts = { ...eligibleFacts(), ageYears: UNKNOWN, otherMalignancy: UNKNOWN, ...change };
    for (const facts of [eligibleFacts(change), unknownRest]) {
      const { outcome } = assessModel(demo, facts, inputs, AS_OF);
      expect(outcome.status).toBe('not-applicable');
      if (outcome.status === 'not-applicable') expect(outcome.failed).toEqual([expect.objectContaining({ id, verdict: 'not-met', values, from: FROM })]);
      expect(JSON.stringify(outcome)).not.toContain('survival');
    }
  });

  it.each<[keyof EligibilityFacts, CriterionId]>([
    ['tumourCount', 'single-tumour'],
    ['priorLocalTreatment', 'no-prior-local-treatment'],
    ['extrahepaticDisease', 'no-extrahepatic-disease'],
    ['otherMalignancy', 'no-other-malignancy'],
    ['ageYears', 'adult'],
    ['hcc', 'hcc-confirmed'],
    ['resectionPlanned', 'resection-planned'],
  ])('gives no number while %s is unknown: unknown is not absent', (fact, id) => {
    const { outcome } = assessModel(demo, eligibleFacts({ [fact]: UNKNOWN }), inputs, AS_OF);
    expect(outcome).toMatchObject({ status: 'incomplete', blockedBy: [{ id, verdict: 'unknown', required: true }] });
    expect(JSON.stringify(outcome)).not.toMatch(/survival|score|bounds/);
  });

  it('treats a suspicion of HCC like an unknown, not like a refusal', () => {
    expect(checkEligibility(demo, eligibleFacts({ hcc: known('suspected') }), AS_OF)).toMatchObject({ verdict: 'unconfirmed' });
  });

  it('treats a record of no tumour at all as contradictory, not as single', () => {
    expect(criterion(eligibleFacts({ tumourCount: known(0) }), 'single-tumour')).toMatchObject({ verdict: 'unknown', values: { reason: 'contradictory' } });
  });

  it('warns and still estimates with a CT older than 14 days', () => {
    const facts = eligibleFacts({ portalVenousCt: known({ dateIso: '2026-10-14' }) });
    expect(criterion(facts, 'ct-and-blood-in-window')).toMatchObject({ verdict: 'stale', values: { ctDays: 43, bloodDays: 9, limitDays: 14 } });
    expect(assessModel(demo, facts, inputs, AS_OF).outcome.status).toBe('assessed');
  });

  it.each([
    ['2026-11-12', 'met', 14],
    ['2026-11-11', 'stale', 15],
  ])('counts the limit inclusively: CT of %s is %s', (dateIso, verdict, ctDays) => {
    expect(criterion(eligibleFacts({ portalVenousCt: known({ dateIso }) }), 'ct-and-blood-in-window')).toMatchObject({ verdict, values: { ctDays } });
  });

  it('refuses data from after the operation: the model is pre-operative', () => {
    expect(criterion(eligibleFacts({ laboratoryDate: known('2026-11-30') }), 'ct-and-blood-in-window')).toMatchObject({
      verdict: 'not-met',
      values: { bloodDays: -4 },
    });
  });

  it('does not call the window met without an operation date', () => {
    expect(criterion(eligibleFacts({ operationDate: UNKNOWN }), 'ct-and-blood-in-window').verdict).toBe('unknown');
    expect(criterion(eligibleFacts({ operationDate: UNKNOWN, portalVenousCt: known({ dateIso: '2026-10-01' }) }), 'ct-and-blood-in-window').verdict).toBe(
      'stale',
    );
  });

  it('does not apply a model for another treatment to a resection', () => {
    const transplant = { ...demo, file: { ...demo.file, treatment: 'transplant' as const } };
    expect(criterion(eligibleFacts(), 'resection-planned', transplant)).toMatchObject({ verdict: 'not-met', values: { modelTreatment: 'transplant' } });
  });

  it('never estimates for any mix of facts with a bar or a required unknown', () => {
    const fact = <T>(...values: T[]) => fc.constantFrom(UNKNOWN, ...values.map((value) => known(value)));
    const facts = fc.record({
      ageYears: fact(12, 17, 18, 80),
      hcc: fact('confirmed' as const, 'suspected' as const, 'none' as const),
      tumourCount: fact(0, 1, 2, 5),
      priorLocalTreatment: fact(true, false),
      extrahepaticDisease: fact(true, false),
      otherMalignancy: fact(true, false),
      resectionPlanned: fact(true, false),
      operationDate: fact('2026-11-26'),
      portalVenousCt: fact({ dateIso: '2026-11-14' }, { dateIso: '2025-01-01' }),
      laboratoryDate: fact('2026-11-17'),
    });
    fc.assert(
      fc.property(facts, (mix) => {
        const { criteria, outcome } = assessModel(demo, mix, inputs, AS_OF);
        const barred = criteria.some((entry) => entry.verdict === 'not-met');
        const open = criteria.some((entry) => entry.required && entry.verdict === 'unknown');
        return outcome.status === (barred ? 'not-applicable' : open ? 'incomplete' : 'assessed');
      }),
    );
  });
});

describe('the proof of eligibility', () => {
  it('cannot be made by hand', () => {
    expect(() => predict({ modelHash: demo.file.hash } as unknown as Eligible, demo, inputs)).toThrow('checkEligibility');
  });

  it('holds for one model only', () => {
    const { eligible } = checkEligibility(demo, eligibleFacts(), AS_OF);
    expect(() => predict(eligible!, bundled('dai-2024'), inputs)).toThrow('another model');
  });

  it('is not given to a patient who is not eligible or not confirmed', () => {
    expect(checkEligibility(demo, eligibleFacts({ tumourCount: known(2) }), AS_OF).eligible).toBeUndefined();
    expect(checkEligibility(demo, eligibleFacts({ tumourCount: UNKNOWN }), AS_OF).eligible).toBeUndefined();
  });
});
