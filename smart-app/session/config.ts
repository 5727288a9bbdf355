// SPDX-License-Identifier: Apache-2.0
// What the site tells the page: which record systems it may sign in to, and who answers for write-back of a demonstration model.

/** How the page is registered at one record system. */
export interface ClientRegistration {
  readonly clientId: string;
  readonly scopes: string;
}

export interface AppConfig {
  /** FHIR base URLs that may launch the page. */
  readonly issuers: readonly string[];
  /** Registration by FHIR base URL. */
  readonly clients: Readonly<Record<string, ClientRegistration>>;
  /** Named person of the site; without one a demonstration model cannot be written back. */
  readonly responsiblePerson?: string;
  /** `https://pacs.example/viewer?StudyInstanceUID={studyUid}`; absent: no link. */
  readonly pacsViewer?: string;
  /** The site lets measurements be sent to the image archive. */
  readonly storeReports?: boolean;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function registration(value: unknown): ClientRegistration | undefined {
  if (!isObject(value)) return undefined;
  const { clientId, scopes } = value;
  return typeof clientId === 'string' && clientId !== '' && typeof scopes === 'string' ? { clientId, scopes } : undefined;
}

/** A name, or a name with a role: `Dr Lin, head of surgery`. */
function personOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  if (!isObject(value) || typeof value.name !== 'string' || value.name.trim() === '') return undefined;
  return typeof value.role === 'string' && value.role !== '' ? `${value.name}, ${value.role}` : value.name;
}

/**
 * Checks `/app/config.json`: issuers with a client each, or one client for all.
 *
 * @throws {TypeError} naming the member that is wrong
 */
export function parseAppConfig(json: unknown): AppConfig {
  if (!isObject(json)) throw new TypeError('/app/config.json is not an object');
  const { issuers } = json;
  if (!Array.isArray(issuers) || !issuers.every((i) => typeof i === 'string')) throw new TypeError('/app/config.json: issuers is not a list of URLs');
  const common = registration(json);
  const each = isObject(json.clients) ? json.clients : {};
  const clients = Object.fromEntries(
    (issuers as string[]).map((iss) => {
      const client = registration(each[iss]) ?? common;
      if (!client) throw new TypeError(`/app/config.json: no clientId and scopes for ${iss}`);
      return [iss, client];
    }),
  );
  const person = personOf(json.responsiblePerson);
  return {
    issuers: issuers as string[],
    clients,
    ...(person === undefined ? {} : { responsiblePerson: person }),
    ...(typeof json.pacsViewer === 'string' && json.pacsViewer !== '' ? { pacsViewer: json.pacsViewer } : {}),
    ...(json.storeReports === true ? { storeReports: true } : {}),
  };
}

export async function fetchAppConfig(): Promise<AppConfig> {
  const response = await fetch('/app/config.json', { credentials: 'omit', cache: 'no-store' });
  if (!response.ok) throw new TypeError(`/app/config.json: status ${response.status}`);
  return parseAppConfig(await response.json());
}
