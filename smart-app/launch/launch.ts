// SPDX-License-Identifier: Apache-2.0
// launch.html: EHR launch (iss, launch) or standalone (iss). Refuses before anybody is sent anywhere.
import FHIR from 'fhirclient';
import { fetchAppConfig } from '../session/config.ts';
import { checkLaunch, cleanQuery, offersPkce, scopesFor } from '../session/launch-rules.ts';
import { showRefusal } from './refusal.ts';

async function start(): Promise<void> {
  const config = await fetchAppConfig();
  const launch = checkLaunch(globalThis.location.search, config.issuers);
  if ('code' in launch) return showRefusal(launch);
  const answer = await fetch(`${launch.iss.replace(/\/+$/, '')}/.well-known/smart-configuration`, {
    headers: { Accept: 'application/json' },
    credentials: 'omit',
    redirect: 'error',
  });
  if (!answer.ok || !offersPkce(await answer.json())) return showRefusal({ code: 'noPkce', iss: launch.iss });
  history.replaceState(null, '', `${globalThis.location.pathname}${cleanQuery(launch)}`);
  const client = config.clients[launch.known];
  if (!client) return showRefusal({ code: 'issRefused', iss: launch.iss });
  await FHIR.oauth2.authorize({
    clientId: client.clientId,
    scope: scopesFor(client.scopes, launch),
    redirectUri: new URL('./', globalThis.location.href.split('?')[0]).href,
    iss: launch.iss,
    ...(launch.launch === undefined ? {} : { launch: launch.launch }),
    pkceMode: 'required',
    // 122 random bits; the library's own default has fewer.
    stateKey: crypto.randomUUID(),
    completeInTarget: true,
  });
}

start().catch((error: unknown) => showRefusal({ code: 'failed', detail: error instanceof Error ? error.message : String(error) }));
