// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  type ActionReply,
  type Api,
  type AuditView,
  api,
  type Chart,
  type HookName,
  type HookReply,
  type ListedPatient,
  type OrderView,
  type SessionInfo,
} from './api.ts';
import type { Catalogue, Language } from './catalogue.ts';

export type HookState = 'asking' | HookReply;

export interface WorkspaceState {
  readonly session?: SessionInfo;
  readonly patients: readonly ListedPatient[];
  readonly patientId?: string;
  readonly chart?: Chart;
  readonly orderId?: string;
  /** Last answer per hook for the chart that is open. */
  readonly hooks: Partial<Record<HookName, HookState>>;
  readonly audit?: readonly AuditView[];
  /** What has just happened, for the reader. */
  readonly message?: { readonly kind: 'done' | 'problem'; readonly text: string };
  /** Notes under cards that were answered, by card key. */
  readonly cardNotes: Readonly<Record<string, string>>;
  readonly busy: boolean;
}

export interface WorkspaceActions {
  open(patientId: string): void;
  chooseHepatectomy(): void;
  choose(order: OrderView): void;
  edit(change: { date?: string; approach?: string; procedureCode?: string }): void;
  sign(): void;
  signLater(): void;
  accept(key: string, index: number): void;
  dismiss(key: string, reason: string | undefined, comment: string): void;
  readAudit(): void;
  refresh(): void;
  closeMessage(): void;
}

const EMPTY: WorkspaceState = { patients: [], hooks: {}, cardNotes: {}, busy: false };

/** The page's state and what the reader can do; every action answers for the chart that was open when it began. */
export function useWorkspace(language: Language, text: Catalogue): readonly [WorkspaceState, WorkspaceActions] {
  const [state, setState] = useState<WorkspaceState>(EMPTY);
  const current = useRef<string | undefined>(undefined);
  const csrf = state.session?.csrf ?? '';
  const client = useMemo<Api>(() => api(csrf, language), [csrf, language]);
  const patch = useCallback((change: Partial<WorkspaceState>) => setState((before) => ({ ...before, ...change })), []);

  useEffect(() => {
    const first = api('', 'en');
    Promise.all([first.get<SessionInfo>('/api/session'), first.get<{ patients: ListedPatient[] }>('/api/patients')]).then(
      ([session, { patients }]) => patch({ session, patients }),
      (error: unknown) => patch({ message: { kind: 'problem', text: String(error instanceof Error ? error.message : error) } }),
    );
  }, [patch]);

  const actions = useMemo<WorkspaceActions>(() => {
    const fail = (error: unknown): void =>
      patch({ busy: false, message: { kind: 'problem', text: text.failed(error instanceof Error ? error.message : String(error)) } });
    /** Runs work for the open chart; its results are dropped when another chart has been opened meanwhile. */
    const forChart = async (
      work: (path: string, still: (change: (before: WorkspaceState) => Partial<WorkspaceState>) => void) => Promise<void>,
    ): Promise<void> => {
      const id = current.current;
      if (id === undefined) return;
      const still = (change: (before: WorkspaceState) => Partial<WorkspaceState>): void => {
        if (current.current === id) setState((before) => ({ ...before, ...change(before) }));
      };
      await work(`/api/patients/${encodeURIComponent(id)}`, still).catch((error: unknown) => (current.current === id ? fail(error) : undefined));
    };
    const setHook = (hook: HookName, value: HookState) => (before: WorkspaceState) => ({ hooks: { ...before.hooks, [hook]: value } });
    const withOrders = (orders: readonly OrderView[]) => (before: WorkspaceState) => (before.chart === undefined ? {} : { chart: { ...before.chart, orders } });
    const ask = (hook: HookName, path: string) =>
      forChart(async (base, still) => {
        still(setHook(hook, 'asking'));
        const reply = await client.send<HookReply>('POST', `${base}${path}`).catch((error: unknown): HookReply => {
          fail(error);
          return { hook, services: [{ id: '', state: 'failed' }], cards: [] };
        });
        still(setHook(hook, reply));
      });
    const select = (orderId: string) => {
      patch({ orderId });
      void ask('order-select', `/orders/${orderId}/select`);
    };
    const readChart = () => forChart(async (base, still) => client.get<Chart>(`${base}/chart`).then((chart) => still(() => ({ chart }))));

    return {
      open: (patientId) => {
        current.current = patientId;
        setState(({ patients, session }) => ({ ...EMPTY, patients, ...(session === undefined ? {} : { session }), patientId }));
        void readChart();
        void ask('patient-view', '/opened');
      },
      chooseHepatectomy: () =>
        void forChart(async (base, still) => {
          const { orderId, orders } = await client.send<{ orderId: string; orders: OrderView[] }>('POST', `${base}/orders/hepatectomy`);
          still(withOrders(orders));
          select(orderId);
        }),
      choose: (order) => (order.hepatectomy ? select(order.id) : patch({ orderId: order.id })),
      edit: (change) =>
        void forChart(async (base, still) => {
          if (state.orderId === undefined) return;
          const { orders } = await client.send<{ orders: OrderView[] }>('PUT', `${base}/orders/${state.orderId}`, change);
          still(withOrders(orders));
          if (change.approach === undefined) await ask('order-select', `/orders/${state.orderId}/select`); // advice may hang on date and procedure
        }),
      sign: () =>
        void forChart(async (base, still) => {
          const order = state.chart?.orders.find(({ id }) => id === state.orderId);
          if (order === undefined) return;
          still((before) => ({ ...setHook('order-sign', 'asking')(before), busy: true }));
          await client
            .stream(`${base}/orders/${order.id}/sign`, (line) => {
              if ((line as { signed?: string }).signed !== undefined) {
                still((before) => ({
                  ...withOrders((line as { orders: OrderView[] }).orders)(before),
                  busy: false,
                  message: { kind: 'done', text: text.signedNow(order.title) },
                }));
              } else still(setHook('order-sign', line as HookReply));
            })
            .catch((error: unknown) => {
              still(({ hooks: { 'order-sign': _asked, ...hooks } }) => ({ hooks }));
              throw error;
            });
        }),
      signLater: () => setState(({ orderId: _orderId, ...before }) => before),
      accept: (key, index) =>
        void forChart(async (base, still) => {
          const { results } = await client.send<ActionReply>('POST', `/api/cards/${key}/accept`, { index });
          const done = results.filter((result) => result.done).length;
          const problem = results.find((result) => !result.done)?.problem;
          const note = [text.accepted(done), ...(problem === undefined ? [] : [text.notDone(results.length - done, problem)])].join(' ');
          still((before) => ({ cardNotes: { ...before.cardNotes, [key]: note } }));
          const { orders } = await client.get<Chart>(`${base}/chart`);
          still(withOrders(orders));
        }),
      dismiss: (key, reason, comment) =>
        void forChart(async (_base, still) => {
          await client.send('POST', `/api/cards/${key}/override`, { ...(reason === undefined ? {} : { reason }), ...(comment === '' ? {} : { comment }) });
          still((before) => ({ cardNotes: { ...before.cardNotes, [key]: text.dismissed } }));
        }),
      readAudit: () =>
        void forChart(async (base, still) => client.get<{ events: AuditView[] }>(`${base}/audit`).then(({ events }) => still(() => ({ audit: events })))),
      refresh: () => void readChart(),
      closeMessage: () => setState(({ message: _message, ...before }) => before),
    };
  }, [client, patch, state.chart, state.orderId, text]);

  return [state, actions];
}
