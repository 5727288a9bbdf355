// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';
import type { Language } from '../../src/nomogram/assessment.ts';
import type { Catalogue } from '../i18n/catalogue.ts';
import { type EstimateView, horizons, peopleText } from '../view/estimate-view.ts';

const QUIET_MS = 600;

/** The estimate as one sentence for screen readers, 600 ms after its last change. */
export function useAnnouncement(view: EstimateView | undefined, years: number, t: Catalogue, language: Language): string {
  const [spoken, setSpoken] = useState('');
  const people = view?.kind === 'individual' ? horizons(view.prediction.survival).find((h) => h.years === years) : undefined;
  const words = people ? peopleText(people, language) : undefined;
  const sentence = words ? t.estimate.announce(words.recur, words.recurRange, t.estimate.years(years)) : '';
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(sentence), QUIET_MS);
    return () => clearTimeout(timer);
  }, [sentence]);
  return spoken;
}
