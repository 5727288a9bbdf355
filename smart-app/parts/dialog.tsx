// SPDX-License-Identifier: Apache-2.0
// Dialog and drawer on the platform's own modal dialog: focus stays inside, Esc closes, focus returns to the opener.
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useText } from '../i18n/use-text.tsx';
import { Icon } from './icons.tsx';

export interface DialogProps {
  readonly title: string;
  readonly kind?: 'dialog' | 'drawer';
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

export function Dialog({ title, kind = 'dialog', onClose, children, footer }: DialogProps) {
  const { t } = useText();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={kind === 'drawer' ? 'drw' : 'dlg'}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dh">
        <h2 id={id}>{title}</h2>
        <button type="button" className="icb x-b" aria-label={t.frame.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div className="b">{children}</div>
      {footer && <div className="df">{footer}</div>}
    </dialog>
  );
}
