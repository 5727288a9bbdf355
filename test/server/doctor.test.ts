// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConfigInput } from '../../src/config.ts';
import { examine, type Finding } from '../../src/server/doctor.ts';
import { type Hospital, startHospital } from '../support/hospital.ts';
import { freePort } from '../support/processes.ts';

let hospital: Hospital;
const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-doctor-'));

beforeAll(async () => {
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>app</title>');
  hospital = await startHospital({ scenarios: [], config: { appFolder: folder } });
}, 120_000);
afterAll(async () => hospital?.stop());

let files = 0;
const fileOf = (changes: Partial<ConfigInput> = {}): string => {
  files += 1;
  const file = path.join(folder, `site-${files}.json`);
  writeFileSync(file, JSON.stringify({ ...hospital.written, ...changes }));
  return file;
};
const ehrWith = (changes: object): Partial<ConfigInput> => ({ ehrs: [{ ...hospital.written.ehrs?.[0], ...changes } as never] });
const run = (changes: Partial<ConfigInput> = {}): Promise<readonly Finding[]> => examine({ file: fileOf(changes), env: {} });
const failed = (findings: readonly Finding[]): string =>
  findings
    .filter(({ verdict }) => verdict === 'failed')
    .map(({ check, message }) => `${check}: ${message}`)
    .join('\n');

describe('the doctor', () => {
  it('finds nothing wrong with a connected site', async () => {
    const findings = await run();
    expect(failed(findings)).toBe('');
    expect(findings.filter(({ verdict }) => verdict === 'ok').map(({ check }) => check.split(' ')[0])).toEqual(
      expect.arrayContaining(['configuration', 'database', 'models', 'app', 'fhir', 'smart', 'backend', 'dicomweb']),
    );
  });

  it('says on which road images are found, and which address stands in the way', async () => {
    const imagingOf = (findings: readonly Finding[]) => findings.find(({ check }) => check.startsWith('imaging '));
    expect(imagingOf(await run())).toMatchObject({ verdict: 'ok', message: expect.stringMatching(/SMART Imaging Access.*backend.*\/fhir\.$/) });
    hospital.imaging.set({ modes: ['app-launch'] });
    const identified = await run(ehrWith({ imaging: { fhirBase: 'https://imaging.example/fhir', patientIdentifiers: [{ system: 'urn:mrn' }] } }));
    expect(imagingOf(identified)?.message).toMatch(/not for backend services.*https:\/\/imaging\.example\/fhir, then in the archive by patient identifiers/);
    hospital.imaging.set({});
  });

  it('names the settings that cannot be read, and stops there', async () => {
    expect(await examine({ file: path.join(folder, 'none.json'), env: {} })).toEqual([
      { check: 'configuration', verdict: 'failed', message: expect.stringContaining('none.json') },
    ]);
    expect(failed(await run({ port: 99_999 }))).toContain('99999');
  });

  it('says when the EHR, the archive or the database does not answer, and goes on with the rest', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const text = failed(
      await run({
        ...ehrWith({ fhirBase: `${nowhere}/fhir`, dicomweb: { allowed: [`${nowhere}/dicom-web`] } }),
        databaseUrl: `postgres://x:secret@127.0.0.1:${await freePort()}/x`,
      }),
    );
    expect(text).toMatch(/^database: .*ECONNREFUSED/m);
    expect(text).not.toContain('secret');
    expect(text).toMatch(/^fhir /m);
    expect(text).toMatch(/^smart /m);
    expect(text).toMatch(/^backend /m);
    expect(text).toMatch(/^dicomweb /m);
  });

  it('says when the EHR does not know our client', async () => {
    const backend = { ...(hospital.written.ehrs?.[0]?.backend as object), clientId: 'unknown-client' };
    expect(failed(await run(ehrWith({ backend })))).toMatch(/backend Sandbox EHR: .*invalid_client/);
  });

  it('says when a key, a model, a key set or the app is not what it should be', async () => {
    writeFileSync(path.join(folder, 'key.pem'), 'not a key');
    const backend = { clientId: 'backend', privateKeyFile: path.join(folder, 'key.pem') };
    const text = failed(
      await run({
        ...ehrWith({ backend, cdsIssuers: [{ iss: 'x', jku: [`${hospital.sandbox.fhir}/metadata`] }] }),
        models: { active: 'no-such-model' },
        appFolder: path.join(folder, 'not-built'),
      }),
    );
    expect(text).toMatch(/backend .*key\.pem.*openssl/);
    expect(text).toMatch(/models: .*no-such-model.*dai-2024/);
    expect(text).toMatch(/hook keys x: .*holds no keys/);
    expect(text).toMatch(/app: .*npm run build:app/);
  });

  it('ends with status 1 on the command line when something failed, and prints JSON when asked', () => {
    const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
    const ended = spawnSync(process.execPath, [main, 'doctor', '--json', '--config', path.join(folder, 'none.json')], { encoding: 'utf8' });
    expect(ended.status).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({ ok: false, findings: [{ check: 'configuration', verdict: 'failed' }] });
  });
});
