// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { Router } from 'express';
import { packageRoot } from '../config/package-root.ts';
import type { Config } from '../config.ts';

/** Folder of the built app, whether it exists or not. */
export function appFolder(config: Config): string {
  return config.appFolder ?? path.join(packageRoot(), 'smart-app', 'dist');
}

/** The SMART app at `/app/`, with `/app/config.json` made from the configuration. Files with a hash in their name may be cached for ever. */
export function staticAppRouter(config: Config): Router {
  const router = Router();
  const folder = appFolder(config);
  router.get('/config.json', (_request, response) => {
    const registered = config.ehrs.filter((ehr) => ehr.smartApp !== undefined);
    response.json({
      clientId: registered[0]?.smartApp?.clientId,
      scopes: registered[0]?.smartApp?.scopes,
      issuers: registered.map((ehr) => ehr.fhirBase),
      /** One client per EHR, where a site has several. */
      clients: Object.fromEntries(registered.map((ehr) => [ehr.fhirBase, { clientId: ehr.smartApp?.clientId, scopes: ehr.smartApp?.scopes }])),
      languages: config.languages,
      ...(config.imaging.storeReports ? { storeReports: true } : {}),
      ...(config.responsiblePerson === undefined ? {} : { responsiblePerson: config.responsiblePerson }),
    });
  });
  router.use(
    express.static(folder, {
      index: ['index.html'],
      setHeaders: (response, file) => {
        if (/[/\\]assets[/\\].*-[A-Za-z0-9_-]{8,}\.\w+$/.test(file)) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
        else response.setHeader('Cache-Control', 'no-cache');
      },
    }),
  );
  router.use((_request, response) => {
    if (existsSync(path.join(folder, 'index.html'))) response.status(404).json({ code: 'not-found', message: 'The app has no such file.' });
    else response.status(503).json({ code: 'app-not-built', message: 'The app is not built yet. Run: npm run build:app' });
  });
  return router;
}
