// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';

/** The page is blanked after this long without a key, a press or a move. */
export const IDLE_MS = 20 * 60_000;

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** True once nobody has used the page for a while; `wake` starts over. */
export function useIdle(limitMs: number = IDLE_MS): { readonly idle: boolean; readonly wake: () => void } {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    if (idle) return;
    let last = Date.now();
    const seen = (): void => {
      last = Date.now();
    };
    // Timers stop while a laptop sleeps; the clock does not.
    const check = (): void => {
      if (Date.now() - last >= limitMs) setIdle(true);
    };
    const timer = setInterval(check, Math.min(30_000, limitMs));
    for (const sign of SIGNS) document.addEventListener(sign, seen, { passive: true, capture: true });
    document.addEventListener('visibilitychange', check);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) document.removeEventListener(sign, seen, { capture: true });
      document.removeEventListener('visibilitychange', check);
    };
  }, [idle, limitMs]);
  return { idle, wake: () => setIdle(false) };
}
