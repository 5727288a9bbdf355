// SPDX-License-Identifier: Apache-2.0
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { failureOf } from '../../../src/cli/failure.ts';
import type { CaseOutcome, CaseWork } from '../../../src/cli/radiomics/case-messages.ts';
import { type CasePool, casePool } from '../../../src/cli/radiomics/case-pool.ts';
import { RAD_SCORE_PROFILE } from '../../../src/radiomics/params.ts';

/** A thread that does what the image's name says. */
const SCRIPT = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ id, work }) => {
  if (work.image === 'die') process.exit(7);
  if (work.image === 'throw') throw new TypeError('a bug');
  if (work.image === 'memory') { const all = []; for (;;) all.push(new Array(100000).fill(id)); }
  if (work.image !== 'hang') parentPort.postMessage({ id, outcome: { kind: 'failed', failure: { code: 'did', message: work.image } } });
});`;

const work = (image: string): CaseWork => ({
  image,
  mask: '',
  settings: RAD_SCORE_PROFILE,
  regions: { allLabels: false, labelGiven: false, components: false },
});
const codeOf = (outcome: CaseOutcome): string => (outcome.kind === 'failed' ? outcome.failure.code : outcome.kind);

let pool: CasePool;
let started = 0;
const start = (): Worker => {
  started += 1;
  return new Worker(SCRIPT, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } });
};
afterEach(async () => {
  await pool.stop();
  started = 0;
});

describe('threads for whole cases', () => {
  it('take a case each and are started only as they are needed', async () => {
    pool = casePool(3, start);
    expect(codeOf(await pool.run(work('a')))).toBe('did');
    expect(codeOf(await pool.run(work('b')))).toBe('did');
    expect(started).toBe(1);
    await Promise.all(['c', 'd', 'e', 'f', 'g'].map((image) => pool.run(work(image))));
    expect(started).toBe(3);
  });

  it('that die fail their own case only; another takes their place', async () => {
    pool = casePool(1, start);
    const outcomes = await Promise.all(['a', 'die', 'b', 'throw', 'c', 'memory', 'd'].map((image) => pool.run(work(image))));
    expect(outcomes.map(codeOf)).toEqual(['did', 'worker-died', 'did', 'worker-died', 'did', 'out-of-memory', 'did']);
    expect(outcomes[3]).toMatchObject({ failure: { message: expect.stringContaining('a bug') } });
  });

  it('that are stopped leave no case waiting', async () => {
    pool = casePool(1, start);
    const cases = ['hang', 'a', 'b'].map((image) => pool.run(work(image)));
    await pool.stop();
    expect((await Promise.all(cases)).map(codeOf)).toEqual(['interrupted', 'interrupted', 'interrupted']);
    expect(codeOf(await pool.run(work('c')))).toBe('interrupted');
  });
});

describe('a failure', () => {
  it('has the error’s own code, or says that it is a bug or a lack of memory', () => {
    expect(failureOf(Object.assign(new Error('x'), { code: 'label-absent' }))).toEqual({ code: 'label-absent', message: 'x' });
    expect(failureOf(new RangeError('Array buffer allocation failed'))).toMatchObject({ code: 'out-of-memory' });
    expect(failureOf(new TypeError('y'))).toEqual({ code: 'internal-error', message: 'TypeError: y' });
  });
});
