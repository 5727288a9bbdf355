// SPDX-License-Identifier: Apache-2.0
// Which EHR and archive a collection reads: those of the site's configuration. Addresses may come from the command line, credentials never do.
import { type Config, ConfigError, loadConfig, parseConfig } from '../../config.ts';
import { InputError } from '../input-error.ts';

export interface SiteOptions {
  readonly config?: string;
  readonly fhir?: string;
  readonly dicomweb?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface CollectionSite {
  readonly config: Config;
  readonly fhirBase: string;
  /** False where the configuration does not know this EHR: it is asked without credentials. */
  readonly configured: boolean;
}

/**
 * @throws ConfigError, InputError `fhir-missing`, `address-with-secret`
 */
export function collectionSite(options: SiteOptions): CollectionSite {
  const env = options.env ?? process.env;
  // Postgres tools and platforms name it so; the configuration's own name wins.
  const withDatabase = env.DATABASE_URL !== undefined && env.HEPANOM_DATABASE_URL === undefined ? { ...env, HEPANOM_DATABASE_URL: env.DATABASE_URL } : env;
  const given = loadConfig({ file: options.config, env: withDatabase });
  const fhirBase = address(options.fhir, '--fhir') ?? (given.ehrs.length === 1 ? given.ehrs[0]?.fhirBase : undefined);
  if (fhirBase === undefined)
    throw new InputError(
      'fhir-missing',
      given.ehrs.length === 0
        ? 'Which EHR? Give --fhir URL, or a configuration with "ehrs" (--config).'
        : 'The configuration has several EHRs; say which with --fhir URL.',
    );
  const archive = address(options.dicomweb, '--dicomweb');
  const configured = given.ehrs.some((ehr) => ehr.fhirBase === fhirBase);
  // A copy as it may be written, with the archive that the operator named added to what this EHR allows.
  const written = structuredClone(given) as unknown as { ehrs: { fhirBase: string; dicomweb: { allowed: string[] } }[] } & Record<string, unknown>;
  if (!configured) {
    const open = parseConfig({ ehrs: [{ fhirBase, postAuditEvents: false }] }).ehrs[0];
    written.ehrs.push(structuredClone(open) as unknown as (typeof written.ehrs)[number]);
  }
  const ehr = written.ehrs.find((one) => one.fhirBase === fhirBase);
  if (archive !== undefined && ehr !== undefined && !ehr.dicomweb.allowed.includes(archive)) ehr.dicomweb.allowed.push(archive);
  // Results go to standard output and files; the log of a run is for what went wrong.
  return { config: parseConfig({ ...written, worker: true, logLevel: given.logLevel === 'info' ? 'error' : given.logLevel }), fhirBase, configured };
}

function address(text: string | undefined, option: string): string | undefined {
  if (text === undefined) return undefined;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new InputError('option', `${option} must be an http or https address.`);
  const url = new URL(text);
  // The command line is seen by everybody on the machine and stays in the shell's history.
  if (url.username !== '' || url.password !== '' || url.search !== '')
    throw new InputError('address-with-secret', `${option} must carry no user, password or query: credentials belong into the configuration ("ehrs").`);
  return text.replace(/\/+$/, '');
}

export { ConfigError };
