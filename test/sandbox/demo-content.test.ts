// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { MemoryRepository } from '@medplum/fhir-router';
import type { FhirResource } from 'fhir/r4';
import { allDemoResources, demoPatients } from '../../fhir-fixtures/patients/index.ts';
import { FhirEngine } from '../../src/sandbox/fhir/engine.ts';
import { seed } from '../../src/sandbox/seed.ts';

const OPTIONS = { asOf: '2026-11-23', dicomwebBase: 'http://127.0.0.1:9/dicom-web' };

describe('demonstration content', () => {
  it('is valid to the last resource, drafts included, and is stored once each', async () => {
    const engine = new FhirEngine(new MemoryRepository(), 'http://127.0.0.1:9/fhir');
    const resources = allDemoResources(OPTIONS) as FhirResource[];
    expect(await seed(engine, resources)).toBe(resources.length);
    const drafts = demoPatients(OPTIONS).flatMap(({ draftOrder, otherOrders }) => [draftOrder, ...otherOrders]);
    expect(await seed(engine, drafts)).toBe(drafts.length);
  });
});
