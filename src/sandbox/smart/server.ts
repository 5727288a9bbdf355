// SPDX-License-Identifier: Apache-2.0
import { Router } from 'express';
import { type AuthorizeOptions, authorizeRouter } from './authorize.ts';
import { openIdConfiguration } from './configuration.ts';
import { keySet, type SigningKey } from './keys.ts';
import { type TokenOptions, tokenRouter } from './token.ts';

export interface SmartServerOptions extends AuthorizeOptions, TokenOptions {
  /** Further public keys to publish: the EHR signs its CDS Hooks calls with one. */
  readonly otherKeys: readonly SigningKey[];
}

/**
 * SMART App Launch 2.2 authorization server as an Express router, mounted at the path of the issuer.
 *
 * Own and small, because the launch context of an EHR launch (patient, encounter, appContext) is the heart of it.
 */
export function smartServer(options: SmartServerOptions): Router {
  const router = Router();
  router.get('/jwks', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=300').json(keySet([options.idTokenKey, ...options.otherKeys]));
  });
  router.get('/.well-known/openid-configuration', (_request, response) => {
    response.json(openIdConfiguration(options.urls));
  });
  router.use(authorizeRouter(options));
  router.use(tokenRouter(options));
  return router;
}
