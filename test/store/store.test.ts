// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import type { AssessmentContext, FeedbackItem, ShownCard } from '../../src/assessment/ports.ts';
import type { Assessment, ModelRef, RadiomicsRecord } from '../../src/nomogram/assessment.ts';
import { assessmentRepository } from '../../src/store/assessments.ts';
import { auditOutbox } from '../../src/store/audit-outbox.ts';
import { cardRepository, jtiRepository } from '../../src/store/cards.ts';
import { textCipher } from '../../src/store/cipher.ts';
import { feedbackKey, feedbackRepository } from '../../src/store/feedback.ts';
import { migrate } from '../../src/store/migrations.ts';
import { radiomicsRepository } from '../../src/store/radiomics.ts';
import { viewTokenRepository } from '../../src/store/view-tokens.ts';
import { describeOnBothDatabases } from '../support/databases.ts';

const EHR = 'https://ehr.example.org/fhir';
const NOON = '2026-11-23T12:00:00.000Z';
const model: ModelRef = {
  id: 'm',
  version: '1.0.0',
  hash: 'h1',
  title: { en: 'M', zh: 'M' },
  kind: 'cox',
  status: 'research',
  demonstration: true,
  source: { en: 's', zh: 's' },
};

function assessment(id: string, createdIso: string): Assessment {
  return {
    id,
    createdIso,
    fhirBase: EHR,
    patient: 'Patient/p1',
    model,
    criteria: [],
    inputs: {},
    radiomics: { status: 'absent', code: 'no-imaging' },
    outcome: { status: 'incomplete', missing: [], blockedBy: [] },
    others: [],
    basis: ['Patient/p1'],
    inputHash: `hash-${id}`,
    softwareVersion: '0.0.0',
  };
}

const unknown = { kind: 'unknown', reason: 'not-stated' } as const;
const context: AssessmentContext = {
  asOfIso: NOON,
  language: 'en',
  chart: {
    inputs: {},
    facts: {
      ageYears: unknown,
      hcc: unknown,
      tumourCount: unknown,
      priorLocalTreatment: unknown,
      extrahepaticDisease: unknown,
      otherMalignancy: unknown,
      resectionPlanned: unknown,
      operationDate: unknown,
      portalVenousCt: unknown,
      laboratoryDate: unknown,
    },
    imaging: [],
    basis: ['Condition/hcc'],
  },
};

describeOnBothDatabases('store', (database) => {
  it('gives back an assessment whole, and the newest of a patient', async () => {
    const store = assessmentRepository(database().db);
    await store.save(assessment('a1', '2026-11-20T00:00:00.000Z'), context);
    await store.save(assessment('a2', '2026-11-22T00:00:00.000Z'), context);
    await store.save({ ...assessment('a3', '2026-11-23T00:00:00.000Z'), patient: 'Patient/other' }, context);
    expect(await store.get('a1')).toEqual(assessment('a1', '2026-11-20T00:00:00.000Z'));
    expect(await store.context('a1')).toEqual(context);
    expect((await store.latest(EHR, 'Patient/p1'))?.id).toBe('a2');
    expect(await store.latest('https://other.example.org/fhir', 'Patient/p1')).toBeUndefined();
    expect(await store.get('nothing')).toBeUndefined();
  });

  it('keeps the model file and the shadow outcomes of an assessment', async () => {
    const store = assessmentRepository(database().db);
    await store.save(assessment('a-shadow', NOON), context);
    await store.rememberModelFile(model, { id: 'm' }, NOON);
    await store.rememberModelFile(model, { id: 'changed later' }, NOON);
    await store.saveShadow('a-shadow', [{ model, outcome: { status: 'incomplete', missing: [], blockedBy: [] } }]);
    const file = await database().db.selectFrom('model_file').select('document').where('hash', '=', 'h1').executeTakeFirstOrThrow();
    expect(file.document).toEqual({ id: 'm' });
    const shadows = await database().db.selectFrom('shadow_outcome').selectAll().where('assessment_id', '=', 'a-shadow').execute();
    expect(shadows).toHaveLength(1);
  });

  it('answers a radiomics question from its result, and from a refusal only until that expires', async () => {
    const store = radiomicsRepository(database().db);
    const computed: RadiomicsRecord = { status: 'computed', features: { original_firstorder_Mean: 51.25 } };
    const refused: RadiomicsRecord = { status: 'refused', code: 'empty-mask', message: 'm' };
    await store.saveRefusal('q1', refused, NOON, '2026-11-23T12:10:00.000Z');
    expect(await store.answer('q1', '2026-11-23T12:09:59.000Z')).toEqual({ record: refused, checkedIso: NOON });
    expect(await store.answer('q1', '2026-11-23T12:10:00.000Z')).toBeUndefined();
    await store.saveResult('q1', 'r1', computed, '2026-11-23T12:20:00.000Z');
    expect(await store.answer('q1', '2027-01-01T00:00:00.000Z')).toEqual({ record: computed, checkedIso: '2026-11-23T12:20:00.000Z' });
    expect(await store.answer('q1', NOON, '2026-11-23T12:30:00.000Z')).toBeUndefined();
    expect(await store.result('r1')).toEqual(computed);
    expect(await store.answer('q2', NOON)).toBeUndefined();
  });

  it('stores feedback once and its comment only as cipher text', async () => {
    const cipher = textCipher(Buffer.alloc(32, 7).toString('base64'));
    const item: FeedbackItem = {
      cardUuid: 'c1',
      serviceId: 'hcc-rfs-order-sign',
      issuer: 'https://ehr.example.org',
      outcome: 'overridden',
      outcomeTimestamp: NOON,
      acceptedSuggestionIds: [],
      overrideReasonCode: 'patient-ineligible',
      userComment: 'Second lesion seen in theatre',
    };
    const store = feedbackRepository(database().db, cipher);
    expect(await store.save([item, item])).toBe(1);
    expect(await store.save([item])).toBe(0);
    const row = await database().db.selectFrom('feedback').selectAll().where('card_uuid', '=', 'c1').executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain('lesion');
    expect(cipher.decrypt(row.comment_cipher ?? '', feedbackKey(item))).toBe('Second lesion seen in theatre');
    expect(() => cipher.decrypt(row.comment_cipher ?? '', 'another row')).toThrow();
    await feedbackRepository(database().db, undefined).save([{ ...item, cardUuid: 'c2' }]);
    const withoutKey = await database().db.selectFrom('feedback').selectAll().where('card_uuid', '=', 'c2').executeTakeFirstOrThrow();
    expect(withoutKey.comment_cipher).toBeNull();
  });

  it('accepts a token id once per issuer, also when asked twice at the same moment', async () => {
    const store = jtiRepository(database().db);
    const answers = await Promise.all([store.claim('iss', 'j1', NOON), store.claim('iss', 'j1', NOON)]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await store.claim('other', 'j1', NOON)).toBe(true);
    await store.forgetExpired('2026-11-23T12:00:01.000Z');
    expect(await store.claim('iss', 'j1', NOON)).toBe(true);
  });

  it('remembers shown cards with what became of them', async () => {
    const card: ShownCard = {
      cardUuid: 'card-1',
      serviceId: 'hcc-rfs-order-sign',
      issuer: 'i',
      fhirBase: EHR,
      patient: 'Patient/p9',
      userId: 'Practitioner/s',
      hookInstance: 'hi',
      suggestionIds: ['s1'],
      shownIso: NOON,
    };
    const store = cardRepository(database().db);
    await store.remember([card]);
    await store.remember([card]);
    expect(await store.find('card-1')).toEqual(card);
    await feedbackRepository(database().db, undefined).save([
      {
        cardUuid: 'card-1',
        serviceId: 'hcc-rfs-order-sign',
        issuer: 'i',
        outcome: 'overridden',
        outcomeTimestamp: NOON,
        acceptedSuggestionIds: [],
        overrideReasonCode: 'patient-ineligible',
      },
    ]);
    const shown = await store.shownSince({ fhirBase: EHR, patient: 'Patient/p9', userId: 'Practitioner/s', sinceIso: '2026-11-01T00:00:00Z' });
    expect(shown).toEqual([{ ...card, overrideReasonCode: 'patient-ineligible' }]);
    expect(await store.shownSince({ fhirBase: EHR, patient: 'Patient/p9', sinceIso: '2026-11-24T00:00:00Z' })).toEqual([]);
  });

  it('opens a view by its token until it expires, and keeps only the hash', async () => {
    const store = viewTokenRepository(database().db);
    const { token, expiresInS } = await store.issue({ fhirBase: EHR, patient: 'Patient/p1', assessmentId: 'a1' }, NOON, 5);
    expect(expiresInS).toBe(300);
    expect(await store.open(token, '2026-11-23T12:04:59.000Z')).toMatchObject({ patient: 'Patient/p1', assessmentId: 'a1' });
    expect(await store.open(token, '2026-11-23T12:05:00.000Z')).toBeUndefined();
    expect(await store.open(`${token}x`, NOON)).toBeUndefined();
    expect(JSON.stringify(await database().db.selectFrom('view_token').selectAll().execute())).not.toContain(token);
  });

  it('hands a due audit event to one worker and keeps it until it is delivered', async () => {
    const outbox = auditOutbox(database().db);
    const event = {
      resourceType: 'AuditEvent' as const,
      type: { code: 'rest' },
      recorded: NOON,
      agent: [{ requestor: true }],
      source: { observer: { display: 'x' } },
    };
    const id = await outbox.add(EHR, event, NOON);
    const [first, second] = await Promise.all([outbox.takeDue(NOON, '2026-11-23T12:01:00Z', 5), outbox.takeDue(NOON, '2026-11-23T12:01:00Z', 5)]);
    expect([...first, ...second].map((row) => row.id)).toEqual([id]);
    expect([...first, ...second][0]?.event).toEqual(event);
    await outbox.failed(id, '2026-11-23T12:02:00.000Z', 'FhirError:network');
    expect(await outbox.depth()).toBe(1);
    expect(await outbox.nextDue()).toBe('2026-11-23T12:02:00.000Z');
    expect(await outbox.takeDue('2026-11-23T12:01:59.000Z', NOON, 5)).toEqual([]);
    const [again] = await outbox.takeDue('2026-11-23T12:02:00.000Z', '2026-11-23T12:03:00.000Z', 5);
    expect(again?.attempts).toBe(1);
    await outbox.delivered(id, '2026-11-23T12:02:01.000Z');
    expect(await outbox.depth()).toBe(0);
    expect(await outbox.nextDue()).toBeUndefined();
  });

  it('migrates twice without harm', async () => {
    await migrate(database().db);
  });
});

describe('cipher', () => {
  it('gives another text each time and refuses a changed one', () => {
    const cipher = textCipher(Buffer.alloc(32, 1).toString('base64'));
    const one = cipher.encrypt('a', 'row');
    expect(one).not.toBe(cipher.encrypt('a', 'row'));
    const changed = Buffer.from(one, 'base64');
    changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
    expect(() => cipher.decrypt(changed.toString('base64'), 'row')).toThrow();
  });
});
