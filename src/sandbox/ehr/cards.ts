// SPDX-License-Identifier: Apache-2.0
import type { KnownService } from './cds-client.ts';
import type { CdsCard } from './cds-schema.ts';

export type HookName = 'patient-view' | 'order-select' | 'order-sign';

/** A card on somebody's screen, with where it came from. */
export interface ShownCard {
  /** Our own handle; a card's `uuid` is optional and chosen by others. */
  readonly key: string;
  readonly card: CdsCard;
  readonly service: KnownService;
  readonly patient: string;
  readonly hook: HookName;
  readonly sessionId: string;
  state: 'open' | 'accepted' | 'overridden';
}

/** How the page sees a card: texts and handles, no resources and no launch addresses of others. */
export interface CardView {
  readonly key: string;
  readonly state: ShownCard['state'];
  readonly indicator: CdsCard['indicator'];
  readonly summary: string;
  readonly detail?: string;
  readonly source: { readonly label: string; readonly url?: string };
  readonly suggestions: readonly { readonly index: number; readonly label: string; readonly drafts: number }[];
  readonly links: readonly { readonly label: string; readonly href: string; readonly type: 'absolute' | 'smart' }[];
  readonly overrideReasons: readonly { readonly code: string; readonly display: string }[];
  /** A dismissal can be reported only for a card with a uuid. */
  readonly dismissable: boolean;
}

/** Cards of all sessions, by key. */
export class ShownCards {
  readonly #cards = new Map<string, ShownCard>();

  add(entry: Omit<ShownCard, 'key' | 'state'>): ShownCard {
    const shown: ShownCard = { ...entry, key: crypto.randomUUID(), state: 'open' };
    this.#cards.set(shown.key, shown);
    return shown;
  }

  /** The card, if it was shown in this session. */
  get(key: string, sessionId: string): ShownCard | undefined {
    const shown = this.#cards.get(key);
    return shown?.sessionId === sessionId ? shown : undefined;
  }
}

const ORDER: Readonly<Record<CdsCard['indicator'], number>> = { critical: 0, warning: 1, info: 2 };

/** Most urgent first; the order of the service among equals. */
export function bySeverity(a: ShownCard, b: ShownCard): number {
  return ORDER[a.card.indicator] - ORDER[b.card.indicator];
}

/** Makes the view of a card. Smart links go through our own launch route, which adds `iss` and `launch` at the click. */
export function cardView({ card, key, state }: ShownCard): CardView {
  return {
    key,
    state,
    indicator: card.indicator,
    summary: card.summary,
    ...(card.detail === undefined ? {} : { detail: card.detail }),
    source: { label: card.source.label, ...(isWebUrl(card.source.url) ? { url: card.source.url } : {}) },
    suggestions: (card.suggestions ?? []).map(({ actions, label }, index) => ({
      index,
      label,
      drafts: (actions ?? []).filter(({ type }) => type === 'create').length,
    })),
    links: (card.links ?? []).flatMap(({ label, type, url }, index): CardView['links'] =>
      type === 'smart' ? [{ label, type, href: `/launch/card/${key}/${index}` }] : isWebUrl(url) ? [{ label, type, href: url }] : [],
    ),
    overrideReasons: (card.overrideReasons ?? []).map(({ code, display }) => ({ code, display: display ?? code })),
    dismissable: card.uuid !== undefined,
  };
}

/** Only web addresses become links: a card is text from outside. */
function isWebUrl(url: string | undefined): url is string {
  return url !== undefined && URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}
