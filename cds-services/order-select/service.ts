// SPDX-License-Identifier: Apache-2.0
import type { OrderSelectRequest } from '../request-schema.ts';
import { type CdsService, estimatedOf, subjectOf } from '../service.ts';
import { hepatectomies } from '../trigger.ts';

/** Somebody chooses a liver resection; only the orders just selected are judged. */
export const orderSelect: CdsService = {
  id: 'hcc-rfs-order-select',
  hook: 'order-select',
  title: (answers) => `${subjectOf(answers)}: at choosing`,
  description: (answers) => `When a liver resection for hepatocellular carcinoma is chosen: estimated ${estimatedOf(answers)}, before the order is detailed.`,
  withOrders: false,
  answersAlways: true,
  trigger(request, rules) {
    const { context } = request as OrderSelectRequest;
    const selected = new Set(context.selections.map((reference) => reference.split('/').slice(-2).join('/')));
    const order = hepatectomies(context.draftOrders, context.patientId, rules).find(({ id }) => id !== undefined && selected.has(`ServiceRequest/${id}`));
    return order === undefined ? { kind: 'silent' } : { kind: 'ask', order };
  },
};
