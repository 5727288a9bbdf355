// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { ApiError, apiClient } from '../../smart-app/api/client.ts';

function recording(answer: () => Response) {
  const calls: { path: string; init: RequestInit }[] = [];
  const send: typeof fetch = async (path, init) => {
    calls.push({ path: String(path), init: init ?? {} });
    return answer();
  };
  return { calls, api: apiClient(send) };
}

describe('API client', () => {
  it('opens a view with the token in the header, never in the address', async () => {
    const { calls, api } = recording(() => Response.json({ viewToken: 'v', expiresInS: 1, assessment: {} }));
    await api.openView('secret-token', { iss: 'https://ehr.example/fhir', patientId: 'p' });
    expect(calls[0]?.path).toBe('/api/views');
    expect(new Headers(calls[0]?.init.headers).get('authorization')).toBe('Bearer secret-token');
    expect(calls[0]?.init).toMatchObject({ method: 'POST', redirect: 'error', credentials: 'omit', cache: 'no-store' });
  });

  it('turns an error answer into its code and sentence', async () => {
    const { api } = recording(() => Response.json({ code: 'issuer-not-allowed', message: 'This EHR is not registered.' }, { status: 403 }));
    await expect(api.openView('t', { iss: 'x', patientId: 'p' })).rejects.toMatchObject({
      code: 'issuer-not-allowed',
      status: 403,
      message: 'This EHR is not registered.',
    });
  });

  it('says so when there is no answer, or one that is not ours', async () => {
    const silent = apiClient(async () => {
      throw new TypeError('failed to fetch');
    });
    await expect(silent.models()).rejects.toBeInstanceOf(ApiError);
    await expect(silent.models()).rejects.toMatchObject({ code: 'network', status: 0 });
    const { api } = recording(() => new Response('<html>', { status: 502 }));
    await expect(api.models()).rejects.toMatchObject({ code: 'http-502', status: 502 });
  });

  it('sends what was saved and nothing else', async () => {
    const { calls, api } = recording(() => new Response(null, { status: 204 }));
    await api.view('v').saved('RiskAssessment/1', 'Provenance/2');
    expect(JSON.parse(String(calls[0]?.init.body))).toEqual({ riskAssessment: 'RiskAssessment/1', provenance: 'Provenance/2' });
  });
});
