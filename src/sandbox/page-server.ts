// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import express, { Router } from 'express';
import type { EhrUser, SessionStore } from './smart/sessions.ts';

/**
 * Serves the built order page; opening it signs the demonstration user in.
 *
 * @param directory folder made by `buildOrderPage()`
 */
export function orderPage(directory: string, sessions: SessionStore, user: EhrUser): Router {
  const router = Router();
  router.get('/', (request, response) => {
    if (sessions.of(request) === undefined) sessions.start(response, user);
    response.set('Cache-Control', 'no-store').sendFile('index.html', { root: directory }); // with a root, the dot of .cache is no hidden file
  });
  router.use('/assets', express.static(path.join(directory, 'assets'), { immutable: true, maxAge: '1d', index: false }));
  return router;
}
