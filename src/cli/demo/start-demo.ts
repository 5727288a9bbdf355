// SPDX-License-Identifier: Apache-2.0
// The whole product beside an embedded EHR, in one process and on loopback only.
import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { buildSmartApp } from '../../../smart-app/build.ts';
import { imagingProblem } from '../../assessment/models.ts';
import { packageRoot } from '../../config/package-root.ts';
import { type ConfigInput, parseConfig } from '../../config.ts';
import { startSandbox } from '../../sandbox/demo.ts';
import { buildOrderPage } from '../../sandbox/order-page/build.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import { startServer } from '../../server/start.ts';
import { InputError } from '../input-error.ts';
import { bundledModelIds, loadModelByName } from '../model/model-store.ts';

export interface Demo {
  /** Order-entry page of the sandbox EHR. */
  readonly ehr: string;
  readonly fhir: string;
  /** Discovery address of the CDS service. */
  readonly cds: string;
  readonly dicomweb: string;
  /** SMART app; opened from a card or the chart it knows the patient, opened directly it asks the EHR. */
  readonly app: string;
  /** From the call to the first usable page. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

export interface DemoOptions {
  /** Called once per finished step with a short text. */
  readonly onProgress?: (step: string) => void;
  /** ISO date that the invented records are dated by. */
  readonly asOf: string;
  /** Path of a model file to put to work in place of the demonstration model, which then stands beside it. */
  readonly model?: string;
  /** Changes to the CDS service's settings, for tests. */
  readonly config?: Partial<ConfigInput>;
}

const CLIENT_APP = 'hepanom-smart-app';
const CLIENT_BACKEND = 'hepanom-backend';

/**
 * Starts EHR, imaging server, CDS service, worker and app, and connects them as a hospital would: registered clients, exchanged keys, allow-lists.
 *
 * @throws whatever a part throws on start; everything already started is stopped first
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const started = performance.now();
  const progress = options.onProgress ?? (() => undefined);
  // Before anything is started: a file that cannot be served ends here, with its reason.
  const models = modelsOf(options.model);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of stops.splice(0).reverse()) await close();
  };
  try {
    const pages = Promise.all([buildSmartApp(), buildOrderPage()]);
    // Awaited below; a failure before that must not count as unhandled.
    pages.catch(() => undefined);
    const sandbox = await startSandbox({ asOf: options.asOf, onProgress: progress, cacheDir: path.join(packageRoot(), '.cache/hepanom/images') });
    stops.push(() => sandbox.stop());
    await pages;
    progress('Pages built');
    const server = await startConnectedServer(sandbox, { models, ...options.config });
    stops.push(() => server.stop());
    progress('CDS service, worker and SMART app started');
    await sandbox.registerCdsService(server.url);
    progress('EHR has discovered the CDS service');
    return {
      ehr: sandbox.ehr,
      fhir: sandbox.fhir,
      cds: `${server.url}/cds-services`,
      dicomweb: sandbox.dicomweb,
      app: `${server.url}/app/`,
      readyMs: Math.round(performance.now() - started),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @throws ModelStoreError, ModelFileError, or InputError where the images of the demonstration could not feed the file */
function modelsOf(file: string | undefined): NonNullable<ConfigInput['models']> {
  if (file === undefined) return { active: 'demo', others: ['erasl-pre-2018'] };
  const model = loadModelByName(file);
  const { id, version } = model.file;
  const problem = imagingProblem(model.file);
  if (problem !== undefined) throw new InputError('model-not-servable', `The model file ${path.basename(file)} is not served: ${problem}.`);
  const bundled = bundledModelIds();
  return {
    ...(bundled.includes(file) ? {} : { files: [path.resolve(file)] }),
    active: `${id}@${version}`,
    others: ['demo', 'erasl-pre-2018'].filter((other) => other !== id),
  };
}

async function startConnectedServer(sandbox: Sandbox, changes: Partial<ConfigInput>): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true });
  const kid = randomUUID();
  const config = parseConfig({
    host: '127.0.0.1',
    port: 0,
    databaseUrl: 'memory:',
    logLevel: 'warn',
    // A laptop that also runs the EHR, the archive and a browser may be slow; the EHR here waits five seconds.
    deadlines: { hookHardMs: 4500 },
    ehrs: [
      {
        name: 'Sandbox EHR',
        fhirBase: sandbox.fhir,
        issuer: sandbox.issuer,
        cdsIssuers: [{ iss: sandbox.issuer, jku: [sandbox.jwksUri] }],
        backend: { clientId: CLIENT_BACKEND, privateKey: { ...(await exportJWK(privateKey)), kid, alg: 'ES384', kty: 'EC' }, kid, algorithm: 'ES384' },
        dicomweb: { allowed: [sandbox.dicomweb] },
        smartApp: { clientId: CLIENT_APP },
      },
    ],
    frameAncestors: [new URL(sandbox.ehr).origin],
    corsOrigins: [new URL(sandbox.ehr).origin],
    followUpRule: 'nhc-2026',
    feedback: { encryptionKey: randomBytes(32).toString('base64') },
    responsiblePerson: { name: 'Demo responsible person (sandbox)' },
    ...changes,
  } satisfies ConfigInput);
  const ehr = config.ehrs[0]!;
  const server = await startServer(config);
  const { url } = server;
  sandbox.registerClient({
    type: 'public',
    clientId: CLIENT_APP,
    name: 'HepaNom',
    redirectUris: [`${url}/app/`],
    launchUrl: `${url}/app/launch.html`,
    scopes: ehr.smartApp!.scopes,
  });
  sandbox.registerClient({
    type: 'backend',
    clientId: CLIENT_BACKEND,
    name: 'HepaNom service',
    scopes: ehr.backend!.scopes,
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES384', use: 'sig' }] },
  });
  return server;
}
