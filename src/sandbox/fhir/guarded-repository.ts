// SPDX-License-Identifier: Apache-2.0
import { formatSearchQuery, matchesSearchRequest, parseSearchRequest, type SearchRequest } from '@medplum/core';
import {
  type CreateResourceOptions,
  type DeleteResourceOptions,
  FhirRepository,
  getExtraEntries,
  type MemoryRepository,
  type UpdateResourceOptions,
} from '@medplum/fhir-router';
import type {
  Bundle as MedplumBundle,
  OperationOutcome as MedplumOutcome,
  Reference as MedplumReference,
  Resource as MedplumResource,
} from '@medplum/fhirtypes';
import type { Bundle, BundleEntry, Resource } from 'fhir/r4';
import { belongsToPatients, patientId, patientsOf } from './compartment.ts';
import { isServedType, validate } from './definitions.ts';
import type { AccessGrant } from './grant.ts';
import { outcomeOf } from './outcomes.ts';
import { type Interaction, type ResourceScope, scopesFor } from './scopes.ts';
import { compareBy, normaliseSearch } from './search.ts';

// The library's resource types and @types/fhir describe the same JSON; this module is the one place where they meet.
type WithId<T> = T & { id: string };
type Stored = WithId<Resource>;

/** How a failed transaction is taken back. */
type Undo = () => Promise<void>;

/**
 * The store as one access token sees it: every interaction passes the token's scopes and patient compartment, every write is validated.
 *
 * Enforcement sits here and not at the HTTP routes, so that entries of a batch and included resources are held to the same rules.
 */
export class GuardedRepository extends FhirRepository {
  readonly #inner: MemoryRepository;
  readonly #grant: AccessGrant;
  readonly #baseUrl: string;
  #undo: Undo[] | undefined;

  /** @param baseUrl FHIR base without trailing slash, for `fullUrl` and links */
  constructor(inner: MemoryRepository, grant: AccessGrant, baseUrl: string) {
    super();
    this.#inner = inner;
    this.#grant = grant;
    this.#baseUrl = baseUrl;
  }

  setMode(): void {
    // One in-memory store: reader and writer are the same.
  }

  generateId(): string {
    return this.#inner.generateId();
  }

  async createResource<T extends MedplumResource>(resource: T, options?: CreateResourceOptions): Promise<WithId<T>> {
    this.#checkWrite(resource, 'c');
    const created = await this.#inner.createResource(this.#withoutOwnId(resource, options?.assignedId), options);
    this.#undo?.push(() => this.#inner.expungeResource(created.resourceType, created.id));
    return created;
  }

  override async conditionalCreate<T extends MedplumResource>(
    resource: T,
    search: SearchRequest<T>,
    options?: CreateResourceOptions,
  ): Promise<{ resource: WithId<T>; outcome: MedplumOutcome }> {
    this.#checkWrite(resource, 'c');
    const normal = normaliseSearch(search as SearchRequest, this.#baseUrl) as SearchRequest<T>;
    if ((normal.filters ?? []).length === 0) throw outcomeOf('invalid', 'If-None-Exist needs at least one search parameter');
    const { offset: _offset, ...criteria } = normal;
    // Search and create happen in one synchronous step inside, so two equal requests at once still make one resource.
    const result = await this.#inner.conditionalCreate(this.#withoutOwnId(resource, options?.assignedId), criteria as SearchRequest<T>, options);
    if (!this.#mayTouch(result.resource, 'c')) throw outcomeOf('forbidden', 'The matching resource is outside what this token may see');
    if (result.outcome.id === 'created') this.#undo?.push(() => this.#inner.expungeResource(result.resource.resourceType, result.resource.id));
    return result;
  }

  async readResource<T extends MedplumResource>(resourceType: string, id: string): Promise<WithId<T>> {
    this.#demand(resourceType, 'r');
    const resource = await this.#inner.readResource<T>(resourceType, id);
    if (!this.#mayTouch(resource, 'r')) throw outcomeOf('forbidden', `${resourceType}/${id} is outside what this token may see`);
    return resource as WithId<T>;
  }

  async readReference<T extends MedplumResource>(reference: MedplumReference<T>): Promise<WithId<T>> {
    const [type, id] = (reference.reference ?? '').split('/');
    if (type === undefined || id === undefined) throw outcomeOf('invalid', 'Not a local reference');
    return this.readResource<T>(type, id);
  }

  async readReferences<T extends MedplumResource>(references: readonly MedplumReference<T>[]): Promise<(T | Error)[]> {
    return Promise.all(
      references.map((reference) => this.readReference<T>(reference).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))),
    );
  }

  async readVersion<T extends MedplumResource>(resourceType: string, id: string, versionId: string): Promise<WithId<T>> {
    await this.readResource(resourceType, id);
    const version = await this.#inner.readVersion<T>(resourceType, id, versionId);
    if (!this.#mayTouch(version, 'r')) throw outcomeOf('forbidden', `This version of ${resourceType}/${id} is outside what this token may see`);
    return version as WithId<T>;
  }

  async readHistory<T extends MedplumResource>(): Promise<MedplumBundle<T>> {
    throw outcomeOf('not-supported', 'History lists are not offered; read one version with _history/{version}');
  }

  async updateResource<T extends MedplumResource>(resource: T, options?: UpdateResourceOptions): Promise<WithId<T>> {
    const { resourceType, id } = resource;
    if (resourceType === 'AuditEvent') throw outcomeOf('forbidden', 'Audit events are never changed');
    const existing = id === undefined ? undefined : this.#peek(resourceType, id);
    this.#checkWrite(resource, 'u');
    if (existing === undefined) this.#demand(resourceType, 'c');
    else if (!this.#mayTouch(existing, 'u')) throw outcomeOf('forbidden', `${resourceType}/${id} is outside what this token may change`);
    const updated = await this.#inner.updateResource(resource, options);
    const previous = existing as MedplumResource | undefined;
    this.#undo?.push(
      previous === undefined ? () => this.#inner.expungeResource(resourceType, updated.id) : async () => void (await this.#inner.updateResource(previous)),
    );
    return updated;
  }

  async patchResource(): Promise<never> {
    throw outcomeOf('not-supported', 'PATCH is not offered; send the whole resource with PUT');
  }

  async deleteResource(resourceType: string, id: string, options?: DeleteResourceOptions): Promise<void> {
    if (resourceType === 'AuditEvent') throw outcomeOf('forbidden', 'Audit events are never deleted');
    this.#demand(resourceType, 'd');
    const existing = await this.#inner.readResource<MedplumResource>(resourceType, id);
    if (!this.#mayTouch(existing, 'd')) throw outcomeOf('forbidden', `${resourceType}/${id} is outside what this token may delete`);
    await this.#inner.deleteResource(resourceType, id, options);
    this.#undo?.push(async () => void (await this.#inner.createResource(existing)));
  }

  async search<T extends MedplumResource>(searchRequest: SearchRequest<T>): Promise<MedplumBundle<WithId<T>>> {
    this.#demand(searchRequest.resourceType, 's');
    const request = normaliseSearch(searchRequest as SearchRequest, this.#baseUrl);
    this.#refuseOtherPatient(request);
    const { count = 0, offset = 0, include: _include, revInclude: _revInclude, sortRules: _sort, ...criteria } = request;
    const found = await this.#inner.search({ resourceType: criteria.resourceType, ...(criteria.filters === undefined ? {} : { filters: criteria.filters }) });
    const all = (found.entry ?? []).map((entry) => entry.resource as unknown as Stored);
    const visible = all.filter((resource) => this.#mayTouch(resource, 's')).sort(compareBy(request));
    const page = visible.slice(offset, offset + count);
    const entry: BundleEntry[] = page.map((resource) => ({ fullUrl: this.#url(resource), resource, search: { mode: 'match' } }));
    if (request.include !== undefined || request.revInclude !== undefined) entry.push(...(await this.#included(request, page)));
    const bundle: Bundle = {
      resourceType: 'Bundle',
      type: 'searchset',
      total: visible.length,
      link: this.#links(request, offset, count, visible.length),
      entry,
    };
    if (entry.length === 0) delete bundle.entry;
    return bundle as unknown as MedplumBundle<WithId<T>>;
  }

  async searchByReference(): Promise<never> {
    throw outcomeOf('not-supported', 'GraphQL is not offered');
  }

  /** Runs the entries of a transaction; when one fails, everything written before it is taken back. */
  async withTransaction<R>(callback: (repo: this) => Promise<R>): Promise<R> {
    if (this.#undo !== undefined) return callback(this);
    this.#undo = [];
    try {
      return await callback(this);
    } catch (error) {
      for (const undo of this.#undo.reverse()) await undo();
      throw error;
    } finally {
      this.#undo = undefined;
    }
  }

  #checkWrite(resource: MedplumResource, interaction: 'c' | 'u'): void {
    const type: unknown = (resource as { resourceType?: unknown }).resourceType;
    if (typeof type !== 'string') throw outcomeOf('invalid', 'The body is not a FHIR resource: resourceType is missing');
    this.#demand(type, interaction);
    validate(resource as unknown as Resource);
    if (!this.#mayTouch(resource, interaction)) throw outcomeOf('forbidden', `This token may not write a ${type} of this patient`);
  }

  #demand(type: string, interaction: Interaction): void {
    if (!isServedType(type)) throw outcomeOf('not-supported', `Resource type ${type} is not stored by this server`);
    if (this.#scopes(type, interaction).length === 0) throw outcomeOf('forbidden', `Insufficient scope: ${NAMES[interaction]} of ${type} is not granted`);
  }

  #scopes(type: string, interaction: Interaction): readonly ResourceScope[] {
    const granted = scopesFor(this.#grant.scopes, type, interaction);
    return granted.filter((scope) => scope.level !== 'patient' || this.#grant.patient !== undefined);
  }

  #mayTouch(resource: MedplumResource | Resource, interaction: Interaction): boolean {
    const plain = resource as unknown as Resource;
    return this.#scopes(plain.resourceType, interaction).some((scope) => {
      if (scope.filter !== undefined && !matchesSearchRequest(resource as MedplumResource, parseSearchRequest(`${plain.resourceType}?${scope.filter}`)))
        return false;
      if (scope.level !== 'patient' || !belongsToPatients(plain.resourceType)) return true;
      const patients = patientsOf(plain, (reference) => this.#resolve(reference));
      return this.#grant.patient !== undefined && patients.has(this.#grant.patient);
    });
  }

  /** A search that names a patient outside a `patient/` token is a 403, not an empty answer. */
  #refuseOtherPatient(request: SearchRequest): void {
    const { patient } = this.#grant;
    if (this.#scopes(request.resourceType, 's').some((scope) => scope.level !== 'patient')) return;
    for (const { code, value } of request.filters ?? []) {
      const ids = code === '_id' && request.resourceType === 'Patient' ? value.split(',') : value.split(',').map(patientId);
      if (ids.some((id) => id !== undefined && id !== patient))
        throw outcomeOf('forbidden', 'This token reaches one patient only, and the search names another');
    }
  }

  /** Included resources are shown when the token may read them; an Endpoint comes with the ImagingStudy that names it (SMART Imaging Access). */
  async #included(request: SearchRequest, page: readonly Stored[]): Promise<BundleEntry[]> {
    const entries: BundleEntry[] = [];
    await getExtraEntries(this.#inner, request, page as unknown as MedplumResource[], entries as never);
    return entries
      .filter(
        ({ resource }) =>
          resource !== undefined && (this.#mayTouch(resource, 'r') || (resource.resourceType === 'Endpoint' && request.resourceType === 'ImagingStudy')),
      )
      .map((entry) => ({ ...entry, fullUrl: this.#url(entry.resource as Stored), search: { mode: 'include' } }));
  }

  #links(request: SearchRequest, offset: number, count: number, total: number): NonNullable<Bundle['link']> {
    const url = (at: number): string => `${this.#baseUrl}/${request.resourceType}${formatSearchQuery({ ...request, offset: at, count })}`;
    const links = [{ relation: 'self', url: url(offset) }];
    if (count > 0 && offset + count < total) links.push({ relation: 'next', url: url(offset + count) });
    if (count > 0 && offset > 0) links.push({ relation: 'previous', url: url(Math.max(0, offset - count)) });
    return links;
  }

  #withoutOwnId<T extends MedplumResource>(resource: T, assigned: boolean | undefined): T {
    if (assigned === true) return resource;
    const { id: _id, ...rest } = resource;
    return rest as T; // The server names what it creates (R4 http.html#create).
  }

  #url(resource: Stored): string {
    return `${this.#baseUrl}/${resource.resourceType}/${resource.id}`;
  }

  #resolve(reference: string): Resource | undefined {
    const [type, id] = reference.replace(`${this.#baseUrl}/`, '').split('/');
    return type === undefined || id === undefined ? undefined : this.#peek(type, id);
  }

  #peek(type: string, id: string): Resource | undefined {
    // The library's own read is asynchronous, and a conditional write must not yield between check and write.
    // biome-ignore lint/complexity/useLiteralKeys: the member is private in the library's types, and only the bracket form reaches it
    return this.#inner['resources'].get(type)?.get(id) as Resource | undefined;
  }
}

const NAMES: Readonly<Record<Interaction, string>> = { c: 'create', r: 'read', u: 'update', d: 'delete', s: 'search' };
