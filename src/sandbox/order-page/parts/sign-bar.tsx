// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { OrderView } from '../api.ts';
import { useWords } from '../text.tsx';
import type { WorkspaceState } from '../use-workspace.ts';

interface SignBarProps {
  readonly order: OrderView | undefined;
  readonly busy: boolean;
  readonly message: WorkspaceState['message'];
  readonly onSign: () => void;
  readonly onLater: () => void;
  readonly onClose: () => void;
}

/** Signing, always in the same place. What happened is announced here. */
export function SignBar({ busy, message, onClose, onLater, onSign, order }: SignBarProps): ReactNode {
  const { text } = useWords();
  const unsigned = order?.status === 'draft';
  return (
    <footer className="sign">
      <button type="button" className="btn p" disabled={!unsigned || busy} onClick={onSign}>
        {text.signOrder}
      </button>
      <button type="button" className="btn" disabled={!unsigned || busy} onClick={onLater}>
        {text.signLater}
      </button>
      <span className={message?.kind === 'problem' ? 'said fault' : 'said'} role="status">
        {message?.text ?? (unsigned ? (order.date === undefined ? text.dateMissing : '') : text.chooseOrder)}
      </span>
      {message !== undefined && (
        <button type="button" className="link" onClick={onClose}>
          {text.close}
        </button>
      )}
      <span className="s">{text.notHeldUp}</span>
    </footer>
  );
}
