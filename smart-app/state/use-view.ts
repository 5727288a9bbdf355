// SPDX-License-Identifier: Apache-2.0
// The assessment on the page: opened with the user's token, refreshed while the rad-score is being computed, computed anew on request.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Assessment, ImagesChoice } from '../../src/nomogram/assessment.ts';
import { type Api, ApiError, type CtInfo, type ViewApi } from '../api/client.ts';
import type { CtState } from '../regions/ct.tsx';
import { failureOf } from '../regions/ct.tsx';
import type { Session } from '../session/session.ts';

export type ViewState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly assessment: Assessment; readonly api: ViewApi };

const POLL_MS = 1500;
/** A rad-score takes seconds; after this the page stops asking and "Look again" remains. */
const POLL_LIMIT = 160;

export interface OpenedView {
  readonly state: ViewState;
  readonly ct: CtState;
  readonly busy: boolean;
  /** @param operationDate day of the resection (ISO), where the user states it */
  readonly recompute: (operationDate?: string) => void;
  /** Has it computed on images that the user names. */
  readonly chooseImages: (images: ImagesChoice) => void;
  readonly reload: () => void;
  readonly retryCt: () => void;
}

export function useView(api: Api, session: Session | undefined): OpenedView {
  const [state, setState] = useState<ViewState>({ kind: 'loading' });
  const [ct, setCt] = useState<CtState>({ kind: 'loading' });
  const [busy, setBusy] = useState(false);
  const asked = useRef(0);
  const stated = useRef<string>(undefined);
  const open = useCallback(
    async (recompute: boolean, operationDate?: string, images?: ImagesChoice) => {
      if (!session) return;
      stated.current = operationDate ?? stated.current;
      const turn = ++asked.current;
      setBusy(true);
      try {
        const { iss, patientId, assessmentId, idToken } = session;
        const answer = await api.openView(await session.token(), {
          iss,
          patientId,
          ...(assessmentId !== undefined && !recompute ? { assessmentId } : {}),
          ...(idToken === undefined ? {} : { idToken }),
          ...(recompute ? { recompute } : {}),
          ...(images === undefined ? {} : { images }),
          ...(recompute && stated.current !== undefined ? { operationDate: stated.current } : {}),
        });
        if (turn === asked.current) setState({ kind: 'ready', assessment: answer.assessment, api: api.view(answer.viewToken) });
      } catch (error) {
        // A recomputation that fails leaves the assessment on the page.
        if (turn === asked.current) setState((now) => (now.kind === 'ready' && recompute ? now : { kind: 'failed', message: messageOf(error) }));
      } finally {
        if (turn === asked.current) setBusy(false);
      }
    },
    [api, session],
  );
  useEffect(() => {
    open(false);
  }, [open]);
  usePending(state, setState);
  const fetchCt = useCtInfo(state, setCt);
  return {
    state,
    ct,
    busy,
    recompute: useCallback((operationDate?: string) => open(true, operationDate), [open]),
    chooseImages: useCallback((images: ImagesChoice) => open(true, undefined, images), [open]),
    reload: useCallback(() => open(false), [open]),
    retryCt: fetchCt,
  };
}

/** While the rad-score is pending, asks for the fresh state. */
function usePending(state: ViewState, setState: (next: ViewState) => void): void {
  const pending = state.kind === 'ready' && state.assessment.radiomics.status === 'pending';
  useEffect(() => {
    if (!pending || state.kind !== 'ready') return;
    let count = 0;
    let stopped = false;
    const timer = setInterval(async () => {
      if (++count > POLL_LIMIT) return clearInterval(timer);
      const fresh = await state.api.assessment().catch(() => undefined);
      if (!stopped && fresh && fresh.radiomics.status !== 'pending') setState({ ...state, assessment: fresh });
    }, POLL_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [pending, state, setState]);
}

function useCtInfo(state: ViewState, setCt: (next: CtState) => void): () => void {
  const api = state.kind === 'ready' ? state.api : undefined;
  const radiomics = state.kind === 'ready' ? state.assessment.radiomics.status : undefined;
  const load = useCallback(() => {
    if (!api) return;
    setCt({ kind: 'loading' });
    api.ct().then(
      (info: CtInfo) => setCt({ kind: 'ready', info }),
      (error: unknown) => setCt(stateOfFailure(error)),
    );
  }, [api, setCt]);
  useEffect(() => {
    if (radiomics !== undefined) load();
  }, [load, radiomics]);
  return load;
}

/** No images for this assessment, images still being read, or a failure. */
export function stateOfFailure(error: unknown): CtState {
  if (!(error instanceof ApiError)) return { kind: 'error', ...failureOf(error) };
  if (error.code === 'pending') return { kind: 'loading' };
  if (error.status === 404 || error.status === 409) return { kind: 'none', code: error.code, message: error.message };
  return { kind: 'error', ...failureOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
