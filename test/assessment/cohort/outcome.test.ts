// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import type { Condition, Encounter, Observation, Patient } from 'fhir/r4';
import { type OutcomeResources, readOutcome } from '../../../src/assessment/cohort/outcome.ts';
import type { OutcomeRule } from '../../../src/assessment/cohort/types.ts';

const OPERATION = '2022-03-10';
const TODAY = '2026-01-01';
const patient: Patient = { resourceType: 'Patient', id: 'p' };
const subject = { reference: 'Patient/p' };
const RECURRENCE = { system: 'urn:codes', code: 'recurrence' };
const rule: OutcomeRule = {
  event: { conditions: [RECURRENCE], clinicalStatus: [], observations: [{ codes: [{ system: 'urn:codes', code: 'ct-finding' }], values: [RECURRENCE] }] },
  death: 'event',
  censoring: 'last-contact',
  contacts: ['encounters'],
};

function condition(dates: Partial<Condition>, verification: string | undefined = 'confirmed'): Condition {
  const status = {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', ...(verification === undefined ? {} : { code: verification }) }],
  };
  return {
    resourceType: 'Condition',
    id: 'c',
    subject,
    code: { coding: [RECURRENCE] },
    ...(verification === '' ? {} : { verificationStatus: status }),
    ...dates,
  };
}
function visit(end: string, status: Encounter['status'] = 'finished'): Encounter {
  return { resourceType: 'Encounter', status, class: {}, subject, period: { start: end, end } };
}
function read(found: Partial<OutcomeResources>, changes: Partial<OutcomeRule> = {}) {
  return readOutcome({ patient, conditions: [], observations: [], encounters: [], ...found }, { ...rule, ...changes }, OPERATION, TODAY);
}

describe('event and follow-up from a record', () => {
  it('counts days from the operation to the first confirmed event', () => {
    const conditions = [condition({ onsetDateTime: '2023-03-10' }), condition({ onsetDateTime: '2022-09-10T10:00:00+08:00' })];
    expect(read({ conditions })).toEqual({ kind: 'known', event: true, timeDays: 184, endDay: '2022-09-10', from: 'condition', notes: [] });
  });

  it('says where a date is only that of recording, or nothing is said of verification', () => {
    expect(read({ conditions: [condition({ recordedDate: '2022-09-10' }, '')] })).toMatchObject({
      event: true,
      notes: expect.arrayContaining(['date-of-recording', 'verification-not-stated']),
    });
  });

  it('counts a finding with the stated value only, and a retracted one never', () => {
    const finding = (status: Observation['status'], code: string): Observation => ({
      resourceType: 'Observation',
      status,
      code: { coding: [{ system: 'urn:codes', code: 'ct-finding' }] },
      valueCodeableConcept: { coding: [{ system: 'urn:codes', code }] },
      effectiveDateTime: '2022-12-01',
    });
    const encounters = [visit('2024-01-01')];
    expect(read({ encounters, observations: [finding('final', 'recurrence')] })).toMatchObject({ event: true, from: 'observation' });
    expect(read({ encounters, observations: [finding('final', 'nothing')] })).toMatchObject({ event: false });
    expect(read({ encounters, observations: [finding('entered-in-error', 'recurrence')] })).toMatchObject({ event: false });
    expect(read({ encounters, observations: [finding('preliminary', 'recurrence')] })).toMatchObject({ kind: 'missing', reason: 'event-unconfirmed' });
  });

  it('leaves open what the record does not settle', () => {
    const encounters = [visit('2024-01-01')];
    expect(read({ encounters, conditions: [condition({ onsetDateTime: '2023' })] })).toMatchObject({ kind: 'missing', reason: 'event-date-not-exact' });
    expect(read({ encounters, conditions: [condition({})] })).toMatchObject({ kind: 'missing', reason: 'event-date-not-exact' });
    expect(read({ encounters, conditions: [condition({ onsetDateTime: '2023-01-01' }, 'provisional')] })).toMatchObject({
      kind: 'missing',
      reason: 'event-unconfirmed',
    });
    expect(read({ encounters, patient: { ...patient, deceasedBoolean: true } })).toMatchObject({ kind: 'missing', reason: 'death-date-not-stated' });
    expect(read({})).toMatchObject({ kind: 'missing', reason: 'no-follow-up' });
    expect(read({ encounters: [visit('2022-03-10')] })).toMatchObject({ kind: 'missing', reason: 'no-follow-up' });
  });

  it('does not let something vague after a certain event undo it', () => {
    const conditions = [
      condition({ onsetDateTime: '2022-09-10' }),
      condition({ onsetDateTime: '2024' }),
      condition({ onsetDateTime: '2023-01-01' }, 'provisional'),
    ];
    expect(read({ conditions })).toMatchObject({ event: true, endDay: '2022-09-10' });
  });

  it('does not count codes of before the operation, refuted ones, and other clinical statuses', () => {
    const encounters = [visit('2024-01-01')];
    expect(read({ encounters, conditions: [condition({ onsetDateTime: '2021-01-01' })] })).toMatchObject({
      event: false,
      notes: ['event-code-before-operation'],
    });
    expect(read({ encounters, conditions: [condition({ onsetDateTime: '2023-01-01' }, 'refuted')] })).toMatchObject({ event: false });
    const event = { ...rule.event, clinicalStatus: ['recurrence'] };
    expect(read({ encounters, conditions: [condition({ onsetDateTime: '2023-01-01' })] }, { event })).toMatchObject({ event: false });
  });

  it('takes death as the site says', () => {
    const dead = { patient: { ...patient, deceasedDateTime: '2023-03-10T12:00:00Z' }, encounters: [visit('2022-06-01')] };
    expect(read(dead)).toMatchObject({ event: true, timeDays: 365, from: 'death' });
    expect(read(dead, { death: 'censored' })).toMatchObject({ event: false, timeDays: 365, from: 'last-contact' });
  });

  it('follows to the last held contact, never beyond the data cut or today', () => {
    const encounters = [visit('2023-03-10'), visit('2025-01-01', 'planned'), visit('2024-06-01')];
    expect(read({ encounters })).toMatchObject({ event: false, endDay: '2024-06-01' });
    expect(read({ encounters }, { dataCut: '2023-12-31' })).toMatchObject({ event: false, endDay: '2023-03-10' });
    expect(read({ encounters: [visit('2030-01-01')] })).toMatchObject({ reason: 'no-follow-up' });
  });

  it('follows everybody to the data cut where the site says that events are complete to that day', () => {
    const cut = { censoring: 'data-cut', dataCut: '2023-03-10' } as const;
    expect(read({}, cut)).toMatchObject({ event: false, timeDays: 365, from: 'data-cut' });
    expect(read({ conditions: [condition({ onsetDateTime: '2023-06-01' })] }, cut)).toMatchObject({ event: false, timeDays: 365 });
    expect(readOutcome({ patient, conditions: [], observations: [], encounters: [] }, { ...rule, ...cut }, '2023-05-01', TODAY)).toMatchObject({
      reason: 'operation-after-data-cut',
    });
  });
});
