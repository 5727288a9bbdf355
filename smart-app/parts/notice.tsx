// SPDX-License-Identifier: Apache-2.0
// A tinted notice: the fact in bold, what still holds, at most one action.
import type { ReactNode } from 'react';
import { Rich } from '../i18n/use-text.tsx';
import { Icon, type IconName } from './icons.tsx';

export interface NoticeProps {
  /** `note`: something to know; `fault`: something does not hold; `info`: an explanation. */
  readonly tone: 'note' | 'fault' | 'info';
  readonly fact: string;
  readonly rest?: string;
  readonly action?: { readonly label: string; readonly run: () => void; readonly busy?: boolean };
  readonly children?: ReactNode;
  readonly live?: boolean;
}

const LOOK = { note: ['note', 'warn'], fault: ['note f', 'no'], info: ['note i', 'info'] } as const satisfies Record<string, readonly [string, IconName]>;

export function Notice({ tone, fact, rest, action, children, live }: NoticeProps) {
  const [className, icon] = LOOK[tone];
  return (
    <div className={className} role={live ? 'status' : undefined}>
      <Icon name={icon} size={18} />
      <div>
        <p>{tone === 'info' && !rest ? <Rich text={fact} /> : <b>{fact}</b>}</p>
        {rest && <p>{rest}</p>}
        {children}
      </div>
      {action && (
        <button type="button" className="btn sm" onClick={action.run} disabled={action.busy}>
          {action.label}
        </button>
      )}
    </div>
  );
}
