// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { type Request, type Response, Router, urlencoded } from 'express';
import { type AuthorizeRequest, checkAuthorizeRequest, codeRedirect, errorRedirect, needsPatient } from './authorize-request.ts';
import type { ClientRegistry } from './clients.ts';
import type { SmartUrls } from './configuration.ts';
import { ExpiringMap } from './expiring-map.ts';
import type { GrantStore, Launch } from './grants.ts';
import { consentPage, loginPage, type PatientChoice, refusalPage } from './pages.ts';
import { opaqueId } from './random.ts';
import { type EhrSession, type EhrUser, hasCsrf, type SessionStore } from './sessions.ts';

export interface AuthorizeOptions {
  readonly urls: SmartUrls;
  readonly clients: ClientRegistry;
  readonly grants: GrantStore;
  readonly sessions: SessionStore;
  readonly demoUser: EhrUser;
  /** Patients that the user may choose from in a standalone launch. */
  readonly patients: () => Promise<readonly PatientChoice[]>;
}

const PENDING_MS = 10 * 60_000;

interface Pending {
  readonly sessionId: string;
  readonly request: AuthorizeRequest;
  readonly patientIds: readonly string[];
}

/** Routes `GET|POST authorize`, `POST login`, `POST decision`, relative to the issuer. */
export function authorizeRouter(options: AuthorizeOptions): Router {
  const { clients, demoUser, grants, sessions, urls } = options;
  const pendings = new ExpiringMap<Pending>();
  const router = Router();
  router.use(urlencoded({ extended: false, limit: '16kb' }));

  const authorize = async (request: Request, response: Response, parameters: URLSearchParams): Promise<void> => {
    const check = checkAuthorizeRequest(parameters, clients, urls.fhir);
    if (check.kind === 'page') return html(response, 400, refusalPage(check.text));
    if (check.kind === 'redirect') return response.redirect(303, check.to);
    const session = sessions.of(request);
    if (session === undefined) return html(response, 200, loginPage(demoUser.name, `${urls.authorize}?${parameters}`));
    await decide(response, session, check.request);
  };

  const decide = async (response: Response, session: EhrSession, request: AuthorizeRequest): Promise<void> => {
    if (request.launch !== undefined) {
      const launch = grants.launch(request.launch, request.client.clientId, session.user.reference);
      if (launch === undefined)
        return response.redirect(
          303,
          errorRedirect(request.redirectUri, request.state, 'invalid_request', 'the launch is unknown, over, or was made for another application or user'),
        );
      grants.endLaunch(request.launch);
      // The user has just opened the app from the chart: asking again would teach people to click without reading.
      return response.redirect(303, issueCode(session, request, launch));
    }
    const patients = needsPatient(request.scope) ? await options.patients() : undefined;
    const pending = opaqueId();
    pendings.set(pending, { sessionId: session.id, request, patientIds: patients?.map(({ id }) => id) ?? [] }, Date.now() + PENDING_MS);
    const body = consentPage({
      appName: request.client.name ?? request.client.clientId,
      pending,
      csrf: session.csrf,
      scopes: request.scope.split(' '),
      ...(patients === undefined ? {} : { patients }),
    });
    html(response, 200, body, [new URL(request.redirectUri).origin]);
  };

  const issueCode = (session: EhrSession, request: AuthorizeRequest, context: Partial<Pick<Launch, 'patient' | 'encounter' | 'appContext'>>): string => {
    const { patient, encounter, appContext } = context;
    const code = grants.addCode({
      clientId: request.client.clientId,
      redirectUri: request.redirectUri,
      codeChallenge: request.codeChallenge,
      scope: request.scope,
      user: session.user,
      ...(patient === undefined ? {} : { patient }),
      ...(encounter === undefined ? {} : { encounter }),
      ...(appContext === undefined ? {} : { appContext }),
      ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
    });
    return codeRedirect(request.redirectUri, request.state, code);
  };

  router.get('/authorize', (request, response) => authorize(request, response, new URL(request.originalUrl, urls.issuer).searchParams));
  router.post('/authorize', (request, response) => authorize(request, response, new URLSearchParams(request.body as Record<string, string>)));

  router.post('/login', (request, response) => {
    const { return_to: returnTo } = request.body as Record<string, string>;
    if (!isSameOrigin(request, urls.issuer)) return html(response, 403, refusalPage('The sign-in form was sent from another site.'));
    sessions.start(response, demoUser);
    // Only our own authorize page is a place to return to: this is no open redirector.
    response.redirect(303, returnTo?.startsWith(`${urls.authorize}?`) === true ? returnTo : '/');
  });

  router.post('/decision', (request, response) => {
    const { pending: pendingId = '', csrf, decision, patient } = request.body as Record<string, string>;
    const session = sessions.of(request);
    const pending = pendings.take(pendingId);
    if (session === undefined || pending === undefined || pending.sessionId !== session.id || !hasCsrf(session, csrf))
      return html(response, 403, refusalPage('This form is no longer valid. Open the application again.'));
    const { request: asked } = pending;
    if (decision !== 'allow') return response.redirect(303, errorRedirect(asked.redirectUri, asked.state, 'access_denied', 'the user did not allow access'));
    if (pending.patientIds.length > 0 && (patient === undefined || !pending.patientIds.includes(patient)))
      return response.redirect(303, errorRedirect(asked.redirectUri, asked.state, 'access_denied', 'no patient was chosen'));
    response.redirect(303, issueCode(session, asked, pending.patientIds.length > 0 && patient !== undefined ? { patient } : {}));
  });
  return router;
}

/** True when the browser says that the form came from our own page; a client without `Origin` is no browser of today. */
function isSameOrigin(request: Request, issuer: string): boolean {
  return request.get('origin') === new URL(issuer).origin;
}

/** Sends a page with a policy that allows only its own style; Chromium applies `form-action` to redirects too, so the app's origin is named. */
function html(response: Response, status: number, body: string, formTargets: readonly string[] = []): void {
  const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  const targets = formTargets.length === 0 ? '' : ` ${formTargets.join(' ')}`;
  response
    .status(status)
    .set('Content-Security-Policy', `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'${targets}; frame-ancestors 'none'; base-uri 'none'`)
    .set('Cache-Control', 'no-store')
    // Under no-referrer a browser sends `Origin: null` with our own forms, and the sign-in would refuse them.
    .set('Referrer-Policy', 'same-origin')
    .type('html')
    .send(body);
}
