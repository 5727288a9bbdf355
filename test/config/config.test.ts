// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig, parseConfig, redactedConfig } from '../../src/config.ts';

const ehr = { fhirBase: 'https://ehr.example.org/fhir/' };

function problemsOf(written: unknown): readonly string[] {
  try {
    parseConfig(written);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('has safe defaults: loopback, signed hooks, audit required, no EHR', () => {
    expect(parseConfig({})).toMatchObject({
      host: '127.0.0.1',
      devMode: false,
      ehrs: [],
      audit: { required: true },
      deadlines: { hookHardMs: 1500, hookTargetMs: 500 },
      models: { active: 'dai-2024', shadow: [] },
    });
  });

  it('assumes nothing of a site about its CT: no delay that counts as portal venous, no lossy images', () => {
    expect(parseConfig({}).imaging).toMatchObject({ allowLossy: false });
    expect(parseConfig({}).imaging.portalVenousDelayS).toBeUndefined();
    expect(parseConfig({ imaging: { portalVenousDelayS: [60, 90] } }).imaging.portalVenousDelayS).toEqual([60, 90]);
    expect(problemsOf({ imaging: { portalVenousDelayS: [90, 60] } })[0]).toContain('the smaller first');
    expect(problemsOf({ imaging: { portalVenousDelayS: [60] } })).toHaveLength(1);
    expect(parseConfig({}).imaging.fractionalThreshold).toBeUndefined();
    expect(problemsOf({ imaging: { fractionalThreshold: 0 } })).toHaveLength(1);
    expect(problemsOf({ imaging: { fractionalThreshold: 50 } })).toHaveLength(1);
  });

  it('is frozen to its depths', () => {
    const config = parseConfig({ ehrs: [ehr] });
    expect(() => Object.assign(config.deadlines, { hookHardMs: 1 })).toThrow();
    expect(() => Object.assign(config.ehrs[0] ?? {}, { fhirBase: 'x' })).toThrow();
  });

  it('drops the closing slash of addresses', () => {
    expect(parseConfig({ ehrs: [ehr] }).ehrs[0]?.fhirBase).toBe('https://ehr.example.org/fhir');
  });

  it.each([
    [{ port: 99_999 }, '"port"', '99999'],
    [{ databaseUrl: 'mysql://x' }, '"databaseUrl"', 'postgres://'],
    [{ hosst: 'x' }, 'hosst', 'spelling'],
    [{ ehrs: [{ fhirBase: 'ftp://ehr' }] }, '"ehrs.0.fhirBase"', 'ftp://ehr'],
    [{ ehrs: [{ fhirBase: 'https://user:pw@ehr.example.org' }] }, '"ehrs.0.fhirBase"', 'user name'],
    [{ ehrs: [ehr, ehr] }, 'twice', 'Keep one'],
    [{ ehrs: [{ ...ehr, cdsIssuers: [{ iss: 'x' }] }] }, '"ehrs.0.cdsIssuers.0"', 'jku'],
    [{ ehrs: [{ ...ehr, backend: { clientId: 'c' } }] }, '"ehrs.0.backend"', 'privateKeyFile'],
    [{ ehrs: [{ ...ehr, cdsIssuers: [{ iss: 'x', jku: ['https://k.example.org'], algorithms: ['HS256'] }] }] }, 'algorithms', 'HS256'],
    [{ frameAncestors: ['https://ehr.example.org/path'] }, '"frameAncestors.0"', 'bare origin'],
    [{ devMode: true, host: '0.0.0.0' }, '"devMode"', '0.0.0.0'],
    [{ publicBaseUrl: 'http://cds.example.org' }, '"publicBaseUrl"', 'https'],
    [{ deadlines: { hookTargetMs: 2000 } }, '"deadlines.hookTargetMs"', '2000'],
    [{ models: { shadow: ['dai-2024'] } }, '"models.shadow"', 'dai-2024'],
    [{ feedback: { encryptionKey: 'c2hvcnQ=' } }, '32 bytes', 'openssl rand'],
  ])('says what is wrong, with which value, and what to do: %j', (written, ...parts) => {
    const problems = problemsOf(written).join('\n');
    for (const part of parts) expect(problems).toContain(part);
  });

  it('names every problem at once', () => {
    expect(problemsOf({ port: -1, host: '', viewTokenMinutes: 0 })).toHaveLength(3);
  });

  it('shows no secret, neither printed nor in an error', () => {
    const written = {
      databaseUrl: 'postgres://hepanom:hunter2@db/hepanom',
      feedback: { encryptionKey: Buffer.alloc(32, 5).toString('base64') },
      ehrs: [
        {
          ...ehr,
          backend: { clientId: 'c', privateKey: { kty: 'EC', d: 'private-part' } },
          dicomweb: { credentials: [{ origin: 'https://pacs.example.org', authorization: 'Basic c2VjcmV0' }] },
        },
      ],
    };
    const text = JSON.stringify(redactedConfig(parseConfig(written)));
    for (const secret of ['hunter2', 'private-part', 'c2VjcmV0', written.feedback.encryptionKey]) expect(text).not.toContain(secret);
    expect(text).toContain('https://pacs.example.org');
    expect(problemsOf({ feedback: { encryptionKey: 'my-secret-key' } }).join()).not.toContain('my-secret-key');
  });

  it('is read from a file, with paths relative to it, and overlaid by variables', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-config-'));
    const file = path.join(folder, 'site.json');
    writeFileSync(
      file,
      JSON.stringify({
        port: 5000,
        databaseUrl: 'pglite:data',
        models: { folder: 'models' },
        ehrs: [{ ...ehr, backend: { clientId: 'c', privateKeyFile: 'key.pem' } }],
      }),
    );
    const config = loadConfig({
      env: { HEPANOM_CONFIG: file, HEPANOM_PORT: '6000', HEPANOM_DEADLINES__HOOK_HARD_MS: '900', HEPANOM_DEV_MODE: 'true', HEPANOM_ORACLES: '../shared' },
    });
    expect(config).toMatchObject({
      port: 6000,
      devMode: true,
      databaseUrl: `pglite:${folder}/data`,
      models: { folder: `${folder}/models` },
      deadlines: { hookHardMs: 900 },
    });
    expect(config.ehrs[0]?.backend?.privateKeyFile).toBe(`${folder}/key.pem`);
  });

  it('says which file it could not read', () => {
    const missing = path.join(tmpdir(), 'no-such-hepanom.json');
    expect(() => loadConfig({ file: missing, env: {} })).toThrow(new RegExp(`${missing}.*ENOENT.*--config`));
    const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-config-'));
    writeFileSync(path.join(folder, 'bad.json'), '{ "port": }');
    expect(() => loadConfig({ file: path.join(folder, 'bad.json'), env: {} })).toThrow(/is not JSON/);
  });
});
