// SPDX-License-Identifier: Apache-2.0
// CDS Hooks 2.0.1, written from the specification. Types found elsewhere lack `critical`, `overrideReasons` or `selectionBehavior`.
import type { FhirResource } from 'fhir/r4';

export type HookName = 'order-sign' | 'order-select' | 'patient-view';

/** One entry of the discovery answer. */
export interface CdsServiceDescription {
  readonly hook: HookName;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly prefetch: Readonly<Record<string, string>>;
  readonly usageRequirements: string;
  /** CDS Hooks 3.0 only: semantic version of the specification. */
  readonly version?: string;
}

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display?: string;
}

export type Action =
  | { readonly type: 'create' | 'update'; readonly description: string; readonly resource: FhirResource }
  | { readonly type: 'delete'; readonly description: string; readonly resourceId: string };

export interface Suggestion {
  readonly label: string;
  readonly uuid: string;
  readonly isRecommended?: boolean;
  readonly actions: readonly Action[];
}

export type Link =
  | { readonly label: string; readonly url: string; readonly type: 'absolute' }
  | { readonly label: string; readonly url: string; readonly type: 'smart'; readonly appContext?: string };

export interface OverrideReason extends Coding {
  readonly display: string;
}

export interface Card {
  readonly uuid: string;
  /** Under 140 code points, self-sufficient, plain text. */
  readonly summary: string;
  /** GitHub-flavoured Markdown: bold and lists only. */
  readonly detail: string;
  readonly indicator: 'info' | 'warning' | 'critical';
  readonly source: { readonly label: string; readonly url: string; readonly topic: Coding };
  readonly suggestions?: readonly Suggestion[];
  readonly selectionBehavior?: 'at-most-one' | 'any';
  readonly overrideReasons?: readonly OverrideReason[];
  readonly links: readonly Link[];
}

export interface CdsResponse {
  readonly cards: readonly Card[];
}
