// SPDX-License-Identifier: Apache-2.0
// One button that sends the measurements to the image archive, and what became of it.
import { useCallback, useState } from 'react';
import { useText } from '../i18n/use-text.tsx';

export type ReportState =
  | { readonly kind: 'ready' | 'sending' | 'stored' | 'present' }
  /** The server's own sentence. */
  | { readonly kind: 'failed'; readonly message: string };

export interface SendReportProps {
  /** Sends; rejects with a sentence for people. */
  readonly send: () => Promise<'stored' | 'present'>;
}

export function SendReport({ send }: SendReportProps) {
  const [state, setState] = useState<ReportState>({ kind: 'ready' });
  const press = useCallback(async () => {
    setState({ kind: 'sending' });
    try {
      setState({ kind: await send() });
    } catch (error) {
      setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }, [send]);
  return <SendReportButton state={state} onPress={press} />;
}

/** After a failure the button can be pressed again; what is stored needs no second press. */
export function SendReportButton({ state, onPress }: { readonly state: ReportState; readonly onPress: () => void }) {
  const { t } = useText();
  const text = { ready: t.report.send, failed: t.report.send, sending: t.report.sending, stored: t.report.stored, present: t.report.present }[state.kind];
  return (
    <>
      <button type="button" className="btn" disabled={state.kind !== 'ready' && state.kind !== 'failed'} aria-busy={state.kind === 'sending'} onClick={onPress}>
        {text}
      </button>
      <span role="status">{state.kind === 'failed' && t.report.failed(state.message)}</span>
    </>
  );
}
