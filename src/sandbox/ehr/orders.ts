// SPDX-License-Identifier: Apache-2.0
import type { MedicationRequest, ServiceRequest } from 'fhir/r4';

/** What the order page lists and signs. */
export type Order = ServiceRequest | MedicationRequest;

/** What the order form can change. */
export interface OrderEdit {
  readonly procedureCode?: string;
  /** ISO date of the planned operation. */
  readonly date?: string;
  readonly approach?: string;
}

/** SNOMED CT codes that the order form offers. */
export const PROCEDURES = [
  { code: '107963000', display: 'Excision of liver' },
  { code: '71273005', display: 'Partial hepatectomy' },
  { code: '63816008', display: 'Total left lobectomy of liver' },
] as const;
const SNOMED = 'http://snomed.info/sct';

/** Orders written but not signed: they live in the workspace, not on the FHIR server, as CDS Hooks calls `draftOrders`. */
export class DraftOrders {
  readonly #byPatient = new Map<string, Map<string, Order>>();

  list(patientId: string): Order[] {
    return [...(this.#byPatient.get(patientId)?.values() ?? [])];
  }

  get(patientId: string, orderId: string): Order | undefined {
    return this.#byPatient.get(patientId)?.get(orderId);
  }

  put<T extends Order>(patientId: string, order: T): T {
    const kept: T = { ...order, id: order.id ?? `draft-${crypto.randomUUID()}`, status: 'draft' };
    const orders = this.#byPatient.get(patientId) ?? new Map<string, Order>();
    orders.set(kept.id as string, kept);
    this.#byPatient.set(patientId, orders);
    return kept;
  }

  remove(patientId: string, orderId: string): void {
    this.#byPatient.get(patientId)?.delete(orderId);
  }

  /** The hepatectomy in the workspace, if there is one. */
  hepatectomy(patientId: string): ServiceRequest | undefined {
    return this.list(patientId)
      .filter((order) => order.resourceType === 'ServiceRequest')
      .find(isHepatectomy);
  }
}

/** True for an order whose code is one of {@link PROCEDURES}. */
export function isHepatectomy(order: Order): boolean {
  return (
    order.resourceType === 'ServiceRequest' &&
    order.code?.coding?.some(({ code, system }) => system === SNOMED && PROCEDURES.some((procedure) => procedure.code === code)) === true
  );
}

/** True when the order says when it is to be done. */
export function hasDate(order: Order): boolean {
  if (order.resourceType === 'MedicationRequest') return order.dosageInstruction?.some(({ timing }) => timing !== undefined) === true;
  return order.occurrenceDateTime !== undefined || order.occurrencePeriod !== undefined || order.occurrenceTiming !== undefined;
}

/** A new hepatectomy order without a date: the surgeon gives one before signing. */
export function newHepatectomy(patientId: string, requester: string): ServiceRequest {
  const [{ code, display }] = PROCEDURES;
  return {
    resourceType: 'ServiceRequest',
    status: 'draft',
    intent: 'order',
    code: { coding: [{ system: SNOMED, code, display }], text: 'Hepatectomy' },
    subject: { reference: `Patient/${patientId}` },
    requester: { reference: requester },
  };
}

/** The order with the form's values in it. */
export function editOrder(order: ServiceRequest, edit: OrderEdit): ServiceRequest {
  const { orderDetail, ...rest } = order;
  const procedure = PROCEDURES.find(({ code }) => code === edit.procedureCode);
  const detail = edit.approach === undefined ? orderDetail : edit.approach === '' ? undefined : [{ text: edit.approach }];
  return {
    ...rest,
    ...(procedure === undefined || hasCode(order, procedure.code) ? {} : { code: { coding: [{ system: SNOMED, ...procedure }] } }),
    ...(edit.date === undefined ? {} : { occurrenceDateTime: edit.date }),
    ...(detail === undefined ? {} : { orderDetail: detail }),
  };
}

function hasCode(order: ServiceRequest, code: string): boolean {
  return order.code?.coding?.some((coding) => coding.system === SNOMED && coding.code === code) === true;
}
