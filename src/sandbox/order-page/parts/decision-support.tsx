// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { CardView, HookName } from '../api.ts';
import type { Catalogue } from '../catalogue.ts';
import { useWords } from '../text.tsx';
import type { HookState, WorkspaceState } from '../use-workspace.ts';
import { Card } from './card.tsx';

interface DecisionSupportProps {
  readonly state: WorkspaceState;
  readonly onAccept: (key: string, index: number) => void;
  readonly onDismiss: (key: string, reason: string | undefined, comment: string) => void;
}

/** The latest moment speaks; a silent one leaves what was said before on screen. */
const LATEST_FIRST: readonly HookName[] = ['order-sign', 'order-select', 'patient-view'];

/** The region "Decision support": what was asked, whether it was answered, and the cards. */
export function DecisionSupport({ onAccept, onDismiss, state }: DecisionSupportProps): ReactNode {
  const { text } = useWords();
  const cards = latestCards(state.hooks);
  const line = statusLine(state, text);
  return (
    <section className="dec" aria-labelledby="decision-support-heading">
      <h2 className="h">
        <span id="decision-support-heading">{text.decisionSupport}</span>
        <span>{cards.length > 0 ? text.cards(cards.length) : ''}</span>
      </h2>
      <p className="vh" role="status">
        {cards.length > 0 ? text.announce(cards.length, cards[0]?.summary ?? '') : ''}
      </p>
      {line !== '' && (
        <p className="line" aria-live="polite">
          {line}
        </p>
      )}
      {cards.map((card) => (
        <Card
          key={card.key}
          card={card}
          note={state.cardNotes[card.key]}
          onAccept={(index) => onAccept(card.key, index)}
          onDismiss={(reason, comment) => onDismiss(card.key, reason, comment)}
        />
      ))}
    </section>
  );
}

function latestCards(hooks: WorkspaceState['hooks']): readonly CardView[] {
  for (const name of LATEST_FIRST) {
    const state = hooks[name];
    if (typeof state === 'object' && state.cards.length > 0) return state.cards;
  }
  return [];
}

function statusLine({ hooks }: WorkspaceState, text: Catalogue): string {
  const asked = LATEST_FIRST.flatMap((name) => (hooks[name] === undefined ? [] : [[name, hooks[name]] as const]));
  const [latest] = asked;
  if (latest === undefined) return text.notAsked;
  if (asked.some(([, state]) => state === 'asking')) return text.asking;
  const [name, state] = latest as readonly [HookName, Exclude<HookState, 'asking'>];
  if (state.services.some((service) => service.state === 'timeout')) return text.timedOut;
  if (state.services.some((service) => service.state === 'failed')) return text.unreachable;
  if (latestCards(hooks).length > 0) return '';
  if (state.services.length === 0) return text.noService;
  return name === 'patient-view' ? text.noAdvice : text.noAdviceOrder;
}
