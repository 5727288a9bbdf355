// SPDX-License-Identifier: Apache-2.0
import type { ServiceRequest } from 'fhir/r4';
import type { ChartRules } from '../src/fhir/chart.ts';
import type { CdsRequest } from './request-schema.ts';
import type { HookName } from './types.ts';

/** Whether a hook call asks for an estimate. */
export type Trigger = { readonly kind: 'ask'; readonly order?: ServiceRequest } | { readonly kind: 'silent' };

/** One CDS service: its own hook and id (clients that key by URL lose a shared one). */
export interface CdsService {
  readonly id: string;
  readonly hook: HookName;
  readonly title: string;
  readonly description: string;
  /** True where the hook brings no order, so that the planned operation is looked up in the record. */
  readonly withOrders: boolean;
  /** True where somebody asked by ordering: then "does not apply" and "cannot be told" are answers too. */
  readonly answersAlways: boolean;
  trigger(request: CdsRequest, rules: Pick<ChartRules, 'hepatectomy'>): Trigger;
}
