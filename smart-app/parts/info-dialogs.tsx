// SPDX-License-Identifier: Apache-2.0
// Limits, keys and feedback: short dialogs from the action bar.
import { useState } from 'react';
import type { Language } from '../../src/nomogram/assessment.ts';
import type { ModelFile } from '../../src/nomogram/model-file.ts';
import { useText } from '../i18n/use-text.tsx';
import { lastDrawnYear } from '../view/estimate-view.ts';
import { Dialog } from './dialog.tsx';

interface LimitsProps {
  readonly file: ModelFile | undefined;
  readonly demonstration: boolean;
}

export function LimitsDialog({ onClose, ...limits }: LimitsProps & { readonly onClose: () => void }) {
  const { t } = useText();
  return (
    <Dialog title={t.limits.heading} onClose={onClose}>
      <LimitsContent {...limits} />
    </Dialog>
  );
}

/** What holds of every answer, then what the model file says of itself. */
export function LimitsContent({ file, demonstration }: LimitsProps) {
  const { t, language } = useText();
  const { demonstration: demo, study, ...always } = t.limits.list;
  // The sentence is about the published study; another model's own limits stand in its file.
  const ofStudy = file === undefined || Object.hasOwn(file.sources, 'dai');
  const general = Object.values({ ...(ofStudy ? { study } : {}), ...always });
  const last = t.estimate.years(file?.baseline === undefined ? 3 : lastDrawnYear(file.horizonsYears.map((years) => ({ years }))));
  const own = file?.knownLimits.map((limit) => limit[language as Language]) ?? [];
  return (
    <ul className="list">
      {[...(demonstration ? [demo] : []), ...general.map((limit) => (typeof limit === 'string' ? limit : limit(last))), ...own].map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useText();
  return (
    <Dialog title={t.keys.heading} onClose={onClose}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.keys.key}</th>
            <th scope="col">{t.keys.where}</th>
            <th scope="col">{t.keys.does}</th>
          </tr>
        </thead>
        <tbody>
          {Object.values(t.keys.rows).map(([key, where, does]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{where}</td>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}

export function FeedbackDialog({ send, onClose }: { readonly send: (choice: string) => Promise<void>; readonly onClose: () => void }) {
  const { t } = useText();
  const [choice, setChoice] = useState<string>();
  const [state, setState] = useState<'asking' | 'sent' | 'failed'>('asking');
  return (
    <Dialog
      title={t.feedback.heading}
      onClose={onClose}
      footer={
        state === 'sent' ? (
          <button type="button" className="btn" onClick={onClose}>
            {t.save.done}
          </button>
        ) : (
          <button
            type="button"
            className="btn p"
            disabled={choice === undefined}
            onClick={() =>
              choice &&
              send(choice).then(
                () => setState('sent'),
                () => setState('failed'),
              )
            }
          >
            {t.feedback.send}
          </button>
        )
      }
    >
      <p className="s">{t.feedback.intro}</p>
      <fieldset className="choices gap-m">
        <legend className="vh">{t.feedback.heading}</legend>
        {Object.entries(t.feedback.choices).map(([code, text]) => (
          <label key={code}>
            <input type="radio" name="feedback" checked={choice === code} onChange={() => setChoice(code)} /> {text}
          </label>
        ))}
      </fieldset>
      <p role="status" className="s gap-m">
        {state === 'sent' ? t.feedback.thanks : state === 'failed' ? t.feedback.failed : ''}
      </p>
    </Dialog>
  );
}
