// SPDX-License-Identifier: Apache-2.0
import type { FhirResource, ServiceRequest } from 'fhir/r4';
import { type ChartRules, isHepatectomy } from '../src/fhir/chart.ts';

interface DraftOrders {
  readonly entry?: readonly { readonly resource?: FhirResource | undefined }[] | undefined;
}

/** The orders of a Bundle that plan a liver resection, by code only. Orders of another patient are left out. */
export function hepatectomies(draftOrders: DraftOrders, patientId: string, rules: Pick<ChartRules, 'hepatectomy'>): ServiceRequest[] {
  return (draftOrders.entry ?? []).flatMap(({ resource }) => {
    if (resource?.resourceType !== 'ServiceRequest' || !isHepatectomy(resource, rules)) return [];
    const subject = resource.subject?.reference;
    const ours = subject === undefined || subject.split('/').slice(-2).join('/') === `Patient/${patientId}`;
    return ours ? [resource] : [];
  });
}
