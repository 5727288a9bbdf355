// SPDX-License-Identifier: Apache-2.0
// An archive that is down, silent or busy: the answer comes in time and says so, and nothing is lost.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chartOf, type Hospital, startHospital } from '../support/hospital.ts';

/** The deadline of this hospital. */
const HARD_MS = 2500;
/** Far less than the archive's silence, far more than the way there and back takes on a busy machine. */
const ANSWERED_MS = 6000;
const SILENCE_MS = 9000;
let hospital: Hospital;

beforeAll(async () => {
  hospital = await startHospital({
    scenarios: ['high', 'low', 'findings-unconfirmed', 'afp-missing'],
    config: { deadlines: { hookHardMs: HARD_MS, dicomwebMs: 20_000 } },
    study: (spec) => ({ ...spec, grid: { ...spec.grid, columns: 128, rows: 128, pixelMm: spec.grid.pixelMm * 4 } }),
  });
  // The first call of a process pays for loading code; it is not what is measured here.
  hospital.faults.set({ kind: 'down' });
  await hospital.hook('findings-unconfirmed');
}, 120_000);
afterAll(async () => hospital?.stop());

const assessmentOf = async (call: Awaited<ReturnType<Hospital['hook']>>) => {
  const id = call.body.cards?.[0]?.links?.find(({ appContext }) => appContext !== undefined)?.appContext ?? '';
  return hospital.server.runtime.assessments.get(id);
};

describe('when the image archive', () => {
  it('is down, the card says so at once, with a range', async () => {
    hospital.faults.set({ kind: 'down' });
    const call = await hospital.hook('high');
    expect(call.ms).toBeLessThan(ANSWERED_MS);
    expect(call.body.cards?.[0]?.summary).toMatch(/incomplete.*Between \d+ and \d+ of 100/);
    expect((await assessmentOf(call))?.radiomics).toMatchObject({
      status: 'unavailable',
      code: expect.stringMatching(/^dicomweb-(?:unreachable|incomplete)$/),
    });
  });

  it('forbids the study, the card says so', async () => {
    hospital.faults.set({ kind: 'forbidden' });
    const call = await hospital.hook('afp-missing');
    expect((await assessmentOf(call))?.radiomics).toMatchObject({ status: 'unavailable', code: 'dicomweb-unauthorized' });
  });

  it('is silent, the answer comes within the deadline, and the tumour is there when the archive is back', async () => {
    hospital.faults.set({ kind: 'slow', ms: SILENCE_MS });
    const call = await hospital.hook('low');
    expect(call.ms).toBeLessThan(ANSWERED_MS);
    expect(call.status).toBe(200);
    expect(call.body.cards?.[0]?.summary).toMatch(/CT rad-score pending.*Between \d+ and \d+ of 100/);
    const pending = await hospital.server.runtime.assessments.latest(hospital.sandbox.fhir, `Patient/${hospital.patient('low').id}`);
    expect(pending?.radiomics.status).toBe('pending');
    hospital.faults.set({ kind: 'none' });
    let status = '';
    for (let look = 0; look < 300 && status !== 'computed'; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      status = (await hospital.server.runtime.assessments.get(pending?.id ?? ''))?.radiomics.status ?? '';
    }
    expect(status).toBe('computed');
  });

  it('cuts its answer short, nothing is computed from half a CT', async () => {
    hospital.faults.set({ kind: 'truncate', bytes: 20_000 });
    const demo = hospital.patient('high');
    const call = await hospital.server.runtime.assessments.assess({
      fhirBase: hospital.sandbox.fhir,
      patient: `Patient/${demo.id}`,
      chart: chartOf(demo),
      asOfIso: new Date().toISOString(),
      deadlineMs: 30_000,
      language: 'en',
      recompute: true,
    });
    expect(call.radiomics).toMatchObject({ status: 'unavailable', code: 'dicomweb-incomplete' });
    expect(call.radiomics.features).toBeUndefined();
  });
});

describe('a stop', () => {
  it('answers what is under way, then closes', async () => {
    const { port } = new URL(hospital.server.url);
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    const ended = new Promise((resolve) => socket.once('close', resolve));
    // Half a request before the stop, the rest after it.
    socket.write(
      'POST /cds-services/hcc-rfs-order-sign HTTP/1.1\r\nHost: cds\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{',
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    const stopped = hospital.server.stop();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(answer).toBe('');
    socket.write('}');
    await ended;
    // Unsigned, so refused: but answered.
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    await stopped;
    await expect(fetch(`${hospital.server.url}/healthz`)).rejects.toThrow();
  });
});
