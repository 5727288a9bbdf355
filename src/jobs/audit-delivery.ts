// SPDX-License-Identifier: Apache-2.0
import type { AuditEvent } from 'fhir/r4';
import type { PgBoss } from 'pg-boss';
import type { AuditPort, Clock } from '../assessment/ports.ts';
import type { AuditOutbox } from '../store/audit-outbox.ts';
import { AUDIT_QUEUE } from './boss.ts';

export interface AuditDeliveryDeps {
  readonly boss: PgBoss;
  readonly outbox: AuditOutbox;
  readonly clock: Clock;
  /** Posts one event to the EHR; any rejection means "try again later". */
  readonly post: (fhirBase: string, event: AuditEvent) => Promise<void>;
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  /** Told of each failed attempt, without the event. */
  readonly onFailure?: (attempt: { readonly id: string; readonly attempts: number; readonly code: string }) => void;
  /** True where this process delivers; otherwise it only stores and wakes a worker. */
  readonly delivers: boolean;
}

export interface AuditDelivery extends AuditPort {
  startWorker(): Promise<void>;
  /** Delivers everything that is due now; several calls at once share one run. */
  drain(): Promise<void>;
  /** Stops the retry timer and waits for a running delivery. */
  stop(): Promise<void>;
}

/** Rows that one worker holds at a time, and for how long they are its own. */
const BATCH = 20;
const LEASE_MS = 60_000;

/**
 * The outbox: `record` resolves when the event is stored, delivery follows at once and is repeated with doubling pauses until the EHR took it.
 * An event is never given up; each EHR's events wait for their own server only.
 */
export function auditDelivery(deps: AuditDeliveryDeps): AuditDelivery {
  const { boss, outbox, clock } = deps;
  let running: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const iso = (afterMs: number): string => new Date(Date.parse(clock.nowIso()) + afterMs).toISOString();

  const deliverDue = async (): Promise<void> => {
    for (;;) {
      if (stopped) return;
      const rows = await outbox.takeDue(clock.nowIso(), iso(LEASE_MS), BATCH);
      if (rows.length === 0) return;
      const down = new Set<string>();
      for (const row of rows) {
        const pauseMs = Math.min(deps.retryMaxMs, deps.retryBaseMs * 2 ** Math.min(row.attempts, 30));
        // A server that just failed is not asked again for each row of the batch.
        if (down.has(row.fhirBase)) {
          await outbox.failed(row.id, iso(pauseMs), 'server-down');
          continue;
        }
        try {
          await deps.post(row.fhirBase, row.event);
          await outbox.delivered(row.id, clock.nowIso());
        } catch (error) {
          const code = errorCode(error);
          if (isServerDown(error)) down.add(row.fhirBase);
          await outbox.failed(row.id, iso(pauseMs), code);
          deps.onFailure?.({ id: row.id, attempts: row.attempts + 1, code });
        }
      }
    }
  };

  const plan = async (): Promise<void> => {
    const next = await outbox.nextDue();
    clearTimeout(timer);
    if (next === undefined || stopped) return;
    const pauseMs = Math.max(10, Math.min(Date.parse(next) - Date.parse(clock.nowIso()), 60_000));
    timer = setTimeout(() => void drain().catch(() => undefined), pauseMs);
    timer.unref();
  };

  const drain = (): Promise<void> => {
    if (running !== undefined) {
      again = true;
      return running;
    }
    running = (async () => {
      try {
        do {
          again = false;
          await deliverDue();
        } while (again && !stopped);
        if (!stopped) await plan();
      } finally {
        running = undefined;
      }
    })();
    return running;
  };

  return {
    drain,
    async record(fhirBase, event) {
      await outbox.add(fhirBase, event, clock.nowIso());
      if (deps.delivers) setImmediate(() => void drain().catch(() => undefined));
      else await boss.send(AUDIT_QUEUE, {}, { singletonKey: 'drain' });
    },
    async startWorker() {
      if (!deps.delivers) return;
      await boss.work(AUDIT_QUEUE, { pollingIntervalSeconds: 5, notifyPollingIntervalSeconds: 30 }, async () => {
        await drain();
      });
      // What an earlier process left behind.
      setImmediate(() => void drain().catch(() => undefined));
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running?.catch(() => undefined);
    },
  };
}

/** A code for the log: never the message, which may quote the event. */
function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = Reflect.get(error, 'code');
  const status: unknown = Reflect.get(error, 'status');
  return [error.name, typeof code === 'string' ? code : undefined, typeof status === 'number' ? String(status) : undefined]
    .filter((part) => part !== undefined)
    .join(':');
}

/** No answer, or an answer that says "later": nothing to do with this one event. */
function isServerDown(error: unknown): boolean {
  const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined;
  return typeof status !== 'number' || status === 0 || status === 401 || status === 403 || status === 429 || status >= 500;
}
