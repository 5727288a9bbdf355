// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changedAnswers } from '../../smart-app/regions/findings-form.tsx';
import { findingObservations, knownFindings } from '../../smart-app/save/finding-observations.ts';
import { matchingModel } from '../../smart-app/state/use-models.ts';
import { factsFromCriteria, whatIfOutcome } from '../../smart-app/view/what-if.ts';
import { readNecrosis, readPortalVeinInvasion } from '../../src/fhir/inputs/statement.ts';
import { checkEligibility } from '../../src/nomogram/eligibility.ts';
import type { InputSource } from '../../src/nomogram/inputs.ts';
import { CREATED, FACTS, MODELS, OPERATION, STATES } from './support/assessments.ts';

const from: InputSource = { kind: 'user', dateIso: '1970-01-01' };

describe('facts read back from the criteria', () => {
  it.each(['ready', 'stale', 'not-applicable', 'blocked'] as const)('judge %s exactly as the server did', (name) => {
    const assessment = STATES[name]();
    const again = checkEligibility(MODELS.demo, factsFromCriteria(assessment.criteria, assessment.operationDate), CREATED);
    expect(again.criteria.map((c) => [c.id, c.verdict])).toEqual(assessment.criteria.map((c) => [c.id, c.verdict]));
  });

  it('hold the same values', () => {
    const facts = factsFromCriteria(STATES.ready().criteria, OPERATION);
    for (const key of Object.keys(FACTS) as (keyof typeof FACTS)[]) {
      const [mine, theirs] = [facts[key], FACTS[key]];
      expect(mine.kind === 'known' && theirs.kind === 'known' ? mine.value : mine.kind).toEqual(theirs.kind === 'known' ? theirs.value : theirs.kind);
    }
  });
});

describe('what-if', () => {
  it('without a change gives the outcome of the server', () => {
    expect(whatIfOutcome(MODELS.demo, STATES.ready(), {})).toEqual(STATES.ready().outcome);
  });

  it('moves the estimate up with the rad-score', () => {
    fc.assert(
      fc.property(fc.double({ min: -1.5, max: 2.4, noNaN: true }), (value) => {
        const at = (radScore: number): number => {
          const outcome = whatIfOutcome(MODELS.demo, STATES.ready(), { radScore: { kind: 'value', value: radScore, unit: '1', from } });
          return outcome.status === 'assessed' ? outcome.prediction.survival[1]!.survival : Number.NaN;
        };
        expect(at(value)).toBeGreaterThan(at(value + 0.1));
      }),
    );
  });

  it('cannot give a number where the model does not apply or conditions are not confirmed', () => {
    const tried = { radScore: { kind: 'value', value: 0, unit: '1', from } } as const;
    expect(whatIfOutcome(MODELS.demo, STATES['not-applicable'](), tried).status).toBe('not-applicable');
    const blocked = whatIfOutcome(MODELS.demo, STATES.blocked(), tried);
    expect(blocked.status === 'incomplete' && blocked.bounds === undefined && blocked.blockedBy.length === 2).toBe(true);
  });
});

describe('model files in the browser', () => {
  it('are used only when they made the assessment', () => {
    const { model } = STATES.ready();
    expect(matchingModel(model, MODELS.demo.file)?.file.id).toBe('demo');
    expect(matchingModel({ ...model, hash: 'x'.repeat(64) }, MODELS.demo.file)).toBeUndefined();
  });
});

describe('reader findings', () => {
  const reader = { patient: 'Patient/demo-a', performer: 'Practitioner/7', nowIso: '2026-11-23T14:36:00Z' };
  const window = { asOfIso: '2026-11-24T00:00:00Z', firstDay: '2026-10-01', lastDay: '2026-11-24' };

  it('become imaging observations in the name of the user', () => {
    const [necrosis, veins] = findingObservations({ 'intratumoral-necrosis': 'present', 'portal-vein-invasion': 'absent' }, reader);
    expect(necrosis).toMatchObject({ status: 'final', performer: [{ reference: 'Practitioner/7' }], subject: { reference: 'Patient/demo-a' } });
    expect(necrosis?.category?.[0]?.coding?.[0]?.code).toBe('imaging');
    expect(veins?.bodySite?.coding?.[0]?.code).toBe('32764006');
  });

  it('are read back by the chart reader as they were stated', () => {
    const list = findingObservations({ 'intratumoral-necrosis': 'absent', 'portal-vein-invasion': 'present' }, reader).map((o, i) => ({ ...o, id: String(i) }));
    expect(readNecrosis(list, window)).toMatchObject({ kind: 'level', level: 'absent' });
    expect(readPortalVeinInvasion(list, window)).toMatchObject({ kind: 'level', level: 'present' });
  });

  it('write nothing for "not stated", and only what differs from the record', () => {
    expect(findingObservations({}, reader)).toEqual([]);
    const known = knownFindings(STATES.ready());
    expect(known).toEqual({
      'intratumoral-necrosis': 'present',
      'portal-vein-invasion': 'absent',
      'prior-local-treatment': 'absent',
      'extrahepatic-disease': 'absent',
      'other-malignancy': 'absent',
      tumourCount: 1,
    });
    expect(changedAnswers(known, { ...known, 'portal-vein-invasion': 'present' })).toEqual({ 'portal-vein-invasion': 'present' });
  });
});
