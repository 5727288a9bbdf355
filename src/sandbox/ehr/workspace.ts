// SPDX-License-Identifier: Apache-2.0
import type { Encounter, FhirResource, MedicationRequest, ServiceRequest } from 'fhir/r4';
import type { FhirEngine } from '../fhir/engine.ts';
import type { AccessGrant } from '../fhir/grant.ts';
import { parseScopes } from '../fhir/scopes.ts';
import type { GrantStore } from '../smart/grants.ts';
import type { EhrSession } from '../smart/sessions.ts';
import { bySeverity, type HookName, type ShownCard, ShownCards } from './cards.ts';
import type { CdsClient, FeedbackItem, HookAnswer, KnownService } from './cds-client.ts';
import { DraftOrders, editOrder, hasDate, newHepatectomy, type Order, type OrderEdit } from './orders.ts';
import { type PrefetchTokens, resolvePrefetch } from './prefetch.ts';
import { type ActionResult, runActions } from './suggestion-actions.ts';

/** What a hook brought: cards in order of urgency, and per service whether it answered. */
export interface HookResult {
  readonly hook: HookName;
  readonly services: readonly { readonly id: string; readonly state: HookAnswer['state'] }[];
  readonly cards: readonly ShownCard[];
}

export interface WorkspaceOptions {
  readonly engine: FhirEngine;
  readonly grants: GrantStore;
  readonly cds: CdsClient;
  readonly services: () => readonly KnownService[];
}

/** Seconds that a service may use the token it gets with a hook. */
const HOOK_TOKEN_S = 300;

/** An order that cannot be found or signed; `status` is the HTTP answer. */
export class WorkspaceError extends Error {
  readonly code: 'not-found' | 'incomplete' | 'already-done' | 'refused';
  constructor(code: WorkspaceError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** What a signed-in clinician does: open a chart, write and sign orders, answer cards. All FHIR access has the user's own rights. */
export class Workspace {
  readonly drafts = new DraftOrders();
  readonly cards = new ShownCards();
  readonly #options: WorkspaceOptions;

  constructor(options: WorkspaceOptions) {
    this.#options = options;
  }

  /** The user's rights on the EHR's own FHIR server. */
  grantOf({ user }: EhrSession): AccessGrant {
    const scope = 'user/*.cruds';
    return { clientId: 'ehr', scope, scopes: parseScopes(scope), user: user.reference, expiresAtMs: Number.POSITIVE_INFINITY };
  }

  /** Calls every service of a hook at the same time. */
  async hook(
    session: EhrSession,
    hook: HookName,
    patientId: string,
    language: string,
    orders: readonly Order[] = [],
    selections: readonly string[] = [],
  ): Promise<HookResult> {
    const services = this.#options.services().filter((service) => service.hook === hook);
    const encounterId = await this.currentEncounter(session, patientId);
    const draftOrders = { resourceType: 'Bundle', type: 'collection', entry: orders.map((resource) => ({ resource })) };
    const context = {
      userId: session.user.reference,
      patientId,
      ...(encounterId === undefined ? {} : { encounterId }),
      ...(hook === 'patient-view' ? {} : { draftOrders }),
      ...(hook === 'order-select' ? { selections } : {}),
    };
    const answers = await Promise.all(services.map((service) => this.#call(session, service, hook, context, language)));
    const cards = answers.flatMap((answer, index) =>
      answer.state === 'answered'
        ? answer.cards.map((card) => this.cards.add({ card, service: services[index] as KnownService, patient: patientId, hook, sessionId: session.id }))
        : [],
    );
    return { hook, services: answers.map(({ state }, index) => ({ id: services[index]?.id ?? '', state })), cards: cards.sort(bySeverity) };
  }

  async #call(
    session: EhrSession,
    service: KnownService,
    hook: HookName,
    context: { userId: string; patientId: string; encounterId?: string },
    language: string,
  ): Promise<HookAnswer> {
    const { engine, grants } = this.#options;
    const { encounterId, patientId, userId } = context;
    const tokens: PrefetchTokens = {
      'context.userId': userId,
      'context.patientId': patientId,
      ...(encounterId === undefined ? {} : { 'context.encounterId': encounterId }),
      ...(userId.startsWith('Practitioner/') ? { userPractitionerId: userId.slice('Practitioner/'.length) } : {}),
    };
    const { clientId, scope } = service;
    const issued = grants.issue({ clientId, scope, patient: patientId, user: userId }, HOOK_TOKEN_S);
    const request = {
      hook,
      hookInstance: crypto.randomUUID(),
      fhirServer: engine.baseUrl,
      fhirAuthorization: { access_token: issued.token, token_type: 'Bearer', expires_in: HOOK_TOKEN_S, scope, subject: clientId, patient: patientId },
      context,
      ...(service.prefetch === undefined ? {} : { prefetch: await resolvePrefetch(engine, this.grantOf(session), service.prefetch, tokens) }),
    };
    return this.#options.cds.call(service, request, language);
  }

  /** Id of the patient's encounter in progress, if one is recorded. */
  async currentEncounter(session: EhrSession, patientId: string): Promise<string | undefined> {
    const encounters = await this.#options.engine.searchAll<Encounter>(this.grantOf(session), `Encounter?patient=${patientId}&status=in-progress`);
    return encounters[0]?.id;
  }

  /** All orders of the chart: unsigned ones of the workspace first, then those on the FHIR server. */
  async orders(session: EhrSession, patientId: string): Promise<Order[]> {
    const { engine } = this.#options;
    const [services, medications] = await Promise.all([
      engine.searchAll<ServiceRequest>(this.grantOf(session), `ServiceRequest?patient=${patientId}&_sort=-_lastUpdated`),
      engine.searchAll<MedicationRequest>(this.grantOf(session), `MedicationRequest?patient=${patientId}&_sort=-_lastUpdated`),
    ]);
    return [...this.drafts.list(patientId), ...services, ...medications];
  }

  /** Puts a hepatectomy into the workspace, unless one waits there. */
  startHepatectomy(session: EhrSession, patientId: string): ServiceRequest {
    return this.drafts.hepatectomy(patientId) ?? this.drafts.put(patientId, newHepatectomy(patientId, session.user.reference));
  }

  /** @throws WorkspaceError `refused` for an order that the form cannot change */
  edit(patientId: string, orderId: string, edit: OrderEdit): ServiceRequest {
    const order = this.#draft(patientId, orderId);
    if (order.resourceType !== 'ServiceRequest') throw new WorkspaceError('refused', 'This order cannot be changed here.');
    return this.drafts.put(patientId, editOrder(order, edit));
  }

  /** order-select: the clinician has chosen an order; the other drafts go along as context. */
  select(session: EhrSession, patientId: string, orderId: string, language: string): Promise<HookResult> {
    const order = this.#draft(patientId, orderId);
    return this.hook(session, 'order-select', patientId, language, this.drafts.list(patientId), [`${order.resourceType}/${order.id}`]);
  }

  /**
   * Signs an order: the hook is asked and the order becomes active at the same time, so that decision support never holds up signing.
   *
   * @returns the stored order and, separately, the promise of the hook's result
   * @throws WorkspaceError `incomplete` when a workspace order has no date
   */
  async sign(session: EhrSession, patientId: string, orderId: string, language: string): Promise<{ order: Order; hook: Promise<HookResult> }> {
    const draft = this.drafts.get(patientId, orderId) ?? (await this.#storedDraft(session, patientId, orderId));
    if (!hasDate(draft)) throw new WorkspaceError('incomplete', 'The order has no date. Give the planned date, then sign.');
    const hook = this.hook(session, 'order-sign', patientId, language, [draft]);
    const signed = {
      ...draft,
      status: 'active',
      intent: draft.intent === 'proposal' ? 'order' : draft.intent,
      authoredOn: new Date().toISOString(),
      requester: { reference: session.user.reference, display: session.user.name },
    };
    const { resource, status } = await this.#options.engine.call(this.grantOf(session), {
      method: 'PUT',
      url: `/${draft.resourceType}/${orderId}`,
      body: signed,
    });
    if (status >= 400) throw new WorkspaceError('refused', `The order was not stored: ${outcomeText(resource)}`);
    this.drafts.remove(patientId, orderId);
    return { order: resource as Order, hook };
  }

  /** Carries out a suggestion and tells the service. A card's suggestion is taken once. */
  async accept(session: EhrSession, key: string, index: number): Promise<{ results: readonly ActionResult[]; reported: boolean }> {
    const shown = this.#openCard(session, key);
    const suggestion = shown.card.suggestions?.[index];
    if (suggestion === undefined) throw new WorkspaceError('not-found', 'This card has no such suggestion.');
    shown.state = 'accepted';
    try {
      const results = await runActions(
        { engine: this.#options.engine, grant: this.grantOf(session), drafts: this.drafts, patient: shown.patient },
        suggestion.actions ?? [],
      );
      const reported =
        shown.card.uuid !== undefined &&
        suggestion.uuid !== undefined &&
        (await this.#report(shown, {
          card: shown.card.uuid,
          outcome: 'accepted',
          acceptedSuggestions: [{ id: suggestion.uuid }],
          outcomeTimestamp: new Date().toISOString(),
        }));
      return { results, reported };
    } catch (error) {
      shown.state = 'open';
      throw error;
    }
  }

  /** Dismisses a card with one of its reasons, a comment, or both. */
  async override(session: EhrSession, key: string, reasonCode: string | undefined, comment: string | undefined): Promise<{ reported: boolean }> {
    const shown = this.#openCard(session, key);
    const reason = shown.card.overrideReasons?.find(({ code }) => code === reasonCode);
    if (reasonCode !== undefined && reason === undefined) throw new WorkspaceError('not-found', 'This card has no such reason.');
    shown.state = 'overridden';
    if (shown.card.uuid === undefined) return { reported: false };
    const overrideReason = {
      ...(reason === undefined
        ? {}
        : {
            reason: {
              code: reason.code,
              ...(reason.system === undefined ? {} : { system: reason.system }),
              ...(reason.display === undefined ? {} : { display: reason.display }),
            },
          }),
      ...(comment === undefined ? {} : { userComment: comment }),
    };
    const item: FeedbackItem = {
      card: shown.card.uuid,
      outcome: 'overridden',
      ...(reason === undefined && comment === undefined ? {} : { overrideReason }),
      outcomeTimestamp: new Date().toISOString(),
    };
    return { reported: await this.#report(shown, item) };
  }

  #report({ service }: ShownCard, item: FeedbackItem): Promise<boolean> {
    return this.#options.cds.feedback(service, [item]);
  }

  #openCard(session: EhrSession, key: string): ShownCard {
    const shown = this.cards.get(key, session.id);
    if (shown === undefined) throw new WorkspaceError('not-found', 'This card is no longer on screen.');
    if (shown.state !== 'open') throw new WorkspaceError('already-done', 'This card has already been answered.');
    return shown;
  }

  #draft(patientId: string, orderId: string): Order {
    const order = this.drafts.get(patientId, orderId);
    if (order === undefined) throw new WorkspaceError('not-found', 'This order is not among the unsigned orders.');
    return order;
  }

  async #storedDraft(session: EhrSession, patientId: string, orderId: string): Promise<ServiceRequest> {
    const { resource } = await this.#options.engine.call(this.grantOf(session), { method: 'GET', url: `/ServiceRequest/${orderId}` });
    if (resource.resourceType !== 'ServiceRequest' || resource.subject.reference !== `Patient/${patientId}`)
      throw new WorkspaceError('not-found', 'This order does not exist.');
    if (resource.status !== 'draft') throw new WorkspaceError('already-done', 'This order is already signed.');
    return resource;
  }
}

/** The first sentence of an OperationOutcome. */
export function outcomeText(resource: FhirResource): string {
  return (resource.resourceType === 'OperationOutcome' ? resource.issue[0]?.details?.text : undefined) ?? 'no reason given';
}
