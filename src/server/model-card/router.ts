// SPDX-License-Identifier: Apache-2.0
import { Router } from 'express';
import type { Config } from '../../config.ts';
import type { Language } from '../../nomogram/assessment.ts';
import type { ModelLibrary } from '../models.ts';
import { escapeHtml } from './escape.ts';
import { modelCardPage } from './page.ts';
import { MODEL_CARD_CSS } from './style.ts';

/** `/model-card/:id/:version`, in the language of `?lang` or Accept-Language. Public: it holds nothing of a patient. */
export function modelCardRouter(models: ModelLibrary, config: Pick<Config, 'languages'>): Router {
  const router = Router();
  router.get('/style.css', (_request, response) => {
    response.type('text/css').set('Cache-Control', 'public, max-age=3600').send(MODEL_CARD_CSS);
  });
  router.get('/:id/:version', (request, response) => {
    const model = models.find(request.params.id, request.params.version);
    const asked = request.query.lang;
    const wanted: Language | undefined = asked === 'en' || asked === 'zh' ? asked : undefined;
    const accepted = request.acceptsLanguages('en', 'zh', 'zh-CN', 'zh-TW');
    const language: Language = wanted ?? (typeof accepted === 'string' ? (accepted.startsWith('zh') ? 'zh' : 'en') : (config.languages[0] ?? 'en'));
    if (model === undefined) {
      const named = `${request.params.id} ${request.params.version}`;
      response
        .status(404)
        .type('html')
        .send(
          `<!doctype html><html lang="en"><meta charset="utf-8"><title>Not found</title><p>This server has no model ${escapeHtml(named)}. See <a href="/api/models">the list</a>.</p></html>`,
        );
      return;
    }
    response.type('html').vary('Accept-Language').send(modelCardPage(model, language));
  });
  return router;
}
