// SPDX-License-Identifier: Apache-2.0
// Banner, patient, model, language, theme. The patient's name stands here and on paper only.
import type { Language, ModelRef } from '../../src/nomogram/assessment.ts';
import { Rich, useText } from '../i18n/use-text.tsx';
import { Icon, Logo } from '../parts/icons.tsx';
import { PressedGroup } from '../parts/segmented.tsx';
import type { PatientBanner } from '../session/patient.ts';
import { date } from '../view/format.ts';

export interface HeaderProps {
  readonly patient: PatientBanner | undefined;
  readonly operationDate: string | undefined;
  readonly models: readonly ModelRef[];
  readonly selected: ModelRef | undefined;
  readonly onModel: (id: string) => void;
  readonly onLanguage: (language: Language) => void;
  readonly onTheme: () => void;
  /** Invented patients: said even where the model itself is published. */
  readonly invented: boolean;
}

export function DemoBanner({ selected, invented }: Pick<HeaderProps, 'selected' | 'invented'>) {
  const { t, language } = useText();
  const text = selected?.notice?.[language] ?? (selected?.demonstration ? t.frame.demoModel : invented ? t.frame.demoPatient : '');
  if (!text) return null;
  return (
    <aside className="demo" aria-label={t.frame.demonstration}>
      <span>{text}</span>
      {selected && selected.status !== 'validated-locally' && <span className="mid-only">{t.frame.notValidated}</span>}
    </aside>
  );
}

export function patientLine(patient: PatientBanner, t: ReturnType<typeof useText>['t']): readonly string[] {
  const sex = patient.sex ? t.frame[patient.sex] : '';
  return [
    patient.ageYears === undefined ? sex : t.frame.sexAge(sex, String(patient.ageYears)),
    patient.recordNumber ? t.frame.patientId(patient.recordNumber) : '',
  ].filter(Boolean);
}

/** A short name for the switch: the bundled demonstration by its kind, others by the shorter part of their title (`ERASL-pre`, `Clinical model`). */
export function shortTitle(model: ModelRef, language: Language, nomogram: string): string {
  if (model.id === 'demo') return nomogram;
  const parts = model.title[language].split(/[:：]/).map((part) => part.split(/[(（,，]/)[0]!.trim());
  const [head, tail] = [parts[0]!, parts.length > 1 ? parts.at(-1)! : ''];
  return tail !== '' && tail.length < head.length ? tail.charAt(0).toUpperCase() + tail.slice(1) : head;
}

export function Header(props: HeaderProps) {
  const { t, language } = useText();
  const { patient, selected } = props;
  return (
    <header className="top">
      <div className="brand">
        <Logo />
        <h1>HepaNom</h1>
      </div>
      <div className="pt">
        {patient && (
          <>
            <b>{patient.name || t.frame.unnamed}</b>
            {patientLine(patient, t).map((part) => (
              <span key={part}>{part}</span>
            ))}
            {selected && (
              <span>
                <Rich text={props.operationDate ? t.frame.planned(date(props.operationDate, language)) : t.frame.notPlanned} />
              </span>
            )}
          </>
        )}
      </div>
      <div className="top-r">
        {selected && (
          <span className="badge">
            <i />
            <span>{selected.status === 'validated-locally' ? t.frame.validated : t.frame.notValidated}</span>
          </span>
        )}
        {props.models.length > 1 && selected && (
          <PressedGroup
            label={t.frame.model}
            value={selected.id}
            onChange={props.onModel}
            options={props.models.map((m) => ({ value: m.id, label: shortTitle(m, language, t.frame.nomogram) }))}
          />
        )}
        <PressedGroup
          label={t.frame.language}
          value={language}
          onChange={props.onLanguage}
          options={[
            { value: 'en', label: 'EN', lang: 'en' },
            { value: 'zh', label: '中文', lang: 'zh-CN' },
          ]}
        />
        <button type="button" className="icb" aria-label={t.frame.theme} onClick={props.onTheme}>
          <Icon name="moon" />
        </button>
      </div>
    </header>
  );
}
