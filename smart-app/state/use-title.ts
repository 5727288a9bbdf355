// SPDX-License-Identifier: Apache-2.0
import { useEffect } from 'react';
import type { Catalogue } from '../i18n/catalogue.ts';

/** The window's title: what the shown model estimates, never a patient. */
export function useTitle(t: Catalogue): void {
  const { title } = t.frame;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
