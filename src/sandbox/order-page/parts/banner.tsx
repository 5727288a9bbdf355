// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { Chart, SessionInfo } from '../api.ts';
import { ageYears, day } from '../format.ts';
import { useWords } from '../text.tsx';

/** Who the chart is about, and the apps that open on it. */
export function Banner({ apps, chart }: { chart: Chart; apps: SessionInfo['apps'] }): ReactNode {
  const { language, text } = useWords();
  const { allergies, conditions, patient } = chart;
  const sex = patient.gender === 'male' ? text.male : patient.gender === 'female' ? text.female : (patient.gender ?? '');
  const born =
    patient.birthDate === undefined
      ? ''
      : language === 'zh'
        ? `，${ageYears(patient.birthDate)} 岁（${day(patient.birthDate, language)}）`
        : `, ${ageYears(patient.birthDate)} (${day(patient.birthDate, language)})`;
  return (
    <section className="pb" aria-label={text.patientBanner}>
      <h1>{patient.name}</h1>
      <span>{`${sex}${born}`}</span>
      {patient.mrn !== undefined && <span className="nb">{text.id(patient.mrn)}</span>}
      <span>{allergies.length === 0 ? text.noAllergies : text.allergies(allergies.join(', '))}</span>
      {conditions.map(({ reference, title }) => (
        <span key={reference}>{title}</span>
      ))}
      <span>{text.invented}</span>
      <span className="apps">
        {apps.map(({ clientId, name }) => (
          <a key={clientId} href={`/launch/app/${encodeURIComponent(clientId)}/${encodeURIComponent(patient.id)}`} target="_blank" rel="noopener">
            {text.launch(name)}
            <span className="vh">, {text.newTab}</span>
          </a>
        ))}
      </span>
    </section>
  );
}
