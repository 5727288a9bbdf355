// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { AuditView } from '../api.ts';
import { moment } from '../format.ts';
import { useWords } from '../text.tsx';

/** Who did what with this patient's data, read from the FHIR server. */
export function AuditTrail({ events, onReload }: { events: readonly AuditView[] | undefined; onReload: () => void }): ReactNode {
  const { language, text } = useWords();
  return (
    <section aria-labelledby="audit-heading">
      <h2 className="h">
        <span id="audit-heading">{text.auditTrail}</span>
        <span>{text.auditNote}</span>
        <button type="button" className="link" onClick={onReload}>
          {text.reload}
        </button>
      </h2>
      {events === undefined ? (
        <div className="skeleton" aria-hidden="true" />
      ) : events.length === 0 ? (
        <p className="empty">{text.noAudit}</p>
      ) : (
        <table className="audit">
          <caption className="vh">{text.auditTrail}</caption>
          <thead>
            <tr>
              <th scope="col">{text.time}</th>
              <th scope="col">{text.event}</th>
              <th scope="col">{text.who}</th>
              <th scope="col">{text.about}</th>
              <th scope="col">{text.outcome}</th>
            </tr>
          </thead>
          <tbody>
            {events.map(({ action, entities, event, id, outcome, recorded, who }) => (
              <tr key={id}>
                <th scope="row" className="nb">
                  {moment(recorded, language)}
                </th>
                <td>{action === undefined ? event : `${event} (${action})`}</td>
                <td>{lined(who)}</td>
                <td>{lined(entities)}</td>
                <td>{outcome === undefined ? '' : (text.outcomes[outcome] ?? outcome)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function lined(texts: readonly string[]): ReactNode {
  return [...new Set(texts)].map((one) => <div key={one}>{one}</div>);
}
