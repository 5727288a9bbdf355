// SPDX-License-Identifier: Apache-2.0
import { getStatus, type OperationOutcomeError } from '@medplum/core';
import { FhirRouter, type HttpMethod, type MemoryRepository } from '@medplum/fhir-router';
import type { FhirResource, OperationOutcome } from 'fhir/r4';
import { loadDefinitions } from './definitions.ts';
import type { AccessGrant } from './grant.ts';
import { GuardedRepository } from './guarded-repository.ts';

export interface FhirCall {
  readonly method: string;
  /** Path and query below the FHIR base, e.g. `/Observation?patient=a`. */
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

/** Status and body; `resource` is the OperationOutcome when the call failed. */
export interface FhirAnswer {
  readonly status: number;
  readonly resource: FhirResource;
}

/** The FHIR interactions over one store, for HTTP and for the EHR's own use alike: both pass the same scopes and validation. */
export class FhirEngine {
  readonly baseUrl: string;
  readonly #store: MemoryRepository;
  readonly #router = new FhirRouter();

  /** @param baseUrl FHIR base without trailing slash */
  constructor(store: MemoryRepository, baseUrl: string) {
    loadDefinitions();
    this.#store = store;
    this.baseUrl = baseUrl;
  }

  /** Runs one interaction with the rights of `grant`. Never throws for a refused request: the refusal is the answer. */
  async call(grant: AccessGrant, { body, headers, method, url }: FhirCall): Promise<FhirAnswer> {
    const [result, resource] = await this.#router.handleRequest(
      {
        method: (method === 'HEAD' ? 'GET' : method) as HttpMethod,
        url,
        pathname: '',
        body,
        params: {},
        query: {},
        headers: { ...headers },
        config: { transactions: true },
      },
      new GuardedRepository(this.#store, grant, this.baseUrl),
    );
    const status = getStatus(result as OperationOutcomeError['outcome']);
    if (status < 400 && resource !== undefined) return { status, resource: resource as unknown as FhirResource };
    const { id: _id, ...plain } = result as unknown as OperationOutcome;
    return { status, resource: plain };
  }

  /** All resources of a search, page by page. */
  async searchAll<T extends FhirResource>(grant: AccessGrant, query: string): Promise<T[]> {
    const found: T[] = [];
    for (let url: string | undefined = `/${query}`; url !== undefined; ) {
      const { resource, status } = await this.call(grant, { method: 'GET', url });
      if (resource.resourceType !== 'Bundle') throw new Error(`Search ${query.split('?')[0]} failed with ${status}`);
      found.push(...(resource.entry ?? []).map((entry) => entry.resource as T));
      url = resource.link?.find(({ relation }) => relation === 'next')?.url.slice(this.baseUrl.length);
    }
    return found;
  }
}
