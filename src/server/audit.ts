// SPDX-License-Identifier: Apache-2.0
import type { AuditPort, Clock } from '../assessment/ports.ts';
import type { Config } from '../config.ts';
import { ehrOf } from '../config.ts';
import { type AuditParties, auditRead, auditSearch } from '../fhir/audit-event.ts';
import type { FhirInteraction } from '../fhir/client.ts';

/** Who talks to whom in an audit event about one EHR. */
export function auditParties(
  config: Config,
  clock: Clock,
  of: { readonly fhirBase: string; readonly ourUrl: string; readonly patient?: string; readonly user?: string; readonly requestId?: string },
): AuditParties {
  const name = ehrOf(config, of.fhirBase)?.name;
  return {
    nowIso: clock.nowIso(),
    ourHost: new URL(of.ourUrl).hostname,
    ehrHost: new URL(of.fhirBase).hostname,
    fhirBase: of.fhirBase,
    ...(name === undefined ? {} : { ehrName: name }),
    ...(of.user === undefined ? {} : { user: of.user }),
    ...(of.patient === undefined ? {} : { patient: of.patient }),
    ...(of.requestId === undefined ? {} : { requestId: of.requestId }),
  };
}

/** Records what was read of an EHR, one event per interaction. */
export async function auditInteractions(audit: AuditPort, fhirBase: string, parties: AuditParties, interactions: readonly FhirInteraction[]): Promise<void> {
  for (const { kind, target } of interactions) {
    if (kind === 'read') await audit.record(fhirBase, auditRead(parties, target));
    else if (kind === 'search') await audit.record(fhirBase, auditSearch(parties, target));
  }
}
