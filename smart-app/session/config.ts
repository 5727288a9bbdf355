// SPDX-License-Identifier: Apache-2.0
// What the site tells the page: which record systems it may sign in to, and who answers for write-back of a demonstration model.

export interface AppConfig {
  readonly clientId: string;
  readonly scopes: string;
  /** FHIR base URLs that may launch the page. */
  readonly issuers: readonly string[];
  /** Named person of the site; without one a demonstration model cannot be written back. */
  readonly responsiblePerson?: string;
  /** True where the record system is the sandbox: its images are drawn and its patients invented. */
  readonly sandbox?: boolean;
  /** `https://pacs.example/viewer?StudyInstanceUID={studyUid}`; absent: no link. */
  readonly pacsViewer?: string;
}

/**
 * Checks `/app/config.json`.
 *
 * @throws {TypeError} naming the member that is wrong
 */
export function parseAppConfig(json: unknown): AppConfig {
  if (typeof json !== 'object' || json === null) throw new TypeError('/app/config.json is not an object');
  const c = json as Record<string, unknown>;
  if (typeof c.clientId !== 'string' || c.clientId === '') throw new TypeError('/app/config.json: clientId is missing');
  const scopes = Array.isArray(c.scopes) ? c.scopes.join(' ') : c.scopes;
  if (typeof scopes !== 'string') throw new TypeError('/app/config.json: scopes is missing');
  if (!Array.isArray(c.issuers) || !c.issuers.every((i) => typeof i === 'string')) throw new TypeError('/app/config.json: issuers is not a list of URLs');
  const text = (key: string) => (typeof c[key] === 'string' && c[key] !== '' ? { [key]: c[key] as string } : {});
  return {
    clientId: c.clientId,
    scopes,
    issuers: c.issuers as string[],
    ...text('responsiblePerson'),
    ...text('pacsViewer'),
    ...(c.sandbox === true ? { sandbox: true } : {}),
  };
}

export async function fetchAppConfig(): Promise<AppConfig> {
  const response = await fetch('/app/config.json', { credentials: 'omit', cache: 'no-store' });
  if (!response.ok) throw new TypeError(`/app/config.json: status ${response.status}`);
  return parseAppConfig(await response.json());
}
