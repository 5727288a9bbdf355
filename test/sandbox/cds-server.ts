// SPDX-License-Identifier: Apache-2.0
// A small real CDS service: verifies the EHR's JWT with its published keys, answers with what the test sets, and keeps what it was told.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose';

export interface Received {
  readonly path: string;
  readonly jwt: JWTVerifyResult<JWTPayload>;
  readonly language: string | undefined;
  readonly body: Record<string, unknown> & {
    context?: Record<string, unknown>;
    fhirAuthorization?: Record<string, string>;
    prefetch?: Record<string, unknown>;
    feedback?: Record<string, unknown>[];
  };
}

export interface TestCdsServer {
  readonly url: string;
  readonly received: Received[];
  /** Calls whose JWT did not verify, with the reason. */
  readonly rejected: string[];
  /** Answer of the next hook calls, and how long to think about it. */
  answer: { cards: unknown[]; status?: number; delayMs?: number };
  stop(): Promise<void>;
}

const PREFETCH = {
  patient: 'Patient/{{context.patientId}}',
  afp: 'Observation?patient={{context.patientId}}&code=http://loinc.org|53962-7&_sort=-date&_count=1',
  nothing: 'Observation/not-there',
  encounter: 'Encounter/{{context.encounterId}}',
};

/** @param keys where the EHR publishes its keys; @param issuer its `iss` */
export async function startTestCdsServer(ehr: { readonly issuer: string; readonly jwksUri: string }): Promise<TestCdsServer> {
  const keys = createRemoteJWKSet(new URL(ehr.jwksUri));
  const received: Received[] = [];
  const rejected: string[] = [];
  const state: TestCdsServer = { url: '', received, rejected, answer: { cards: [] }, stop: async () => undefined };

  const server = createServer(async (request, response) => {
    const reply = (status: number, value: unknown): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const path = request.url ?? '';
    try {
      const token = (request.headers.authorization ?? '').replace('Bearer ', '');
      const jwt = await jwtVerify(token, keys, { issuer: ehr.issuer, audience: `${state.url}${path}`, algorithms: ['ES384'], typ: 'JWT', maxTokenAge: 300 });
      if (path === '/cds-services') {
        const service = (hook: string) => ({ hook, id: `test-${hook}`, title: hook, description: hook, prefetch: PREFETCH });
        return reply(200, { services: ['patient-view', 'order-select', 'order-sign'].map(service) });
      }
      received.push({ path, jwt, language: request.headers['accept-language'], body: JSON.parse(await read(request)) as Received['body'] });
      if (path.endsWith('/feedback')) return reply(200, {});
      const { cards, delayMs = 0, status = 200 } = state.answer;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      reply(status, { cards });
    } catch (error) {
      rejected.push(String(error));
      reply(401, {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** A card with everything on it, about the given patient. */
export function fullCard(patient: string, launchUrl: string): Record<string, unknown> {
  const order = (month: number) => ({
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'proposal',
    code: { text: `Liver CT, month ${month}` },
    subject: { reference: `Patient/${patient}` },
    occurrenceDateTime: `2027-0${month}-26`,
  });
  return {
    uuid: '6f1c2c5e-4f49-4f7a-9d2e-3f6c5b1b7a10',
    summary: 'HCC recurrence estimate: HIGH group. About 45 of 100 similar patients recur within 2 years (range 35–56). Research model v1.',
    indicator: 'info',
    detail: '**Why:** CT rad-score 0.82 (raises), necrosis present (raises)\n- **Data used:** AFP 17 Nov 2026\n\n<img src=x onerror=alert(1)> stays text',
    source: { label: 'HCC-RFS research model v1', url: 'https://example.org/model', topic: { system: 'urn:test', code: 'rfs' } },
    suggestions: [
      {
        label: 'Draft year-1 follow-up: liver CT or MRI + AFP every 3 months',
        uuid: '0b1d6f58-3a60-4f3b-9a53-1d2f4c0f7a11',
        actions: [3, 6].map((month) => ({ type: 'create', description: `CT month ${month}`, resource: order(month) })),
      },
      {
        label: 'Draft for somebody else',
        uuid: '0b1d6f58-3a60-4f3b-9a53-1d2f4c0f7a12',
        actions: [{ type: 'create', description: 'wrong', resource: { ...order(3), subject: { reference: 'Patient/other' } } }],
      },
    ],
    selectionBehavior: 'at-most-one',
    overrideReasons: [
      { code: 'mdt', system: 'urn:reasons', display: 'MDT decided otherwise' },
      { code: 'wrong-data', system: 'urn:reasons', display: 'Data shown are wrong or out of date' },
    ],
    links: [
      { label: 'Open nomogram, curve and CT', url: launchUrl, type: 'smart', appContext: 'assessment-1' },
      { label: 'Model card and evidence', url: 'https://example.org/model-card', type: 'absolute' },
      { label: 'Unregistered app', url: 'https://elsewhere.example/launch', type: 'smart' },
    ],
  };
}
