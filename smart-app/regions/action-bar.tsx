// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useText } from '../i18n/use-text.tsx';

export type Overlay = 'save' | 'card' | 'limits' | 'keys' | 'feedback' | 'findings';

export interface ActionBarProps {
  readonly save: 'ready' | 'nothing' | 'what-if' | 'saved';
  readonly onOpen: (overlay: Overlay) => void;
  readonly onPrint: () => void;
  readonly ready: boolean;
  /** Further buttons of this site. */
  readonly children?: ReactNode;
}

/** One primary button; a disabled one says why by its words. */
export function ActionBar({ save, onOpen, onPrint, ready, children }: ActionBarProps) {
  const { t } = useText();
  const text = { ready: t.actions.save, nothing: t.actions.nothing, 'what-if': t.actions.whatIf, saved: t.actions.saved }[save];
  return (
    <footer className="acts">
      <button type="button" className={save === 'ready' ? 'btn p' : 'btn'} disabled={save === 'nothing' || save === 'what-if'} onClick={() => onOpen('save')}>
        {text}
      </button>
      <button type="button" className="btn" disabled={!ready} onClick={onPrint}>
        {t.actions.print}
      </button>
      {children}
      <nav aria-label={t.actions.more}>
        <button type="button" className="lnk" disabled={!ready} onClick={() => onOpen('card')}>
          {t.actions.card}
        </button>
        <button type="button" className="lnk" onClick={() => onOpen('limits')}>
          {t.actions.limits}
        </button>
        <button type="button" className="lnk" onClick={() => onOpen('keys')}>
          {t.actions.keys}
        </button>
        <button type="button" className="lnk" disabled={!ready} onClick={() => onOpen('feedback')}>
          {t.actions.feedback}
        </button>
      </nav>
    </footer>
  );
}
