// SPDX-License-Identifier: Apache-2.0
// Behind one input: the record entry, who stands behind it, what was passed over and why, and how to correct it.
import type { Assessment } from '../../src/nomogram/assessment.ts';
import { refusalSentence } from '../../src/nomogram/imaging-refusals.ts';
import { useText } from '../i18n/use-text.tsx';
import type { InputRow } from '../view/inputs-view.ts';

export interface InputDetailsProps {
  readonly row: InputRow;
  readonly assessment: Assessment;
  readonly onRecompute: () => void;
  readonly busy: boolean;
}

export function InputDetails({ row, assessment, onRecompute, busy }: InputDetailsProps) {
  const { t, language } = useText();
  const sentence = refusalSentence(assessment.radiomics, language);
  const by = row.input && row.input.kind !== 'missing' ? row.input.from.by : undefined;
  const computed = row.key === 'radScore' && assessment.radiomics.pipeline !== undefined;
  return (
    <div className="details-in">
      {by && <p>{by}</p>}
      {row.reference && <p>{t.inputs.evidenceRef(row.reference)}</p>}
      {row.passedOver.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {row.key === 'radScore' && sentence && <p>{sentence}</p>}
      {computed && <p>{t.inputs.radScoreDetails(assessment.radiomics.pipeline ?? '')}</p>}
      {!computed && <p>{t.inputs.labCorrection}</p>}
      <button type="button" className="btn sm" onClick={onRecompute} disabled={busy}>
        {t.estimate.lookAgain}
      </button>
    </div>
  );
}
