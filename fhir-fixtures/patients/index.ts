// SPDX-License-Identifier: Apache-2.0
// The demo's invented patients, dated relative to the day that the demo plays on.
import type { MedicationRequest, Patient, Resource, ServiceRequest } from 'fhir/r4';
import type { SyntheticStudySpec } from '../synthetic-liver/spec.ts';
import type { Scenario } from './case-spec.ts';
import { carcinomaOf, encounterOf, historyOf, laboratoryOf, patientOf, taceOf } from './clinical.ts';
import { type CaseContext, caseContext, type DemoOptions } from './context.ts';
import { findingsOf, imagingStudyOf, reportOf } from './imaging.ts';
import { hepatectomyOf, otherOrdersOf } from './orders.ts';
import { dicomwebEndpoint, HOSPITAL, RADIOLOGIST, SURGEON } from './people.ts';
import { CASES } from './scenarios.ts';

export type { Scenario } from './case-spec.ts';
export type { DemoOptions } from './context.ts';

export interface DemoPatient {
  /** FHIR id of the Patient, e.g. `demo-0017`. */
  readonly id: string;
  /** One line about what this patient shows. */
  readonly story: { readonly en: string; readonly zh: string };
  readonly scenario: Scenario;
  readonly patient: Patient;
  /** All that is on the server, in an order in which each reference is known when it is used; shared resources are equal for all patients. */
  readonly resources: readonly Resource[];
  /** The resection, status draft, not on the server. */
  readonly draftOrder: ServiceRequest;
  /** The rest of the order page; signed ones (status `active`) are in `resources` too. */
  readonly otherOrders: readonly (ServiceRequest | MedicationRequest)[];
  /** How to make the CT and its SEG; UIDs equal those of the ImagingStudy. */
  readonly study: SyntheticStudySpec;
}

/** The user of the order page. */
export const practitionerReference = `Practitioner/${SURGEON.id}`;

/** Practitioners, hospital and archive: what every demo patient refers to. */
export function sharedResources(options: DemoOptions): readonly Resource[] {
  return [HOSPITAL, SURGEON, RADIOLOGIST, dicomwebEndpoint(options.dicomwebBase)];
}

function demoPatient(c: CaseContext, options: DemoOptions): DemoPatient {
  const patient = patientOf(c);
  const findings = findingsOf(c);
  const otherOrders = otherOrdersOf(c);
  return {
    id: c.patientId,
    story: c.spec.story,
    scenario: c.spec.scenario,
    patient,
    resources: [
      ...sharedResources(options),
      patient,
      encounterOf(c),
      carcinomaOf(c),
      imagingStudyOf(c),
      ...laboratoryOf(c),
      ...historyOf(c),
      ...findings,
      reportOf(c, findings),
      ...taceOf(c),
      ...otherOrders.filter(({ status }) => status === 'active'),
    ],
    draftOrder: hepatectomyOf(c),
    otherOrders,
    study: c.study,
  };
}

/**
 * Eight invented patients, one per scenario.
 * @param options.asOf the demo's day: blood was taken 6 days before it, the CT 9 days before, the operation is planned 3 days after
 * @throws RangeError where `asOf` is no ISO date
 */
export function demoPatients(options: DemoOptions): readonly DemoPatient[] {
  return CASES.map((spec) => demoPatient(caseContext(spec, options), options));
}

/** The patient of one scenario. */
export function demoPatientFor(scenario: Scenario, options: DemoOptions): DemoPatient {
  const found = demoPatients(options).find((patient) => patient.scenario === scenario);
  if (found === undefined) throw new RangeError(`no demo patient for scenario "${scenario}"`);
  return found;
}

/** Every resource of every demo patient, each once. */
export function allDemoResources(options: DemoOptions): readonly Resource[] {
  const byKey = new Map<string, Resource>();
  for (const { resources } of demoPatients(options)) for (const resource of resources) byKey.set(`${resource.resourceType}/${resource.id}`, resource);
  return [...byKey.values()];
}
