// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';

// What this client reads of CDS Hooks 2.0.1; unknown fields are kept out, missing optional ones are allowed.

const text = z.string().min(1);
const coding = z.object({ system: z.string().optional(), code: z.string(), display: z.string().optional() });

export const DiscoverySchema = z.object({
  services: z.array(
    z.object({
      hook: text,
      id: text,
      title: z.string().optional(),
      description: z.string(),
      prefetch: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
export type CdsService = z.infer<typeof DiscoverySchema>['services'][number];

const ActionSchema = z
  .object({
    type: z.enum(['create', 'update', 'delete']),
    description: z.string().optional(),
    resource: z.looseObject({ resourceType: text }).optional(),
    resourceId: z.union([z.string(), z.array(z.string())]).optional(),
  })
  .refine(
    (action) => (action.type === 'delete' ? action.resourceId !== undefined : action.resource !== undefined),
    'create and update need a resource, delete needs a resourceId',
  );

export const CardSchema = z.object({
  uuid: z.string().optional(),
  summary: z.string().min(1),
  detail: z.string().optional(),
  indicator: z.enum(['info', 'warning', 'critical']),
  source: z.object({ label: text, url: z.string().optional(), topic: coding.optional() }),
  suggestions: z
    .array(z.object({ label: text, uuid: z.string().optional(), isRecommended: z.boolean().optional(), actions: z.array(ActionSchema).optional() }))
    .optional(),
  selectionBehavior: z.enum(['at-most-one', 'any']).optional(),
  overrideReasons: z.array(coding).optional(),
  links: z.array(z.object({ label: text, url: z.url(), type: z.enum(['absolute', 'smart']), appContext: z.string().optional() })).optional(),
});
export type CdsCard = z.infer<typeof CardSchema>;
export type CdsAction = z.infer<typeof ActionSchema>;

export const HookResponseSchema = z.object({ cards: z.array(CardSchema) });
