// SPDX-License-Identifier: Apache-2.0
import { trace } from '@opentelemetry/api';
import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  /** Observes hook calls; mount before the CDS router. */
  readonly hooks: RequestHandler;
  radiomics(stage: string, tookMs: number): void;
  radiomicsOutcome(status: string, code: string | undefined): void;
}

/** Seconds; the hook's bar is 0.5 s and its hard limit 1.5 s, so the steps are fine there. */
const HOOK_BUCKETS = [0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.25, 1.5, 2, 5];
const STAGE_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120];

/**
 * Metrics of one server; labels are service ids, stages and codes, never anything of a patient.
 *
 * @param outboxDepth asked at each scrape
 * @param hookTargetMs calls that take longer are counted by service
 */
export function createMetrics(outboxDepth: () => Promise<number>, hookTargetMs: number): Metrics {
  // Spans go wherever the site's own OpenTelemetry SDK sends them, and nowhere without one.
  const tracer = trace.getTracer('hepanom');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const hook = new Histogram({
    name: 'hepanom_hook_duration_seconds',
    help: 'Time to answer a CDS Hooks call',
    labelNames: ['service', 'outcome'],
    buckets: HOOK_BUCKETS,
    registers: [registry],
  });
  const overTarget = new Counter({
    name: 'hepanom_hook_over_target_total',
    help: 'CDS Hooks calls slower than deadlines.hookTargetMs',
    labelNames: ['service'],
    registers: [registry],
  });
  const stages = new Histogram({
    name: 'hepanom_radiomics_stage_seconds',
    help: 'Time of each stage of image work',
    labelNames: ['stage'],
    buckets: STAGE_BUCKETS,
    registers: [registry],
  });
  const outcomes = new Counter({
    name: 'hepanom_radiomics_total',
    help: 'Ended image work by status and code',
    labelNames: ['status', 'code'],
    registers: [registry],
  });
  new Gauge({
    name: 'hepanom_audit_outbox_depth',
    help: 'Audit events not yet taken by their EHR',
    registers: [registry],
    async collect() {
      this.set(await outboxDepth());
    },
  });
  return {
    registry,
    hooks: (request, response, next) => {
      const service = /^\/cds-services\/(hcc-rfs-[a-z-]+)$/.exec(request.path)?.[1];
      if (service === undefined || request.method !== 'POST') return next();
      const end = hook.startTimer({ service });
      const span = tracer.startSpan('cds-hook', { attributes: { 'hepanom.service': service } });
      let cards: number | undefined;
      const json = response.json.bind(response);
      response.json = (body: unknown) => {
        const found: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'cards') : undefined;
        cards = Array.isArray(found) ? found.length : undefined;
        return json(body);
      };
      response.on('finish', () => {
        const outcome = response.statusCode !== 200 ? String(response.statusCode) : (cards ?? 0) > 0 ? 'card' : 'no-card';
        if (end({ outcome }) * 1000 > hookTargetMs) overTarget.inc({ service });
        span.setAttribute('hepanom.outcome', outcome).end();
      });
      next();
    },
    radiomics: (stage, tookMs) => {
      stages.observe({ stage }, tookMs / 1000);
      tracer.startSpan(`radiomics ${stage}`, { startTime: Date.now() - tookMs }).end();
    },
    radiomicsOutcome: (status, code) => outcomes.inc({ status, code: code ?? 'none' }),
  };
}
