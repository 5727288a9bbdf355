// SPDX-License-Identifier: Apache-2.0
import { expect, it } from '@jest/globals';
import type { CohortCaseOutcome, CohortPlan } from '../../src/assessment/cohort/types.ts';
import { DEFAULT_CHART_RULES } from '../../src/fhir/chart.ts';
import { type CohortStore, cohortRepository } from '../../src/store/cohort.ts';
import { describeOnBothDatabases } from '../support/databases.ts';

const at = (second: number): string => `2026-11-23T12:00:${String(second).padStart(2, '0')}.000Z`;
const plan: CohortPlan = { columns: [], rules: DEFAULT_CHART_RULES, sameDay: 'exclude' };
const done: CohortCaseOutcome = { kind: 'done', result: { patient: 'Patient/p', values: {}, sameDayLeftOut: 0 } };
const away: CohortCaseOutcome = { kind: 'failed', code: 'fhir-unreachable', message: 'm', outage: true };
const unknown: CohortCaseOutcome = { kind: 'failed', code: 'patient-unknown', message: 'm', outage: false };
const refused: CohortCaseOutcome = {
  kind: 'done',
  result: { patient: 'Patient/q', values: {}, sameDayLeftOut: 0, images: { record: { status: 'absent', code: 'no-segmentation' } } },
};

describeOnBothDatabases('cohort runs', (database) => {
  let runs = 0;
  const started = async (cases: number): Promise<{ readonly store: CohortStore; readonly id: string }> => {
    const store = cohortRepository(database().db);
    runs += 1;
    const id = `run-${runs}`;
    const run = { id, fhirBase: 'https://ehr.example/fhir', inputHash: 'h', plan, createdIso: at(0) };
    const rows = Array.from({ length: cases }, (_, i) => ({
      caseNo: i + 1,
      pseudonym: `P-${i + 1}`,
      request: { patient: `p${i + 1}`, indexDate: '2022-01-01', given: {} },
    }));
    expect(await store.create(run, rows)).toBe(true);
    expect(await store.create(run, rows)).toBe(false);
    return { store, id };
  };

  it('gives a case to one worker, and to another when its lease has run out', async () => {
    const { store, id } = await started(1);
    const claims = await Promise.all(['a', 'b', 'c'].map((owner) => store.claim(id, 1, owner, at(0), at(20))));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    const owner = ['a', 'b', 'c'][claims.findIndex((claim) => claim !== undefined)]!;
    expect(await store.due(id, at(10))).toEqual([]);
    expect(await store.renew(id, 1, owner, at(40))).toBe(true);
    expect(await store.due(id, at(30))).toEqual([]);
    expect(await store.due(id, at(41))).toEqual([1]);
    expect(await store.claim(id, 1, 'd', at(41), at(59))).toMatchObject({ fhirBase: 'https://ehr.example/fhir', request: { patient: 'p1' } });
    // Whoever lost the lease changes nothing any more.
    expect(await store.renew(id, 1, owner, at(59))).toBe(false);
    await store.finish(id, 1, owner, unknown, at(42), 3);
    expect(await store.counts(id)).toEqual({ waiting: 0, running: 1, done: 0, failed: 0 });
    await store.finish(id, 1, 'd', done, at(43), 3);
    expect(await store.cases(id)).toMatchObject([{ status: 'done', pseudonym: 'P-1', result: done.kind === 'done' ? done.result : {} }]);
    expect(await store.claim(id, 1, 'e', at(59), at(59))).toBeUndefined();
  });

  it('lets a case wait after an outage, three times at most, and tells outages from answers', async () => {
    const { store, id } = await started(3);
    for (const attempt of [1, 2]) {
      await store.claim(id, 1, 'a', at(attempt), at(20));
      await store.finish(id, 1, 'a', away, at(attempt), 3);
      expect(await store.counts(id)).toMatchObject({ waiting: 3, failed: 0 });
    }
    await store.claim(id, 2, 'a', at(3), at(20));
    await store.finish(id, 2, 'a', unknown, at(3), 3);
    expect(await store.lastOutages(id, at(0), 4)).toEqual([true]);
    await store.claim(id, 1, 'a', at(4), at(20));
    await store.finish(id, 1, 'a', away, at(4), 3);
    expect(await store.counts(id)).toMatchObject({ waiting: 1, failed: 2 });
    await store.claim(id, 3, 'a', at(5), at(20));
    await store.finish(id, 3, 'a', done, at(5), 3);
    expect(await store.lastOutages(id, at(0), 4)).toEqual([false, true]);
    expect(await store.lastOutages(id, at(5), 4)).toEqual([false]);
  });

  it('tries again what failed and what has no features, and nothing else', async () => {
    const { store, id } = await started(3);
    for (const [caseNo, outcome] of [done, unknown, refused].entries()) {
      await store.claim(id, caseNo + 1, 'a', at(1), at(20));
      await store.finish(id, caseNo + 1, 'a', outcome, at(2), 3);
    }
    expect((await store.cases(id)).map(({ code }) => code)).toEqual([undefined, 'patient-unknown', 'no-segmentation']);
    expect(await store.retryFailed(id)).toBe(2);
    expect(await store.due(id, at(3))).toEqual([2, 3]);
  });

  it('gives cases back, and forgets a run with everything that was read for it', async () => {
    const { store, id } = await started(2);
    await store.claim(id, 1, 'a', at(1), at(20));
    await store.release(id, 1, 'b');
    expect(await store.counts(id)).toMatchObject({ running: 1 });
    await store.release(id, 1, 'a');
    await store.claim(id, 2, 'gone', at(1), at(20));
    await store.breakLeases(id);
    expect(await store.counts(id)).toMatchObject({ waiting: 2, running: 0 });
    expect(await store.forget(id)).toBe(true);
    expect(await store.cases(id)).toEqual([]);
    expect(await store.run(id)).toBeUndefined();
    expect(await store.forget(id)).toBe(false);
  });
});
