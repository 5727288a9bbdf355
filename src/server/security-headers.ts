// SPDX-License-Identifier: Apache-2.0
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config.ts';

/**
 * Headers of every answer. The app may be framed by the EHRs of the configuration only (CSP `frame-ancestors`; X-Frame-Options cannot name several and is not sent),
 * and may talk only to us and to their FHIR servers.
 *
 * @param extraOrigins further origins the app may call, e.g. token endpoints found in smart-configuration
 */
export function securityHeaders(config: Config, extraOrigins: () => readonly string[]): RequestHandler {
  const secure = config.publicBaseUrl?.startsWith('https:') ?? false;
  const build = (connect: readonly string[]): RequestHandler =>
    helmet({
      frameguard: false,
      hsts: secure,
      // The app is opened from an EHR in another window and talks back to nobody.
      crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
      crossOriginResourcePolicy: { policy: 'same-site' },
      referrerPolicy: { policy: 'no-referrer' },
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'"],
          manifestSrc: ["'self'"],
          connectSrc: ["'self'", ...connect],
          workerSrc: ["'self'", 'blob:'],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          objectSrc: ["'none'"],
          frameAncestors: config.frameAncestors.length === 0 ? ["'none'"] : [...config.frameAncestors],
          ...(secure ? { upgradeInsecureRequests: [] } : {}),
        },
      },
    });
  const fixed = config.ehrs.flatMap((ehr) => [ehr.fhirBase, ehr.issuer ?? ehr.fhirBase]).map((address) => new URL(address).origin);
  let known = '';
  let handler: RequestHandler | undefined;
  return (request, response, next) => {
    const connect = [...new Set([...fixed, ...extraOrigins()])].toSorted();
    if (handler === undefined || connect.join(' ') !== known) {
      known = connect.join(' ');
      handler = build(connect);
    }
    response.setHeader('Cache-Control', 'no-store');
    handler(request, response, next);
  };
}
