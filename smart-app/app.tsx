// SPDX-License-Identifier: Apache-2.0
// The page from sign-in to blank: connects, shows, blanks itself when nobody is there.

import type { Api } from './api/client.ts';
import { LanguageProvider, useText } from './i18n/use-text.tsx';
import { Page } from './page.tsx';
import { ChartPatterns } from './parts/icons.tsx';
import { useIdle } from './state/use-idle.ts';
import { usePreferences } from './state/use-preferences.ts';
import { type Connection, useSession } from './state/use-session.ts';
import { useTitle } from './state/use-title.ts';
import { useView } from './state/use-view.ts';

export function App({ api }: { readonly api: Api }) {
  const preferences = usePreferences();
  return (
    <LanguageProvider language={preferences.language}>
      <ChartPatterns />
      <Connected api={api} preferences={preferences} />
    </LanguageProvider>
  );
}

function Connected({ api, preferences }: { readonly api: Api; readonly preferences: ReturnType<typeof usePreferences> }) {
  const { t } = useText();
  const connection = useSession(preferences.language);
  const { idle, wake } = useIdle();
  const opened = useView(api, connection.kind === 'open' ? connection.session : undefined);
  if (idle)
    return (
      <Message title="HepaNom" text={t.session.blanked}>
        <button
          type="button"
          className="btn p"
          onClick={() => {
            wake();
            opened.reload();
          }}
        >
          {t.session.show}
        </button>
      </Message>
    );
  if (connection.kind === 'failed' && connection.reason === 'relaunch' && connection.issuers.length > 0)
    return (
      <Message title="HepaNom" text={t.session.choose}>
        {connection.issuers.map((iss) => (
          <a key={iss} className="btn p" href={`./launch.html?iss=${encodeURIComponent(iss)}`}>
            {t.session.signInAt(new URL(iss).host)}
          </a>
        ))}
      </Message>
    );
  if (connection.kind === 'failed') return <Message title={t.session.failed} text={failureText(connection, t)} />;
  if (opened.state.kind === 'failed')
    return (
      <Message title={t.session.failed} text={t.session.server(opened.state.message)}>
        <button type="button" className="btn p" onClick={opened.reload}>
          {t.session.retry}
        </button>
      </Message>
    );
  return <Page api={api} connection={connection} opened={opened} preferences={preferences} />;
}

function failureText(connection: Extract<Connection, { kind: 'failed' }>, t: ReturnType<typeof useText>['t']): string {
  const text = connection.reason === 'other' ? t.session.relaunch : t.session[connection.reason];
  return connection.reason === 'relaunch' || connection.reason === 'other' ? text : `${text} ${t.session.relaunch}`;
}

function Message({ title, text, children }: { readonly title: string; readonly text: string; readonly children?: React.ReactNode }) {
  useTitle(useText().t);
  return (
    <main className="message" role="alert">
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </main>
  );
}
