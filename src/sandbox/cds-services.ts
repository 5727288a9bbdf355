// SPDX-License-Identifier: Apache-2.0
import { setTimeout as wait } from 'node:timers/promises';
import type { CdsClient, KnownService } from './ehr/cds-client.ts';

/** How a CDS provider is registered at the EHR. */
export interface CdsProvider {
  /** Base URL without trailing slash: discovery is at `{baseUrl}/cds-services`. */
  readonly baseUrl: string;
  /** OAuth client id that becomes `fhirAuthorization.subject`. */
  readonly clientId: string;
  /** Scopes of the token that goes with a hook. */
  readonly scope: string;
}

/** Least that an assessment from the chart needs: one patient's records, read only. */
export const HOOK_SCOPES = [
  'patient/Patient.r',
  'patient/Condition.rs',
  'patient/Observation.rs',
  'patient/Procedure.rs',
  'patient/DiagnosticReport.rs',
  'patient/ImagingStudy.rs',
  'patient/Endpoint.rs',
  'patient/ServiceRequest.rs',
  'patient/RiskAssessment.rs',
].join(' ');

const RETRY_MS = [0, 250, 1000];

/** The CDS services that the EHR knows, read from their providers' discovery documents. */
export class CdsDirectory {
  readonly #client: CdsClient;
  readonly #providers: CdsProvider[] = [];
  #services: readonly KnownService[] = [];

  constructor(client: CdsClient) {
    this.#client = client;
  }

  /** Adds a provider and reads its services, trying three times. @throws Error when it does not answer with a valid list */
  async register(provider: CdsProvider): Promise<number> {
    let failure: unknown;
    for (const delay of RETRY_MS) {
      await wait(delay);
      try {
        const services = await this.#discover(provider);
        this.#providers.push(provider);
        this.#services = [...this.#services, ...services];
        return services.length;
      } catch (error) {
        failure = error;
      }
    }
    throw new Error(`CDS provider ${provider.baseUrl} cannot be discovered: ${failure instanceof Error ? failure.message : String(failure)}`);
  }

  /** Reads all discovery documents again; a provider that does not answer keeps its known services. */
  async refresh(): Promise<number> {
    const found = await Promise.all(
      this.#providers.map((provider) => this.#discover(provider).catch(() => this.#services.filter(({ baseUrl }) => baseUrl === provider.baseUrl))),
    );
    this.#services = found.flat();
    return this.#services.length;
  }

  list(): readonly KnownService[] {
    return this.#services;
  }

  async #discover({ baseUrl, clientId, scope }: CdsProvider): Promise<readonly KnownService[]> {
    return (await this.#client.discover(baseUrl)).map((service) => ({ ...service, baseUrl, clientId, scope }));
  }
}
