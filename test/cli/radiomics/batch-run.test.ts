// SPDX-License-Identifier: Apache-2.0
// Whole batch runs with real threads on small invented tumours.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type CasePool, casePool } from '../../../src/cli/radiomics/case-pool.ts';
import { csvRecords } from '../../../src/cli/radiomics/csv.ts';
import type { ExtractOptions } from '../../../src/cli/radiomics/extract-options.ts';
import { writeNrrd } from '../../../src/imaging/nrrd.ts';
import { syntheticCase } from '../../radiomics/support/cases.ts';
import { type Ran, ranExtract } from '../support/run-extract.ts';

let folder: string;
/** Threads that stay for the next run, because starting them takes most of a small one's time. */
let shared: CasePool;
const keepShared = (): CasePool => ({ run: (work) => shared.run(work), stop: () => Promise.resolve() });
const file = (name: string): string => path.join(folder, name);

beforeAll(() => {
  shared = casePool(2);
  folder = mkdtempSync(path.join(tmpdir(), 'batch-'));
  for (const seed of [1, 2, 3]) {
    const { image, mask } = syntheticCase({ seed });
    writeFileSync(file(`ct${seed}.nrrd`), writeNrrd(image));
    writeFileSync(file(`m${seed}.nrrd`), writeNrrd(mask));
  }
  const { mask } = syntheticCase({ seed: 1 });
  const half = mask.grid.size[0] / 2;
  const column = (at: number): number => at % mask.grid.size[0];
  // label 2 has two parts; label 3 is one voxel in a corner
  const several = mask.data.map((value, at) => (at === 0 ? 3 : value === 0 || column(at) === half ? 0 : column(at) < half - 2 ? 1 : 2));
  writeFileSync(file('several.nrrd'), writeNrrd({ ...mask, data: several }));
  writeFileSync(file('parts.nrrd'), writeNrrd({ ...mask, data: several.map((value) => (value === 1 || value === 2 ? 1 : 0)) }));
  writeFileSync(file('torn.nrrd'), readFileSync(file('ct1.nrrd')).subarray(0, 200));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await shared.stop();
});
beforeEach(() => {
  for (const name of ['out.csv', 'out.json', 'out.remarks.csv', 'out.csv.part']) rmSync(file(name), { force: true });
});

async function run(table: string, options: ExtractOptions = {}, signal?: AbortSignal): Promise<Ran> {
  writeFileSync(file('cases.csv'), table);
  return ranExtract(
    { batch: file('cases.csv'), ...(options.params === undefined ? { profile: 'rad-score' } : {}), ...options },
    // a run that is stopped, or that says how many threads it wants, has its own
    signal === undefined ? (options.jobs === undefined ? { startPool: keepShared } : {}) : { signal },
  );
}

/** Rows of a table as objects. */
function rowsOf(text: string): Record<string, string>[] {
  const [header, ...rows] = [...csvRecords(text)].map(({ fields }) => fields);
  return rows.map((cells) => Object.fromEntries(header!.map((name, at) => [name, cells[at]!])));
}
const output = (): Record<string, string>[] => rowsOf(readFileSync(file('out.csv'), 'utf8'));

const TABLE = 'Patient,Image,Mask\np1,ct1.nrrd,m1.nrrd\np2,ct2.nrrd,m2.nrrd\np3,ct3.nrrd,m3.nrrd\n';

describe('a batch', () => {
  it('gives one row per case in the table’s order, the table’s columns first, and the numbers of single cases', async () => {
    const { status, stderr } = await run(TABLE, { out: file('out.csv'), jobs: '2' });
    expect(status).toBe(0);
    expect(stderr).toMatch(/3 of 3 cases extracted/);
    const rows = output();
    expect(rows.map(({ Patient }) => Patient)).toEqual(['p1', 'p2', 'p3']);
    const names = Object.keys(rows[0]!);
    expect(names.slice(0, 4)).toEqual(['Patient', 'Image', 'Mask', 'diagnostics_Versions_PyRadiomics']);
    expect(names.slice(-5)).toContain('original_shape_Sphericity');
    const { stdout: single } = await ranExtract({ image: file('ct2.nrrd'), mask: file('m2.nrrd'), profile: 'rad-score', format: 'csv' });
    const { Patient: _, Image: __, Mask: ___, ...values } = rows[1]!;
    expect(rowsOf(single)[0]).toMatchObject(values);
    expect(existsSync(file('out.csv.part'))).toBe(false);
  });

  it('prints to standard output where no file is named, and says everything else elsewhere', async () => {
    const { stdout, stderr } = await run(TABLE);
    expect(rowsOf(stdout)).toHaveLength(3);
    expect(stderr).not.toContain('diagnostics_');
  });

  it('goes on after bad cases, gives them rows of their own columns only, and tells each with its line and code', async () => {
    const table =
      'Image,Mask,Label\nct1.nrrd,m1.nrrd,\nnowhere.nrrd,m1.nrrd,\nct2.nrrd,m2.nrrd,9\ntorn.nrrd,m1.nrrd,\nct3.nrrd,cases.csv,\nct3.nrrd,m3.nrrd,1\n';
    const { status, stderr } = await run(table, { out: file('out.csv') });
    expect(status).toBe(1);
    const rows = output();
    expect(rows.map((row) => row.original_shape_Sphericity !== '')).toEqual([true, false, false, false, false, true]);
    expect(rows[2]).toMatchObject({ Image: 'ct2.nrrd', Label: '9' });
    expect(stderr).toMatch(/error \[file-missing\]: line 3: .*nowhere\.nrrd/);
    expect(stderr).toMatch(/error \[label-absent\]: line 4: /);
    expect(stderr).toMatch(/error \[[a-z-]+\]: line 5: /);
    expect(stderr).toMatch(/error \[file-type\]: line 6: /);
    expect(stderr).toMatch(/2 of 6 cases extracted, 4 failed/);
    const remarks = rowsOf(readFileSync(file('out.remarks.csv'), 'utf8'));
    expect(remarks.map(({ Kind, Code, Label }) => [Kind, Code, Label])).toContainEqual(['error', 'label-absent', '9']);
  });

  it('measures every label of a mask, each in its row; one that cannot be measured fails alone', async () => {
    const { status } = await run('Image,Mask,Label\nct1.nrrd,several.nrrd,all\nct1.nrrd,m1.nrrd,1\n', { out: file('out.csv') });
    expect(status).toBe(1);
    const rows = output();
    expect(rows.map(({ Label, original_shape_Sphericity: value }) => [Label, value !== ''])).toEqual([
      ['1', true],
      ['2', true],
      ['3', false],
      ['1', true],
    ]);
    expect(rowsOf(readFileSync(file('out.remarks.csv'), 'utf8'))).toMatchObject([
      { Label: '2', Kind: 'warning', Code: 'several-parts' },
      { Label: '3', Kind: 'error', Code: 'single-voxel' },
    ]);
  });

  it('measures each connected part of a label on its own', async () => {
    const { status } = await run('Image,Mask\nct1.nrrd,parts.nrrd\n', { out: file('out.csv'), components: true, label: 'all' });
    expect(status).toBe(0);
    const rows = output();
    expect(rows.map((row) => [row.Label, row.Component, row['diagnostics_Mask-original_VolumeNum']])).toEqual([
      ['1', '1', '1'],
      ['1', '2', '1'],
    ]);
    expect(Number(rows[0]!['diagnostics_Mask-original_VoxelNum'])).toBeGreaterThan(Number(rows[1]!['diagnostics_Mask-original_VoxelNum']));
  });

  it('writes JSON with one case per line: input, values, provenance with the voxels’ hashes, errors', async () => {
    await run('Image,Mask,notes\nct1.nrrd,m1.nrrd,mine\nct2.nrrd,nowhere.nrrd,\n', { out: file('out.json'), time: true });
    const text = readFileSync(file('out.json'), 'utf8');
    const [first, second] = JSON.parse(text) as Record<string, unknown>[];
    expect(first).toMatchObject({
      input: { Image: 'ct1.nrrd', Mask: 'm1.nrrd', notes: 'mine' },
      original_shape_Sphericity: expect.any(Number),
      provenance: { compat: '3.x', image: { file: 'ct1.nrrd', voxelsSha1: expect.stringMatching(/^[0-9a-f]{40}$/) } },
      time: { read: expect.any(Number), resample: expect.any(Number), total: expect.any(Number) },
    });
    expect(second).toMatchObject({ input: { Mask: 'nowhere.nrrd' }, error: { code: 'file-missing' } });
    expect(text.split('\n')).toHaveLength(5);
    expect(text).not.toContain(path.basename(folder)); // files by name, not by folder
  });

  it('says once, not for each case, what the parameter file has without effect', async () => {
    writeFileSync(file('warn.yaml'), 'setting:\n  binWidth: 10\n  binCount: 16\nfeatureClass:\n  firstorder: [Entropy]\n');
    const { stderr } = await run(TABLE, { out: file('out.csv'), params: file('warn.yaml') });
    expect(stderr.match(/warning \[bin-width-without-effect\]/g)).toHaveLength(1);
    expect(existsSync(file('out.remarks.csv'))).toBe(false);
  });

  it('writes paths as asked', async () => {
    await run(TABLE, { out: file('out.csv'), formatPath: 'absolute' });
    expect(output()[0]!.Image).toBe(file('ct1.nrrd'));
    await run('Image,Mask\n./ct1.nrrd,m1.nrrd\n', { out: file('out.csv'), formatPath: 'basename' });
    expect(output()[0]!.Image).toBe('ct1.nrrd');
  });
});

describe('resuming', () => {
  it('keeps what was computed on the same voxels with the same settings, and computes the rest', async () => {
    await run(TABLE, { out: file('out.csv') });
    const before = output();
    const more = `${TABLE}p4,ct1.nrrd,m2.nrrd\n`;
    const { stderr, status } = await run(more, { out: file('out.csv'), resume: true });
    expect(status).toBe(0);
    expect(stderr).toMatch(/4 of 4 cases extracted, 3 of them kept/);
    expect(output().slice(0, 3)).toEqual(before);
    expect(output()[3]!.Patient).toBe('p4');
  });

  it('follows a table whose rows were moved, changed or taken out', async () => {
    await run(TABLE, { out: file('out.csv') });
    const { stderr } = await run('Patient,Image,Mask\np3,ct3.nrrd,m3.nrrd\np1b,ct1.nrrd,m1.nrrd\n', { out: file('out.csv'), resume: true });
    expect(stderr).toMatch(/2 of 2 cases extracted, 1 of them kept/);
    expect(output().map(({ Patient }) => Patient)).toEqual(['p3', 'p1b']);
  });

  it('computes again when the voxels of a file have changed', async () => {
    writeFileSync(file('moving.nrrd'), readFileSync(file('m1.nrrd')));
    const table = 'Image,Mask\nct1.nrrd,moving.nrrd\nct2.nrrd,m2.nrrd\n';
    await run(table, { out: file('out.csv') });
    const before = output();
    writeFileSync(file('moving.nrrd'), readFileSync(file('m2.nrrd')));
    expect((await run(table, { out: file('out.csv'), resume: true })).stderr).toMatch(/1 of them kept/);
    expect(output()[0]!.original_shape_Sphericity).not.toBe(before[0]!.original_shape_Sphericity);
    expect(output()[1]).toEqual(before[1]);
  });

  it.each([
    ['the PyRadiomics version', { compat: '2.2.0' }],
    ['the features', { profile: undefined, params: 'rad.yaml' }],
    ['the label', { label: '2' }],
  ] as const)('keeps nothing that another choice of %s gave', async (_, changed) => {
    writeFileSync(file('rad.yaml'), 'imageType:\n  Original: {}\nfeatureClass:\n  shape: [Sphericity, Elongation]\n');
    await run(TABLE, { out: file('out.csv') });
    const { profile: __, ...rest } = { profile: undefined, ...changed };
    const options = { ...rest, ...('params' in rest ? { params: file('rad.yaml') } : {}) };
    const { stderr } = await run(TABLE, { out: file('out.csv'), resume: true, ...options });
    expect(stderr).not.toMatch(/kept/);
  });

  it('tries failed cases again', async () => {
    rmSync(file('late.nrrd'), { force: true });
    const table = 'Image,Mask\nct1.nrrd,m1.nrrd\nct2.nrrd,late.nrrd\n';
    expect((await run(table, { out: file('out.csv') })).status).toBe(1);
    writeFileSync(file('late.nrrd'), readFileSync(file('m2.nrrd')));
    const { status, stderr } = await run(table, { out: file('out.csv'), resume: true });
    expect(status).toBe(0);
    expect(stderr).toMatch(/1 of them kept/);
    expect(existsSync(file('out.remarks.csv'))).toBe(false);
  });

  it('works on JSON and on masks of which every label was measured', async () => {
    const table = 'Image,Mask,Label\nct1.nrrd,parts.nrrd,all\nct2.nrrd,m2.nrrd,1\n';
    for (const out of [file('out.json'), file('out.csv')]) {
      await run(table, { out, params: file('rad.yaml') });
      const before = readFileSync(out, 'utf8');
      expect((await run(table, { out, resume: true, params: file('rad.yaml') })).stderr).toMatch(/2 of them kept/);
      expect(readFileSync(out, 'utf8')).toBe(before);
    }
  });

  it('leaves a whole file when it is stopped, from which it goes on', async () => {
    const stop = new AbortController();
    // the same region must not be there twice, so each row gets a mask of its own
    const lines = Array.from({ length: 40 }, (_, n) => {
      writeFileSync(file(`own${n}.nrrd`), readFileSync(file(`m${(n % 3) + 1}.nrrd`)));
      return `q${n},ct${(n % 3) + 1}.nrrd,own${n}.nrrd\n`;
    });
    const own = `Patient,Image,Mask\n${lines.join('')}`;
    const watch = setInterval(() => {
      if (existsSync(file('out.csv.part')) && readFileSync(file('out.csv.part'), 'utf8').split('\n').length > 4) stop.abort();
    }, 5);
    const first = await run(own, { out: file('out.csv') }, stop.signal);
    clearInterval(watch);
    expect(first.status).toBe(130);
    expect(first.stderr).toMatch(/not reached.*\n.*\nInterrupted\. Run the same command with --resume/);
    const done = output();
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(40);
    expect(done.every((row) => row.original_shape_Sphericity !== '')).toBe(true);
    const second = await run(own, { out: file('out.csv'), resume: true });
    expect(second.status).toBe(0);
    expect(second.stderr).toContain(`${done.length} of them kept`);
    expect(output().map(({ Patient }) => Patient)).toEqual(Array.from({ length: 40 }, (_, n) => `q${n}`));
  });

  it('writes nothing when it is stopped before a case is finished', async () => {
    const { status, stderr } = await run(TABLE, { out: file('out.csv') }, AbortSignal.abort());
    expect(status).toBe(130);
    expect(stderr).toMatch(/3 not reached.*\nInterrupted before a case was finished/);
    expect(existsSync(file('out.csv')) || existsSync(file('out.csv.part'))).toBe(false);
  });

  it('goes on from the journal of a run that was killed, whose last line is torn', async () => {
    await run(TABLE, { out: file('out.csv') });
    const whole = output();
    const entry = (at: number): string =>
      JSON.stringify({
        key: JSON.stringify([Object.entries({ Patient: `p${at + 1}`, Image: `ct${at + 1}.nrrd`, Mask: `m${at + 1}.nrrd` }), '', false]),
        rows: [whole[at]],
        remarks: [],
        failed: false,
      });
    rmSync(file('out.csv'));
    writeFileSync(file('out.csv.part'), `${JSON.stringify({ journal: 1, format: 'csv' })}\n${entry(0)}\n${entry(1).slice(0, 300)}`);
    await expect(run(TABLE, { out: file('out.csv') })).rejects.toMatchObject({ code: 'unfinished-run' });
    const { stderr } = await run(TABLE, { out: file('out.csv'), resume: true });
    expect(stderr).toMatch(/3 of 3 cases extracted, 1 of them kept/);
    expect(output()).toEqual(whole);
  });

  it('refuses an output that it did not write', async () => {
    writeFileSync(file('out.csv'), 'a,b\n1\n');
    await expect(run(TABLE, { out: file('out.csv'), resume: true })).rejects.toMatchObject({ code: 'resume-not-possible' });
  });
});

describe('before a batch starts', () => {
  it.each([
    ['a folder that is not there', { out: '/nowhere/out.csv' }, 'out-folder-missing'],
    ['a folder as output', { out: tmpdir() }, 'out-is-a-folder'],
    ['no threads', { jobs: '0' }, 'option'],
    ['an unknown format', { format: 'xlsx' }, 'option'],
    ['an unknown way to write paths', { formatPath: 'short' }, 'option'],
    ['an image beside the table', { image: 'a.nrrd' }, 'option'],
  ] as const)('refuses %s', async (_, options, code) => {
    await expect(run(TABLE, options)).rejects.toMatchObject({ code });
  });

  it('checks the files only, when asked to', async () => {
    const { status, stderr } = await run('Image,Mask\nct1.nrrd,m1.nrrd\nct2.nrrd,gone.nrrd\n', { validate: true, out: file('out.csv') });
    expect(status).toBe(1);
    expect(stderr).toMatch(/error \[file-missing\]: line 3: .*gone\.nrrd does not exist/);
    expect(existsSync(file('out.csv'))).toBe(false);
    expect((await run(TABLE, { validate: true })).status).toBe(0);
  });
});
