// SPDX-License-Identifier: Apache-2.0
// The patient's sheet: words, one hundred people, what this does not tell, what happens next. No name on it, no score.
import type { Prediction } from '../../src/nomogram/assessment.ts';
import { IconArray } from '../charts/icon-array.tsx';
import { Rich, useText } from '../i18n/use-text.tsx';
import { horizons, peopleText } from '../view/estimate-view.ts';
import { date } from '../view/format.ts';
import { SheetFoot, SheetHead, type SheetsProps } from './sheet-parts.tsx';

export function PatientSheet({ assessment, prediction, years }: SheetsProps & { readonly prediction: Prediction }) {
  const { t, language } = useText();
  const people = horizons(prediction.survival).find((h) => h.years === years);
  if (!people) return null;
  const words = peopleText(people, language);
  const [lower, upper] = people.recurRange ?? [people.recur, people.recur];
  return (
    <section className="sheet p-pt" aria-label={t.print.patientSheet('2')}>
      <SheetHead title={t.print.patientTitle} right={[t.print.patientSheet('2'), date(assessment.createdIso, language)]} />
      <p className="lead">
        <Rich text={t.print.lead(words.recur, t.estimate.years(years), words.free)} />
      </p>
      <div className="p-icons">
        <IconArray width={480} n={people.recur} lower={lower} upper={upper} group={prediction.group?.id} mode="estimate" maxPitch={32} t={t} />
      </div>
      <p>{t.print.between(String(lower), String(upper))}</p>
      <h2>{t.print.notTell}</h2>
      <p>{t.print.notTellText}</p>
      <h2>{t.print.next}</h2>
      <p>{assessment.followUp?.ruleId === 'study' ? t.print.nextStudy : t.print.nextText}</p>
      <SheetFoot assessment={assessment} text="" />
    </section>
  );
}
