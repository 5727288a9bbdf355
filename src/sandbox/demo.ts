// SPDX-License-Identifier: Apache-2.0
import type { FhirResource } from 'fhir/r4';
import { type DemoPatient, demoPatients } from '../../fhir-fixtures/patients/index.ts';
import { dicomwebRouter } from './dicomweb/server.ts';
import { createDicomStore } from './dicomweb/store.ts';
import { buildOrderPage } from './order-page/build.ts';
import { type Sandbox, type SandboxOptions, startSandboxWith } from './start.ts';

export type { ClientRegistration } from './smart/clients.ts';
export type { Sandbox } from './start.ts';

export interface DemoSandboxOptions extends Pick<SandboxOptions, 'onProgress' | 'hookTimeoutMs' | 'lifetimes' | 'ports'> {
  /** Day that the demonstration plays on, ISO date: all dates in the charts hang on it. */
  readonly asOf: string;
  /** Folder for rendered CT pixels, kept between starts; in memory without it. */
  readonly cacheDir?: string;
  /** False: no order page, only the interfaces (for tests without a browser). */
  readonly page?: boolean;
}

/** The demonstration's user: a Practitioner of the fixtures. */
const USER = { reference: 'Practitioner/demo-surgeon', name: 'Dr. Demo' };

/**
 * Starts the sandbox EHR with the demonstration patients, their orders and their images, on free ports of 127.0.0.1.
 *
 * The first start renders the CTs (some seconds each); later starts with the same `cacheDir` find them there.
 */
export async function startSandbox(options: DemoSandboxOptions): Promise<Sandbox> {
  const { asOf, cacheDir, page = true, ...rest } = options;
  const progress = options.onProgress ?? (() => undefined);
  const store = createDicomStore(cacheDir === undefined ? {} : { cacheDir });
  const pageDirectory = page ? await buildOrderPage() : undefined;
  if (page) progress('Order page built');
  return startSandboxWith({
    ...rest,
    ...(pageDirectory === undefined ? {} : { pageDirectory }),
    content: async ({ dicomwebBase }) => {
      const patients = demoPatients({ asOf, dicomwebBase });
      for (const { study } of patients) store.addSynthetic(study);
      const { rendered } = await store.warm((done, total) => progress(`Synthetic CT ${done} of ${total}`));
      if (rendered === 0) progress(`Synthetic CTs: ${patients.length}, from the cache`);
      return { patients: patients.map(loaded), user: USER, dicomweb: dicomwebRouter(store) };
    },
  });
}

function loaded({ draftOrder, id, otherOrders, resources, story }: DemoPatient) {
  const drafts = otherOrders.filter(({ status }) => status === 'draft');
  return { id, story, resources: resources as readonly FhirResource[], draftOrders: [draftOrder, ...drafts] };
}
