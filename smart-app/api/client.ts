// SPDX-License-Identifier: Apache-2.0
// HepaNom's own server as the page sees it. Every answer is JSON or raw slices; every failure is an ApiError with a machine code.
import type { Assessment, ImagesChoice, ModelRef } from '../../src/nomogram/assessment.ts';
import type { ModelFile } from '../../src/nomogram/model-file.ts';

/** CT series behind the rad-score; slices are fetched one by one. */
export interface CtInfo {
  readonly size: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
  readonly originMm: readonly [number, number, number];
  /** Row-major cosines; column a is the direction of image axis a. */
  readonly direction: readonly number[];
  readonly phase?: string;
  readonly acquiredIso?: string;
  readonly seriesNumber?: number;
  readonly areaBySliceCm2: readonly number[];
  /** Zero-based slice with the largest tumour area. */
  readonly largestSlice: number;
  /** Why the CT comes without an outline, where it does. */
  readonly withoutOutline?: { readonly code: string; readonly message: string };
}

export interface ViewRequest {
  readonly iss: string;
  readonly patientId: string;
  readonly assessmentId?: string;
  readonly idToken?: string;
  readonly recompute?: boolean;
  /** Day of the resection as the user states it, where the record has no order. */
  readonly operationDate?: string;
  /** Images that the user named among the candidates. */
  readonly images?: ImagesChoice;
}

export interface ViewAnswer {
  readonly viewToken: string;
  readonly expiresInS: number;
  readonly assessment: Assessment;
}

export type ViewEventKind = 'opened' | 'printed' | 'what-if' | 'feedback' | 'model-card';

export class ApiError extends Error {
  readonly code: string;
  /** HTTP status, 0 without an answer. */
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

export interface ViewApi {
  assessment(): Promise<Assessment>;
  ct(): Promise<CtInfo>;
  slice(k: number): Promise<Int16Array>;
  mask(k: number): Promise<Uint8Array>;
  saved(riskAssessment: string, provenance: string | undefined): Promise<void>;
  /** Sends the measurements to the image archive; `present`: it has them already. */
  report(): Promise<'stored' | 'present'>;
  event(kind: ViewEventKind, detail?: Readonly<Record<string, string>>): Promise<void>;
}

export interface Api {
  openView(accessToken: string, request: ViewRequest): Promise<ViewAnswer>;
  models(): Promise<{ readonly active: ModelRef; readonly models: readonly ModelRef[] }>;
  model(id: string, version: string): Promise<ModelFile>;
  view(viewToken: string): ViewApi;
}

/** @param send the platform's fetch; tests pass their own */
export function apiClient(send: typeof fetch = (...args) => fetch(...args)): Api {
  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    let response: Response;
    try {
      response = await send(path, { ...init, credentials: 'omit', cache: 'no-store', redirect: 'error' });
    } catch {
      throw new ApiError('network', 0, 'no answer from the server');
    }
    if (response.ok) return response;
    const body = (await response.json().catch(() => ({}))) as { code?: unknown; message?: unknown };
    throw new ApiError(
      typeof body.code === 'string' ? body.code : `http-${response.status}`,
      response.status,
      typeof body.message === 'string' ? body.message : `status ${response.status}`,
    );
  };
  const json = async <T>(path: string, init?: RequestInit): Promise<T> => (await (await call(path, init)).json()) as T;
  const post = (path: string, token: string, body: unknown): RequestInit & { path: string } => ({
    path,
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    openView: (accessToken, request) => {
      const { path, ...init } = post('/api/views', accessToken, request);
      return json<ViewAnswer>(path, init);
    },
    models: () => json('/api/models'),
    model: (id, version) => json<ModelFile>(`/api/models/${encodeURIComponent(id)}/${encodeURIComponent(version)}`),
    view: (token) => {
      const headers = { Authorization: `Bearer ${token}` };
      const bytes = async (path: string): Promise<ArrayBuffer> => (await call(path, { headers })).arrayBuffer();
      const send_ = async (path: string, body: unknown): Promise<void> => {
        const { path: to, ...init } = post(path, token, body);
        await call(to, init);
      };
      return {
        assessment: () => json<Assessment>('/api/view/assessment', { headers }),
        ct: () => json<CtInfo>('/api/view/ct', { headers }),
        slice: async (k) => littleEndian(await bytes(`/api/view/ct/slices/${k}`)),
        mask: async (k) => new Uint8Array(await bytes(`/api/view/ct/mask/${k}`)),
        saved: (riskAssessment, provenance) => send_('/api/view/saved', { riskAssessment, ...(provenance === undefined ? {} : { provenance }) }),
        report: async () => (await json<{ readonly state: 'stored' | 'present' }>('/api/view/report', { method: 'POST', headers })).state,
        event: (kind, detail) => send_('/api/view/events', { kind, ...detail }),
      };
    },
  };
}

/** Signed 16-bit little-endian, whatever the machine's own order. */
export function littleEndian(buffer: ArrayBuffer): Int16Array {
  const view = new DataView(buffer);
  const out = new Int16Array(buffer.byteLength >> 1);
  for (let i = 0; i < out.length; i++) out[i] = view.getInt16(2 * i, true);
  return out;
}
