// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import type { StudyView } from '../api.ts';
import { day } from '../format.ts';
import { useWords } from '../text.tsx';

/** Imaging studies and their series. */
export function Imaging({ studies }: { studies: readonly StudyView[] }): ReactNode {
  const { language, text } = useWords();
  return (
    <section aria-labelledby="imaging-heading">
      <h2 className="h">
        <span id="imaging-heading">{text.imaging}</span>
        <span>{text.invented}</span>
      </h2>
      {studies.length === 0 ? (
        <p className="empty">{text.noStudies}</p>
      ) : (
        <table>
          <caption className="vh">{text.imaging}</caption>
          <thead>
            <tr>
              <th scope="col">{text.study}</th>
              <th scope="col">{text.date}</th>
              <th scope="col">{text.series}</th>
            </tr>
          </thead>
          <tbody>
            {studies.map(({ date, id, series, title }) => (
              <tr key={id}>
                <th scope="row">{title}</th>
                <td className="nb">{day(date, language)}</td>
                <td>
                  {series.map(({ description, images, modality }) => (
                    <div key={`${modality} ${description}`}>
                      {[modality, description, images === undefined ? undefined : text.images(images)].filter((part) => part !== undefined).join(', ')}
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
