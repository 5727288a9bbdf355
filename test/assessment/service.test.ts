// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { bench, EHR, measured, request, SITE, shippedModel } from './support.ts';

describe('an assessment', () => {
  it('gives a prediction for an eligible patient whose tumour was measured', async () => {
    const { service, saved } = bench();
    const assessment = await service.assess(request('high'));
    expect(assessment.outcome.status).toBe('assessed');
    expect(assessment.radiomics).toMatchObject({ status: 'computed', radScore: 0 });
    expect(assessment.model.demonstration).toBe(true);
    expect(assessment.followUp?.visits.length).toBeGreaterThan(4);
    expect(assessment.others.map(({ model }) => model.id)).toEqual(['erasl-pre-2018']);
    expect(assessment.condition).toMatch(/^Condition\//);
    expect(assessment.basis).toContain(assessment.condition);
    expect(saved.get(assessment.id)).toEqual(assessment);
    expect(await service.get(assessment.id)).toEqual(assessment);
    expect((await service.latest(EHR, assessment.patient))?.id).toBe(assessment.id);
  });

  it('computes shadow models, stores them and shows them nowhere', async () => {
    const { service, shadows } = bench();
    const assessment = await service.assess(request('high'));
    expect(shadows.get(assessment.id)?.map(({ model }) => model.id)).toEqual(['dai-2024']);
    expect(JSON.stringify(assessment)).not.toContain('dai-2024');
  });

  it('asks no archive about a patient to whom the model does not apply', async () => {
    for (const scenario of ['two-tumours', 'prior-tace'] as const) {
      const { service, asked } = bench();
      const assessment = await service.assess(request(scenario));
      expect(assessment.outcome.status).toBe('not-applicable');
      expect(assessment.radiomics).toMatchObject({ status: 'absent', code: 'not-eligible' });
      expect(assessment.followUp).toBeUndefined();
      expect(asked).toEqual([]);
    }
  });

  it('is incomplete, with bounds, when a laboratory value is missing', async () => {
    const { service } = bench();
    const { outcome } = await service.assess(request('afp-missing'));
    expect(outcome).toMatchObject({ status: 'incomplete', missing: [{ key: 'afp', reason: 'no-result' }] });
    expect(outcome.status === 'incomplete' && outcome.bounds?.survival.length).toBeGreaterThan(0);
  });

  it('gives no number while a required criterion is unconfirmed', async () => {
    const { service } = bench();
    const { outcome } = await service.assess(request('findings-unconfirmed'));
    expect(outcome.status).toBe('incomplete');
    expect(outcome.status === 'incomplete' && (outcome.blockedBy.length > 0 || outcome.missing.length > 0)).toBe(true);
  });

  it.each([
    [{ status: 'pending' }, 'pending'],
    [{ status: 'unavailable', code: 'dicomweb-unreachable', message: 'm' }, 'imaging-unavailable'],
    [{ status: 'refused', code: 'empty-mask', message: 'm' }, 'imaging-refused'],
    [{ status: 'refused', code: 'frame-of-reference-differs', message: 'm' }, 'imaging-refused'],
    [{ status: 'absent', code: 'no-segmentation', message: 'm' }, 'no-segmentation'],
  ] as const)('says why there is no rad-score: %j', async (record, reason) => {
    const { service } = bench(record);
    const assessment = await service.assess(request('high'));
    expect(assessment.radiomics).toEqual(record);
    expect(assessment.outcome).toMatchObject({ status: 'incomplete', missing: [{ key: 'radScore', reason }] });
    expect(assessment.outcome.status === 'incomplete' && assessment.outcome.bounds).toBeTruthy();
  });

  it('completes the same assessment when a pending measurement has come', async () => {
    const table = bench({ status: 'pending', code: 'radiomics-pending', message: 'm' });
    const before = await table.service.assess(request('high'));
    expect(before.outcome.status).toBe('incomplete');
    table.answer = measured();
    const after = await table.service.get(before.id);
    expect(after?.id).toBe(before.id);
    expect(after?.createdIso).toBe(before.createdIso);
    expect(after?.outcome.status).toBe('assessed');
    expect(after?.inputHash).not.toBe(before.inputHash);
    expect((await table.service.latest(EHR, before.patient))?.outcome.status).toBe('assessed');
  });

  it('gives the images no more time than is left, and asks again only when told', async () => {
    const { service, asked } = bench();
    await service.assess(request('high', { deadlineMs: 700 }));
    await service.assess(request('high', { recompute: true, deadlineMs: -5 }));
    expect(asked.map(({ recompute }) => recompute)).toEqual([false, true]);
    expect(asked[0]?.waitMs).toBeLessThanOrEqual(700);
    expect(asked[1]?.waitMs).toBe(0);
  });

  it('marks features that the active model cannot standardise, and gives no number', async () => {
    const { service } = bench(measured(), { active: shippedModel('dai-2024'), others: [], shadow: [] });
    const assessment = await service.assess(request('high'));
    expect(assessment.radiomics.status).toBe('not-standardised');
    expect(assessment.radiomics.radScore).toBeUndefined();
    expect(assessment.outcome).toMatchObject({ status: 'incomplete', missing: [{ key: 'radScore', reason: 'no-standardisation' }] });
  });

  it('does not take a CT for portal venous when its headers speak against it', async () => {
    const { service } = bench(measured({ phase: 'explicit-other' }));
    const { criteria } = await service.assess(request('high'));
    expect(criteria.find(({ id }) => id === 'portal-venous-ct')?.verdict).toBe('unknown');
  });

  it('uses the date of the CT itself for the two-week window', async () => {
    const { service } = bench(measured({ acquiredIso: '2026-09-01T10:00:00' }));
    const { criteria } = await service.assess(request('high'));
    expect(criteria.find(({ id }) => id === 'ct-and-blood-in-window')?.verdict).toBe('stale');
  });

  it('has one hash for the same question and another when anything counts differently', async () => {
    const { service } = bench();
    const first = await service.assess(request('high'));
    const again = await service.assess(request('high'));
    expect(again.id).not.toBe(first.id);
    expect(again.inputHash).toBe(first.inputHash);
    const later = await service.assess(request('high', { operationDate: '2026-12-24' }));
    expect(later.operationDate).toBe('2026-12-24');
    expect(later.inputHash).not.toBe(first.inputHash);
    const elsewhere = await service.assess(request('high', { patient: 'Patient/another' }));
    expect(elsewhere.inputHash).not.toBe(first.inputHash);
  });

  it('plans no image work when no model wants a rad-score', async () => {
    const { service, asked } = bench(measured(), { active: shippedModel('erasl-pre-2018'), others: [], shadow: [] });
    const assessment = await service.assess(request('high'));
    expect(assessment.radiomics).toEqual({ status: 'absent', code: 'no-model-needs-images' });
    expect(asked).toEqual([]);
    expect(SITE.active.file.radScore).toBeDefined();
  });
});
