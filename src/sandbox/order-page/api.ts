// SPDX-License-Identifier: Apache-2.0
import type { CardView, HookName } from '../ehr/cards.ts';
import type { ChartView, OrderView, PatientView } from '../ehr/chart.ts';
import type { Language } from './catalogue.ts';

export type { AssessmentView, AuditView, OrderView, ResultView, StudyView } from '../ehr/chart.ts';
export type { CardView, HookName };

export interface SessionInfo {
  readonly csrf: string;
  readonly user: string;
  readonly apps: readonly { readonly clientId: string; readonly name: string }[];
}
export type ListedPatient = PatientView & { readonly story?: { readonly en: string; readonly zh: string } };
export type Chart = ChartView & { readonly orders: readonly OrderView[] };
export interface HookReply {
  readonly hook: HookName;
  readonly services: readonly { readonly id: string; readonly state: 'answered' | 'timeout' | 'failed' }[];
  readonly cards: readonly CardView[];
}
export interface ActionReply {
  readonly results: readonly { readonly type: string; readonly done: boolean; readonly problem?: string }[];
}

/** An answer of the EHR that is a refusal; the message is for the reader. */
export class ApiError extends Error {
  readonly code = 'api';
}

/** The EHR's interface as the page uses it. */
export interface Api {
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PUT', path: string, body?: unknown): Promise<T>;
  /** Line-delimited answers, handed on as they come. */
  stream(path: string, onLine: (value: unknown) => void): Promise<void>;
}

/** @param csrf secret of the session; @param language language in which cards should come */
export function api(csrf: string, language: Language): Api {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        'accept-language': language === 'zh' ? 'zh-CN' : 'en',
        'x-csrf-token': csrf,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new ApiError(((await response.json().catch(() => ({}))) as { message?: string }).message ?? `HTTP ${response.status}`);
    return response;
  };
  return {
    get: async (path) => (await call('GET', path)).json(),
    send: async (method, path, body) => (await call(method, path, body)).json(),
    stream: async (path, onLine) => {
      const response = await call('POST', path);
      if (response.body === null) return;
      const decoder = new TextDecoder();
      let rest = '';
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line !== '') onLine(JSON.parse(line));
      }
    },
  };
}
