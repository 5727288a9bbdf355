// SPDX-License-Identifier: Apache-2.0
// Every reader of outside data, given damaged input: it must end soon, refuse with a code or accept something whole, and take no memory that the
// input does not back. `npm run bench -- fuzz` does the same with 200,000 inputs.
import { describe, expect, it } from '@jest/globals';
import { runFuzz } from './run.ts';

const INPUTS = 5000;
/** Another seed draws other inputs; a red run prints the lineage of each input, which `inputOf` makes again. */
const SEED = Number(process.env.HEPANOM_PROPERTY_SEED ?? '20261123');

describe('damaged input of every kind', () => {
  it('is refused with a code or read to something whole, in time and within its memory', async () => {
    const { reports, findings } = await runFuzz({ inputs: INPUTS, runSeed: SEED });
    expect(findings).toEqual([]);
    expect(reports.reduce((sum, report) => sum + report.inputs, 0)).toBeGreaterThanOrEqual(INPUTS);
    // a target that refuses or accepts everything tests nothing
    for (const { target, accepted, inputs, states } of reports) {
      expect({ target, some: accepted > 0 && accepted < inputs, several: states > 2 }).toEqual({ target, some: true, several: true });
    }
  });
});

describe('the fuzzer', () => {
  it('finds a crash, an error without a code, a buffer out of bounds, a broken rule, a slow reader and one that never ends', async () => {
    const kinds = { crash: 'crash', code: 'crash', allocation: 'allocation', violation: 'violation', slow: 'slow', hang: 'hang' } as const;
    // two inputs each: the sound seed, and one that is damaged
    const { findings } = await runFuzz({ inputs: 12, runSeed: SEED, targets: Object.keys(kinds).map((name) => `broken-${name}`), hangMs: 5000 });
    expect(findings.map(({ target, kind }) => [target, kind])).toEqual(Object.entries(kinds).map(([name, kind]) => [`broken-${name}`, kind]));
    expect(findings.every((finding) => /^broken\/\d+$/.test(finding.lineage))).toBe(true);
  });
});
