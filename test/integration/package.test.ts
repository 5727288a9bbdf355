// SPDX-License-Identifier: Apache-2.0
// What somebody gets who installs the package: the exports, with their types, as Node 24 loads them from node_modules.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { coxph } from '../../src/survival/index.ts';
import { compilePackage } from '../../tools/package/compile.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const home = mkdtempSync(path.join(tmpdir(), 'hepanom-package-'));
const installed = path.join(home, 'node_modules/hepanom');

/** The package as `npm install` lays it down, apart from the built pages; its dependencies are those of the checkout. */
beforeAll(() => {
  mkdirSync(installed, { recursive: true });
  compilePackage(path.join(installed, 'dist'));
  for (const name of ['package.json', 'bin', 'models', 'fhir-fixtures/cohorts']) cpSync(path.join(root, name), path.join(installed, name), { recursive: true });
  for (const name of Object.keys(manifest.dependencies)) {
    const link = path.join(home, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), link);
  }
  writeFileSync(path.join(home, 'package.json'), JSON.stringify({ type: 'module' }));
}, 120_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const USE = `
import { readFileSync } from 'node:fs';
import { type CoxFit, coxph, SurvivalError } from 'hepanom/survival';
import { extractFeatures, IDENTITY_DIRECTION, type LabelVolume, RAD_SCORE_PROFILE, type Volume } from 'hepanom/radiomics';
import { loadModel, sha256Hex } from 'hepanom/nomogram';
import schema from 'hepanom/model.schema.json' with { type: 'json' };

const fit: CoxFit = coxph({ time: [5, 8, 12, 13, 20, 22], status: [1, 1, 0, 1, 1, 0] }, { age: [61, 58, 70, 66, 55, 63] });
let code = '';
try {
  coxph({ time: [1], status: [0] }, {});
} catch (error) {
  if (error instanceof SurvivalError) code = error.code;
}
const grid = { size: [12, 12, 12], spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
const data = Int16Array.from({ length: 12 ** 3 }, (_, i) => (i * 7919) % 200);
const inside = (i: number): boolean => [i % 12, Math.floor(i / 12) % 12, Math.floor(i / 144)].every((k) => k > 2 && k < 9);
const image: Volume = { grid, pixelType: 'int16', data };
const mask: LabelVolume = { grid, data: Uint8Array.from(data, (_, i) => (inside(i) ? 1 : 0)) };
const { features } = extractFeatures(image, mask, RAD_SCORE_PROFILE);
const model = loadModel(JSON.parse(readFileSync(new URL('./node_modules/hepanom/models/demo.json', import.meta.url), 'utf8')), sha256Hex);
console.log(JSON.stringify({ coef: fit.terms[0]?.coef, code, features: Object.keys(features).length, model: model.file.id, schema: Object.keys(schema).length > 1 }));
`;

describe('the installed package', () => {
  it('exports statistics, features and models that Node loads and that compute', () => {
    writeFileSync(path.join(home, 'use.ts'), USE);
    const result = JSON.parse(execFileSync(process.execPath, [path.join(home, 'use.ts')], { encoding: 'utf8' }));
    expect(result).toMatchObject({ code: 'no-events', model: 'demo', schema: true });
    const own = coxph({ time: [5, 8, 12, 13, 20, 22], status: [1, 1, 0, 1, 1, 0] }, { age: [61, 58, 70, 66, 55, 63] });
    expect(result.coef).toBe(own.terms[0]!.coef);
    expect(result.features).toBeGreaterThan(4);
  });

  it('has types that a strict compiler accepts, without those of this repository', () => {
    const options = {
      strict: true,
      noEmit: true,
      target: 'ES2024',
      module: 'NodeNext',
      types: ['node'],
      typeRoots: [path.join(root, 'node_modules/@types')],
      skipLibCheck: false,
    };
    writeFileSync(path.join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...options, allowImportingTsExtensions: true }, files: ['use.ts'] }));
    const tsc = spawnSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', home], { encoding: 'utf8' });
    expect(tsc.stdout).toBe('');
    // The types are read: a wrong argument is found.
    writeFileSync(path.join(home, 'wrong.ts'), "import { coxph } from 'hepanom/survival';\ncoxph({ time: 'a', status: [] }, {});\n");
    writeFileSync(path.join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['wrong.ts'] }));
    expect(spawnSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', home], { encoding: 'utf8' }).stdout).toContain('TS2322');
  });

  it('exports nothing that is not there, and nothing besides', () => {
    const targets = Object.values<string | { readonly types: string; readonly default: string }>(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : [target.types, target.default],
    );
    expect(targets.filter((target) => !existsSync(path.join(installed, target)))).toEqual([]);
    expect(() => execFileSync(process.execPath, ['-e', "import('hepanom/cli')"], { cwd: home, stdio: 'pipe' })).toThrow(/ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });

  it('names no TypeScript file that is not there', () => {
    const files = globSync('dist/**/*.js', { cwd: installed });
    expect(files.length).toBeGreaterThan(300);
    const wrong = files.filter((file) =>
      /(?:from|import\()\s*'\.[^']*\.tsx?'|new URL\(\s*'\.[^']*\.ts'/.test(readFileSync(path.join(installed, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  it('runs the command line on the cohort that comes with it', () => {
    const bin = path.join(installed, 'bin/hepanom.js');
    const data = path.join(installed, 'fhir-fixtures/cohorts/hepatocellular.csv');
    const args = ['stats', 'survdiff', '--data', data, '--time', 'RFS', '--status', 'Recurrence', '--by', 'TNM', '--json'];
    expect(JSON.parse(execFileSync(process.execPath, [bin, ...args], { encoding: 'utf8' })).result.observed).toEqual([68, 75]);
    expect(manifest.files).toEqual(expect.arrayContaining(['bin', 'dist', 'models', 'fhir-fixtures/cohorts']));
  });
});
