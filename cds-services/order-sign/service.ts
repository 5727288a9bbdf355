// SPDX-License-Identifier: Apache-2.0
import type { OrderSignRequest } from '../request-schema.ts';
import { type CdsService, estimatedOf, subjectOf } from '../service.ts';
import { hepatectomies } from '../trigger.ts';

/** Somebody signs a liver resection. */
export const orderSign: CdsService = {
  id: 'hcc-rfs-order-sign',
  hook: 'order-sign',
  title: (answers) => `${subjectOf(answers)}: at signing`,
  description: (answers) =>
    `When a liver resection for hepatocellular carcinoma is signed: estimated ${estimatedOf(answers)}, computed from the chart and the portal venous CT.`,
  withOrders: false,
  answersAlways: true,
  trigger(request, rules) {
    const { context } = request as OrderSignRequest;
    const [order] = hepatectomies(context.draftOrders, context.patientId, rules);
    return order === undefined ? { kind: 'silent' } : { kind: 'ask', order };
  },
};
