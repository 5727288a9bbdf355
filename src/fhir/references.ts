// SPDX-License-Identifier: Apache-2.0
// References that never dangle: literal only to what was read from that server, logical (identifier and display) for what is ours.
import type { Reference } from 'fhir/r4';
import { IDENTIFIER } from './codes.ts';

/** Name of the software in resources. */
export const SOFTWARE_NAME = 'HepaNom';

/** The software as a Device, by identifier: servers that check references would refuse a Device they do not hold. */
export function softwareReference(version: string): Reference {
  return { type: 'Device', identifier: { system: IDENTIFIER.device, value: `hepanom|${version}` }, display: `${SOFTWARE_NAME} ${version}` };
}

/** `Type/id` of a reference on this server: relative, or absolute on `fhirBase`; undefined for anything else. */
export function localReference(reference: string, fhirBase: string): string | undefined {
  const base = `${fhirBase.replace(/\/+$/u, '')}/`;
  const relative = reference.startsWith(base) ? reference.slice(base.length) : reference;
  return /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/u.test(relative) ? relative : undefined;
}

/**
 * A person as the EHR names them (`Practitioner/x`, or absolute), by identifier: whether the server holds that resource is not ours to know.
 * The identifier's system is the type's address on the EHR, its value the logical id.
 */
export function personReference(reference: string, fhirBase: string, display?: string): Reference {
  const match = /^(?:(.+)\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/u.exec(reference);
  const shown = display ?? reference;
  if (match === null) return { display: shown };
  const [, host, type, id] = match;
  return { type: type ?? '', identifier: { system: `${(host ?? fhirBase).replace(/\/+$/u, '')}/${type}`, value: id ?? '' }, display: shown };
}
