// SPDX-License-Identifier: Apache-2.0
import { type Request, type Response, Router, urlencoded } from 'express';
import { SignJWT } from 'jose';
import { isWithin, parseScope } from '../fhir/scopes.ts';
import { ASSERTION_TYPE, AssertionError, AssertionVerifier } from './client-assertion.ts';
import type { BackendClient, ClientRegistry } from './clients.ts';
import type { SmartUrls } from './configuration.ts';
import type { Authorization, GrantStore } from './grants.ts';
import type { SigningKey } from './keys.ts';
import { sameSecret, sha256Base64Url } from './random.ts';

export interface TokenOptions {
  readonly urls: SmartUrls;
  readonly clients: ClientRegistry;
  readonly grants: GrantStore;
  /** RS256 key for id_tokens (OpenID Connect's one mandatory algorithm). */
  readonly idTokenKey: SigningKey;
}

type Form = Readonly<Record<string, string | undefined>>;

/** An OAuth error answer (RFC 6749, 5.2). */
class TokenError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Routes `POST token`, `POST revoke`, `POST introspect`, relative to the issuer. */
export function tokenRouter(options: TokenOptions): Router {
  const verifier = new AssertionVerifier(options.clients, options.urls.token);
  const router = Router();
  router.use(urlencoded({ extended: false, limit: '64kb' }));

  router.post('/token', (request, response) =>
    answer(response, async () => {
      const form = formOf(request);
      switch (form.grant_type) {
        case 'authorization_code':
          return exchangeCode(options, form);
        case 'refresh_token':
          return refresh(options, form);
        case 'client_credentials':
          return clientCredentials(options, await authenticated(verifier, form), form);
        default:
          throw new TokenError('unsupported_grant_type', 'grant_type must be authorization_code, refresh_token or client_credentials');
      }
    }),
  );

  router.post('/revoke', (request, response) =>
    answer(response, async () => {
      const form = formOf(request);
      const clientId = form.client_assertion === undefined ? form.client_id : (await authenticated(verifier, form)).clientId;
      if (clientId === undefined || options.clients.get(clientId) === undefined) throw new TokenError('invalid_client', 'client_id is not registered', 401);
      if (form.client_assertion === undefined && options.clients.public(clientId) === undefined)
        throw new TokenError('invalid_client', 'a client assertion is required', 401);
      options.grants.revoke(form.token ?? '', clientId);
      return {};
    }),
  );

  router.post('/introspect', (request, response) =>
    answer(response, async () => {
      const form = formOf(request);
      await authenticated(verifier, form);
      const grant = options.grants.check(form.token ?? '');
      if (typeof grant === 'string') return { active: false };
      const { clientId, encounter, expiresAtMs, patient, scope, user } = grant;
      return {
        active: true,
        scope,
        client_id: clientId,
        exp: Math.floor(expiresAtMs / 1000),
        iss: options.urls.issuer,
        sub: user ?? clientId,
        ...(user === undefined ? {} : { fhirUser: `${options.urls.fhir}/${user}` }),
        ...(patient === undefined ? {} : { patient }),
        ...(encounter === undefined ? {} : { encounter }),
      };
    }),
  );
  return router;
}

function formOf(request: Request): Form {
  if (request.is('application/x-www-form-urlencoded') === false || typeof request.body !== 'object' || request.body === null)
    throw new TokenError('invalid_request', 'send the parameters as application/x-www-form-urlencoded');
  for (const [name, value] of Object.entries(request.body as Record<string, unknown>))
    if (typeof value !== 'string') throw new TokenError('invalid_request', `${name} is given twice`);
  return request.body as Form;
}

async function authenticated(verifier: AssertionVerifier, form: Form): Promise<BackendClient> {
  if (form.client_assertion_type !== ASSERTION_TYPE || form.client_assertion === undefined) throw new AssertionError('a client assertion is required');
  return verifier.verify(form.client_assertion);
}

async function exchangeCode(options: TokenOptions, form: Form): Promise<object> {
  const client = options.clients.public(form.client_id ?? '');
  if (client === undefined) throw new TokenError('invalid_client', 'client_id is not registered', 401);
  const taken = options.grants.takeCode(form.code ?? '');
  if (taken === undefined) throw new TokenError('invalid_grant', 'the code is unknown, used or older than its minute');
  const { authorization, family } = taken;
  if (authorization.clientId !== client.clientId || authorization.redirectUri !== form.redirect_uri)
    throw new TokenError('invalid_grant', 'the code was issued to another client or redirect_uri');
  const verifier = form.code_verifier ?? '';
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier) || !sameSecret(sha256Base64Url(verifier), authorization.codeChallenge))
    throw new TokenError('invalid_grant', 'code_verifier does not match code_challenge');
  return tokenResponse(options, authorization, family);
}

async function refresh(options: TokenOptions, form: Form): Promise<object> {
  const client = options.clients.public(form.client_id ?? '');
  if (client === undefined) throw new TokenError('invalid_client', 'client_id is not registered', 401);
  const taken = options.grants.takeRefresh(form.refresh_token ?? '', client.clientId);
  if (taken === undefined) throw new TokenError('invalid_grant', 'the refresh token is unknown, used or revoked');
  const { authorization, family } = taken;
  const wanted = form.scope === undefined || form.scope === '' ? authorization.scope : form.scope;
  if (!wanted.split(/\s+/).every((token) => isWithin(token, authorization.scope))) throw new TokenError('invalid_scope', 'a refresh may only narrow the scope');
  return tokenResponse(options, { ...authorization, scope: wanted }, family, authorization);
}

/** @param renewable what a refresh token stands for; narrowing one access token does not narrow the next */
async function tokenResponse(options: TokenOptions, authorization: Authorization, family: string, renewable = authorization): Promise<object> {
  const { appContext, clientId, encounter, patient, scope, user } = authorization;
  const { grants } = options;
  const { token } = grants.issue(
    { clientId, scope, user: user.reference, ...(patient === undefined ? {} : { patient }), ...(encounter === undefined ? {} : { encounter }) },
    grants.lifetimes.userTokenS,
    family,
  );
  const scopes = scope.split(/\s+/);
  const renew = renewable.scope.split(/\s+/).some((token) => token === 'online_access' || token === 'offline_access');
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: grants.lifetimes.userTokenS,
    scope,
    ...(patient === undefined ? {} : { patient, need_patient_banner: true }),
    ...(encounter === undefined ? {} : { encounter }),
    ...(appContext === undefined ? {} : { appContext }),
    ...(scopes.includes('openid') ? { id_token: await idToken(options, authorization) } : {}),
    ...(renew ? { refresh_token: grants.issueRefresh(renewable, family) } : {}),
  };
}

function idToken({ grants, idTokenKey, urls }: TokenOptions, { clientId, nonce, scope, user }: Authorization): Promise<string> {
  const fhirUser = scope.split(/\s+/).includes('fhirUser') ? { fhirUser: `${urls.fhir}/${user.reference}` } : {};
  return new SignJWT({ ...fhirUser, name: user.name, ...(nonce === undefined ? {} : { nonce }) })
    .setProtectedHeader({ alg: idTokenKey.alg, kid: idTokenKey.kid, typ: 'JWT' })
    .setIssuer(urls.issuer)
    .setSubject(user.reference)
    .setAudience(clientId)
    .setIssuedAt()
    .setExpirationTime(`${grants.lifetimes.userTokenS}s`)
    .sign(idTokenKey.privateKey);
}

function clientCredentials({ grants }: TokenOptions, client: BackendClient, form: Form): object {
  const wanted = (form.scope ?? '').split(/\s+/).filter((token) => token !== '');
  const granted = wanted.filter((token) => parseScope(token)?.level === 'system' && isWithin(token, client.scopes));
  if (granted.length === 0)
    throw new TokenError('invalid_scope', 'none of the requested scopes is registered for this client; a service gets system/ scopes only');
  const scope = granted.join(' ');
  const { token } = grants.issue({ clientId: client.clientId, scope }, grants.lifetimes.serviceTokenS);
  return { access_token: token, token_type: 'Bearer', expires_in: grants.lifetimes.serviceTokenS, scope };
}

async function answer(response: Response, work: () => Promise<object>): Promise<void> {
  response.set('Cache-Control', 'no-store').set('Pragma', 'no-cache');
  try {
    response.json(await work());
  } catch (error) {
    if (error instanceof TokenError) response.status(error.status).json({ error: error.code, error_description: error.message });
    // Why an assertion failed helps an attacker more than a client: the answer is the bare code.
    else if (error instanceof AssertionError) response.status(401).json({ error: error.code });
    else throw error;
  }
}
