// SPDX-License-Identifier: Apache-2.0
// What the reader of the CT states: present, absent or not stated. Each answer becomes an imaging Observation in the user's name.
import { useState } from 'react';
import { useText } from '../i18n/use-text.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { RadioGroup } from '../parts/segmented.tsx';
import { FINDING_CODES, type FindingAnswers, type FindingCode } from '../save/finding-observations.ts';

export interface FindingsFormProps {
  /** What the record already says, so that nothing is asked twice. */
  readonly known: FindingAnswers;
  readonly canWrite: boolean;
  readonly write: (answers: FindingAnswers) => Promise<void>;
  readonly onClose: () => void;
}

type Tri = 'present' | 'absent' | 'not-stated';

export function FindingsForm({ known, canWrite, write, onClose }: FindingsFormProps) {
  const { t } = useText();
  const [answers, setAnswers] = useState<FindingAnswers>(known);
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  const changed = changedAnswers(known, answers);
  const count = Object.keys(changed).length;
  const send = async (): Promise<void> => {
    if (count === 0) return setMessage(t.findings.nothing);
    setBusy(true);
    try {
      await write(changed);
      onClose();
    } catch (error) {
      setMessage(t.findings.failed(error instanceof Error ? error.message : String(error)));
      setBusy(false);
    }
  };
  const set = (code: FindingCode, value: Tri): void => {
    const { [code]: _dropped, ...rest } = answers;
    setAnswers(value === 'not-stated' ? rest : { ...rest, [code]: value });
  };
  return (
    <Dialog
      title={t.findings.heading}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="btn p" disabled={!canWrite || busy} onClick={send}>
            {t.findings.write}
          </button>
          <button type="button" className="btn" onClick={onClose}>
            {t.save.cancel}
          </button>
          <span className="s" role="status">
            {canWrite ? message : t.findings.noScope}
          </span>
        </>
      }
    >
      <p className="s">{t.findings.intro}</p>
      <div className="findings">
        {FINDING_CODES.map((code) => (
          <div key={code} className="finding">
            <span>{t.findings.rows[code]}</span>
            <RadioGroup
              name={`finding-${code}`}
              label={t.findings.rows[code]}
              value={answers[code] ?? 'not-stated'}
              onChange={(value: Tri) => set(code, value)}
              options={[
                { value: 'present', label: t.findings.present },
                { value: 'absent', label: t.findings.absent },
                { value: 'not-stated', label: t.findings.notStated },
              ]}
            />
          </div>
        ))}
        <label className="finding">
          <span>{t.findings.tumourCount}</span>
          <input
            type="number"
            min={1}
            max={99}
            step={1}
            value={answers.tumourCount ?? ''}
            onChange={(event) => {
              const n = event.currentTarget.valueAsNumber;
              const { tumourCount: _old, ...rest } = answers;
              setAnswers(Number.isInteger(n) && n >= 1 ? { ...rest, tumourCount: n } : rest);
            }}
          />
        </label>
      </div>
    </Dialog>
  );
}

/** Only what differs from the record is written again. */
export function changedAnswers(known: FindingAnswers, answers: FindingAnswers): FindingAnswers {
  const entries = Object.entries(answers).filter(([key, value]) => known[key as keyof FindingAnswers] !== value);
  return Object.fromEntries(entries) as FindingAnswers;
}
