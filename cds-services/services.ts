// SPDX-License-Identifier: Apache-2.0
import type { ChartRules } from '../src/fhir/chart.ts';
import { prefetchTemplates } from '../src/fhir/gather.ts';
import { orderSelect } from './order-select/service.ts';
import { orderSign } from './order-sign/service.ts';
import { patientView } from './patient-view/service.ts';
import { type CdsService, type ServiceAnswers, STUDY_ANSWERS } from './service.ts';
import type { CdsServiceDescription } from './types.ts';

/** All services, one id a hook. */
export const SERVICES: readonly CdsService[] = [orderSign, orderSelect, patientView];

/** The discovery answer of CDS Hooks; its texts speak of what the active model counts. */
export function discovery(
  rules: ChartRules,
  version: '2.0' | '3.0',
  answers: ServiceAnswers = STUDY_ANSWERS,
): { readonly services: readonly CdsServiceDescription[] } {
  return {
    services: SERVICES.map(({ id, hook, title, description, withOrders }) => ({
      hook,
      id,
      title: title(answers),
      description: description(answers),
      prefetch: prefetchTemplates(rules, withOrders),
      usageRequirements: 'Needs the full prefetch or access to the FHIR server (fhirAuthorization). Without either it answers 412.',
      ...(version === '3.0' ? { version: '3.0.0-ballot' } : {}),
    })),
  };
}
