// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { ListedPatient } from '../api.ts';
import { useWords } from '../text.tsx';

interface PatientListProps {
  readonly patients: readonly ListedPatient[];
  readonly chosen: string | undefined;
  readonly onOpen: (patientId: string) => void;
}

/** All patients of the clinic; folded to one line of names once a chart is open. */
export function PatientList({ chosen, onOpen, patients }: PatientListProps): ReactNode {
  const { language, text } = useWords();
  return (
    <nav className={chosen === undefined ? 'pl' : 'pl folded'} aria-label={text.patientList}>
      <h2 className="h">
        <span id="patients-heading">{text.patients}</span>
        <span>{text.patientsNote}</span>
      </h2>
      <ul aria-labelledby="patients-heading">
        {patients.map(({ id, name, story }) => (
          <li key={id}>
            <button type="button" aria-current={id === chosen ? 'true' : undefined} title={story?.[language]} onClick={() => onOpen(id)}>
              {name}
              <small>{story?.[language] ?? ''}</small>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
