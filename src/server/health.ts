// SPDX-License-Identifier: Apache-2.0
import { Router } from 'express';

export interface HealthProbes {
  /** True while the server takes new work; false from the first moment of a stop. */
  readonly accepting: () => boolean;
  /** Rejects when the database does not answer. */
  readonly database: () => Promise<void>;
}

/** `/healthz`: the process lives. `/readyz`: it can answer (database there, not stopping). */
export function healthRouter(probes: HealthProbes): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    if (!probes.accepting()) {
      response.status(503).json({ status: 'stopping' });
      return;
    }
    try {
      await probes.database();
      response.json({ status: 'ready' });
    } catch {
      response.status(503).json({ status: 'database-unavailable' });
    }
  });
  return router;
}
