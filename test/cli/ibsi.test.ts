// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runIbsi } from '../../src/cli/commands/ibsi.ts';
import { readReferenceFile, referenceFileName } from '../../src/cli/ibsi/reference-files.ts';
import { CONFIGURATIONS } from '../../src/radiomics/ibsi/configurations.ts';
import { publishedReference } from '../../src/radiomics/ibsi/reference/reference.ts';
import type { Grid } from '../../src/volume/grid.ts';
import { digitalPhantom } from '../radiomics/ibsi/digital-phantom.ts';
import { describeWithOracles } from '../support/oracles.ts';

/** A single-file NIfTI-1 image of 16 bit integers without orientation. */
function nifti({ size, spacingMm }: Grid, data: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(352 + 2 * data.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  [3, ...size, 1, 1, 1, 1].forEach((n, i) => {
    view.setInt16(40 + 2 * i, n, true);
  });
  [1, ...spacingMm].forEach((mm, i) => {
    view.setFloat32(76 + 4 * i, mm, true);
  });
  view.setInt16(70, 4, true);
  view.setInt16(72, 16, true);
  view.setFloat32(108, 352, true);
  bytes[123] = 2;
  bytes.set(new TextEncoder().encode('n+1\0'), 344);
  for (let i = 0; i < data.length; i++) view.setInt16(352 + 2 * i, data[i]!, true);
  return gzipSync(bytes);
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ibsi-'));
  const { image, mask } = digitalPhantom();
  for (const [name, data] of [
    ['image/phantom', image.data],
    ['mask/mask', mask.data],
  ] as const) {
    const file = path.join(folder, 'ibsi_1_digital_phantom', 'nifti', `${name}.nii.gz`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, nifti(image.grid, data));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(options: { configuration?: string; reference?: string; json?: boolean; summary?: boolean }): Promise<{ passed: boolean; text: string }> {
  let text = '';
  const passed = await runIbsi({ data: folder, ...options }, (part) => {
    text += part;
  });
  return { passed, text };
}

describe('hepanom ibsi', () => {
  it('prints every compared value, what has no counterpart, and totals', async () => {
    const { passed, text } = await run({ configuration: 'digital-phantom' });
    expect(passed).toBe(true);
    expect(text).toMatch(/^ {2}cm_joint_max_3D_avg +0\.50\d+ +0\.503 +0 +pass$/m);
    expect(text).toMatch(/Grey level distance zone \(GLDZM\), 48: .*\n +dzm_sde_2D dzm_lde_2D/);
    expect(text.trimEnd().split('\n').at(-1)).toBe('409 reference values compared: 409 pass, 0 fail; 78 reference values have no counterpart');
  });

  it('prints only totals and failures when asked, and the whole report as JSON', async () => {
    expect((await run({ configuration: 'digital-phantom', summary: true })).text).not.toMatch(/ pass$/m);
    const report = JSON.parse((await run({ configuration: 'digital-phantom', json: true })).text) as {
      totals: object;
      configurations: { id: string; compared: object[] }[];
    };
    expect(report.totals).toEqual({ compared: 409, passed: 409, failed: 0, notCompared: 78 });
    expect(report.configurations.map(({ id }) => id)).toEqual(['digital-phantom']);
    expect(report.configurations[0]!.compared).toContainEqual(expect.objectContaining({ tag: 'stat_kurt', reference: -0.355, tolerance: 0, passes: true }));
  });

  it('says when a value fails', async () => {
    const reference = mkdtempSync(path.join(folder, 'reference-'));
    const file = path.join(reference, referenceFileName('digital-phantom'));
    writeFileSync(file, '\uFEFFreference value;tolerance;tag\r\n2.15;0;stat_mean\r\n99;0.5;stat_var\r\n;;morph_vol_dens_ombb\r\n');
    const { passed, text } = await run({ configuration: 'digital-phantom', reference, summary: true });
    expect(passed).toBe(false);
    expect(text).toMatch(/^ {2}stat_var +3\.0\d+ +99 +0\.5 +FAIL$/m);
    expect(text).toContain('2 reference values compared: 1 pass, 1 fail; 1 reference values have no counterpart');
    writeFileSync(file, 'value;tag\n1;x\n');
    await expect(run({ configuration: 'digital-phantom', reference })).rejects.toMatchObject({ code: 'reference-not-readable' });
    writeFileSync(file, 'reference value;tolerance;tag\none;0;x\n');
    await expect(run({ configuration: 'digital-phantom', reference })).rejects.toMatchObject({ code: 'reference-not-readable' });
  });

  it('says what is missing, and where it looked', async () => {
    await expect(run({})).rejects.toMatchObject({ code: 'phantom-missing', message: expect.stringContaining('ibsi_1_ct_radiomics_phantom') });
    await expect(run({ configuration: 'f' })).rejects.toMatchObject({ code: 'option' });
    await expect(run({ configuration: 'digital-phantom', reference: folder })).rejects.toMatchObject({ code: 'reference-missing' });
  });
});

describeWithOracles('IBSI-1 on the chest CT', (shared) => {
  it('passes in all configurations, A to E', async () => {
    let text = '';
    const options = { data: path.join(shared, 'data/ibsi'), reference: path.join(shared, 'oracles/ibsi'), configuration: 'a,b,c,d,e', summary: true };
    const passed = await runIbsi(options, (part) => {
      text += part;
    });
    expect([passed, text]).toEqual([true, expect.stringContaining('1393 reference values compared: 1393 pass, 0 fail')]);
    // what docs/ibsi.md says of each configuration
    const counts = [...text.matchAll(/^ {2}(\d+) reference values compared: (\d+) pass, \d+ fail; (\d+)/gm)].map(([, ...numbers]) => numbers);
    const shown = [
      ...readFileSync(new URL('../../docs/ibsi.md', import.meta.url), 'utf8').matchAll(/^\| [A-E] \| [^|]+ \| (\d+) \| (\d+) \| [^|]+ \| (\d+) \|$/gm),
    ];
    expect(shown.map(([, ...numbers]) => numbers)).toEqual(counts);
  }, 60_000);

  it('ships the reference values that the initiative gives', () => {
    for (const { id } of CONFIGURATIONS) expect(publishedReference(id)).toEqual(readReferenceFile(path.join(shared, 'oracles/ibsi'), id));
  });
});
