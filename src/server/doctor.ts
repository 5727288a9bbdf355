// SPDX-License-Identifier: Apache-2.0
// Checks a configuration against the world: what is wrong, with which value, and what to do.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { imagingRoad } from '../assessment/own-search.ts';
import { type Config, ConfigError, type EhrConfig, isLoopback, loadConfig } from '../config.ts';
import { fhirClient } from '../fhir/client.ts';
import { FhirError } from '../fhir/errors.ts';
import { openResponse } from '../imaging/dicomweb/http.ts';
import { backendTokens } from '../security/backend-token.ts';
import { imagingToken } from '../security/imaging-token.ts';
import { openDatabase, withoutPassword } from '../store/database.ts';
import { discovery } from './discovery.ts';
import { backendKey } from './keys.ts';
import { loadModels } from './models.ts';
import { siteOf, tokenClient } from './runtime.ts';
import { appFolder } from './static-app.ts';

export interface Finding {
  /** What was checked, e.g. `database`, `fhir https://ehr…`. */
  readonly check: string;
  readonly verdict: 'ok' | 'warning' | 'failed';
  readonly message: string;
}

/**
 * Runs every check; each failure is a finding, never an exception.
 *
 * @param options as for `loadConfig`
 */
export async function examine(options: {
  readonly file?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
}): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = loadConfig(options);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((message) => ({ check: 'configuration', verdict: 'failed', message }));
    throw error;
  }
  const findings: Finding[] = [
    {
      check: 'configuration',
      verdict: 'ok',
      message: `${config.ehrs.length} EHR${config.ehrs.length === 1 ? '' : 's'} registered; model ${config.models.active}.`,
    },
  ];
  findings.push(await tried('database', () => checkDatabase(config)));
  findings.push(await tried('models', async () => checkModels(config)));
  findings.push(checkApp(config));
  findings.push(checkAddress(config));
  if (config.ehrs.length === 0) findings.push({ check: 'ehrs', verdict: 'warning', message: 'No EHR is registered: nobody can call. Add one under "ehrs".' });
  for (const ehr of config.ehrs) findings.push(...(await examineEhr(config, ehr)));
  return findings;
}

async function checkDatabase(config: Config): Promise<string> {
  const database = await openDatabase(config.databaseUrl);
  try {
    await sql`select 1`.execute(database.db);
  } finally {
    await database.close();
  }
  return `${withoutPassword(config.databaseUrl)} opens and its tables are up to date.`;
}

function checkModels(config: Config): string {
  const { all, active } = loadModels(config);
  return `${all.length} model files are valid and reproduce their fixtures; active: ${active.file.id} ${active.file.version}${active.demonstration ? ' (demonstration model, synthetic constants)' : ''}.`;
}

function checkApp(config: Config): Finding {
  const folder = appFolder(config);
  return existsSync(path.join(folder, 'index.html'))
    ? { check: 'app', verdict: 'ok', message: `The SMART app is built in ${folder}.` }
    : { check: 'app', verdict: 'failed', message: `The SMART app is not built: ${folder} has no index.html. Run: npm run build:app` };
}

function checkAddress(config: Config): Finding {
  if (config.publicBaseUrl !== undefined) return { check: 'address', verdict: 'ok', message: `EHRs reach this service at ${config.publicBaseUrl}.` };
  return {
    check: 'address',
    verdict: 'warning',
    message: `"publicBaseUrl" is not set, so hooks must be addressed to http://${config.host}:${config.port}${isLoopback(config.host) ? ', which only this machine can reach' : ''}. Set the https address that the EHR uses.`,
  };
}

async function examineEhr(config: Config, ehr: EhrConfig): Promise<Finding[]> {
  const name = ehr.name ?? ehr.fhirBase;
  const findings: Finding[] = [];
  findings.push(
    await tried(`fhir ${name}`, async () => {
      const capability = await fhirClient({ baseUrl: ehr.fhirBase, timeoutMs: config.deadlines.fhirMs }).read('metadata');
      const version = 'fhirVersion' in capability ? String(capability.fhirVersion) : 'unknown';
      if (!version.startsWith('4.')) throw new Error(`The server speaks FHIR ${version}; this software needs R4 (4.0.1). Use the R4 base address.`);
      return `${ehr.fhirBase} answers in FHIR ${version}.`;
    }),
  );
  const known = discovery(config);
  findings.push(
    await tried(`smart ${name}`, async () => {
      const document = await known.configuration(ehr.fhirBase);
      if (ehr.smartApp !== undefined && document.authorization_endpoint === undefined)
        throw new Error('The smart-configuration names no authorization_endpoint, so the app cannot be launched. Ask the EHR to enable SMART app launch.');
      return `The smart-configuration is there${document.capabilities === undefined ? '' : ` with ${document.capabilities.length} capabilities`}.`;
    }),
  );
  for (const issuer of ehr.cdsIssuers)
    for (const address of issuer.jku) findings.push(await tried(`hook keys ${issuer.iss}`, () => checkKeySet(config, address)));
  if (ehr.cdsIssuers.length === 0 && !config.devMode)
    findings.push({
      check: `hook keys ${name}`,
      verdict: 'warning',
      message: 'No "cdsIssuers" are registered, so every hook call of this EHR is refused. Add its issuer with its key set.',
    });
  let tokens: ReturnType<typeof backendTokens> | undefined;
  if (ehr.backend === undefined)
    findings.push({
      check: `backend ${name}`,
      verdict: 'warning',
      message:
        'No "backend" client is registered: images are fetched with site credentials only, and audit events are posted without a token. Register a SMART Backend Services client.',
    });
  else {
    findings.push(
      await tried(`backend ${name}`, async () => {
        const key = await backendKey(ehr);
        if (key === undefined || ehr.backend === undefined) throw new Error('There is no key.');
        tokens = backendTokens(tokenClient(config, ehr, ehr.backend, key));
        const { scope } = await tokens.token();
        const lacking = ['ImagingStudy', 'AuditEvent'].filter((type) => !new RegExp(`(?:${type}|\\*)\\.`).test(scope));
        if (lacking.length > 0)
          throw new Error(
            `The token is granted, but its scope "${scope}" lacks ${lacking.join(' and ')}. Ask the EHR to grant the scopes of "backend.scopes".`,
          );
        return `A backend token is granted (${key.algorithm}, key ${key.kid}).`;
      }),
    );
  }
  findings.push(await tried(`imaging ${name}`, () => imagingRoad(siteOf(config, ehr, tokens, () => known.configuration(ehr.fhirBase)))));
  if (ehr.dicomweb.allowed.length === 0)
    findings.push({
      check: `dicomweb ${name}`,
      verdict: 'warning',
      message: 'No DICOMweb address is allowed, so no rad-score can be computed. Add the archive under "dicomweb.allowed".',
    });
  for (const address of ehr.dicomweb.allowed) findings.push(await tried(`dicomweb ${address}`, () => checkDicomweb(config, ehr, address, tokens)));
  return findings;
}

async function checkKeySet(config: Config, address: string): Promise<string> {
  let keys: unknown;
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(config.deadlines.fhirMs) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    keys = await response.json();
  } catch (error) {
    throw new Error(
      `The key set ${address} cannot be read (${error instanceof Error ? error.message : 'unknown reason'}). Check the address under "cdsIssuers.jku".`,
    );
  }
  const list: unknown = typeof keys === 'object' && keys !== null ? Reflect.get(keys, 'keys') : undefined;
  if (!Array.isArray(list) || list.length === 0) throw new Error(`${address} answers, but holds no keys. Check that it is the EHR's JWK set.`);
  return `${address} holds ${list.length} key${list.length === 1 ? '' : 's'}.`;
}

async function checkDicomweb(config: Config, ehr: EhrConfig, address: string, tokens: ReturnType<typeof backendTokens> | undefined): Promise<string> {
  const site = siteOf(config, ehr, tokens);
  const decision = imagingToken({
    address,
    requiresAccessToken: 'absent',
    fromAuthorisedSearch: false,
    allowed: site.allowed,
    credentialOrigins: [...site.credentials.keys()],
  });
  if (decision.send === 'refuse') throw new Error(`${address} is not usable: it must be https, or http on loopback. Correct "dicomweb.allowed".`);
  const authorization = decision.send === 'site-credentials' ? site.credentials.get(new URL(address).origin) : undefined;
  const response = await openResponse(
    { baseUrl: address, timeoutMs: config.deadlines.fhirMs, retry: { attempts: 0, maxWaitMs: 0 } },
    {
      method: 'GET',
      url: new URL(`${address}/studies?limit=1`),
      headers: { Accept: 'application/dicom+json', ...(authorization === undefined ? {} : { Authorization: authorization }) },
    },
  );
  response.resume();
  const status = response.statusCode ?? 0;
  if (status === 200 || status === 204) return `${address} answers a study search.`;
  // An archive that wants a token of the EHR refuses us here and serves us later.
  if (status === 401 || status === 403)
    return `${address} answers, and wants a credential (${status}): an Endpoint with requires-access-token gets the backend token; otherwise set "dicomweb.credentials".`;
  if (status === 404 || status === 501) return `${address} answers, without a study search (${status}); series are found by what the EHR lists.`;
  throw new Error(`${address} answers with status ${status}. Check that it is the DICOMweb root (the address that "/studies" is added to).`);
}

async function tried(check: string, work: () => Promise<string>, attempts = 2): Promise<Finding> {
  try {
    return { check, verdict: 'ok', message: await work() };
  } catch (error) {
    // A kept connection that the other side has just closed is no finding.
    if (attempts > 1 && error instanceof FhirError && error.code === 'network') return tried(check, work, attempts - 1);
    if (error instanceof ConfigError) return { check, verdict: 'failed', message: error.problems.join(' ') };
    return { check, verdict: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
