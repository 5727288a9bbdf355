// SPDX-License-Identifier: Apache-2.0
import type { TumourLoading } from '../assessment/ports.ts';
import type { Config } from '../config.ts';

/** What the site's settings say about reading its CT, for the loader. */
export function tumourLoading({ imaging }: Pick<Config, 'imaging'>): TumourLoading {
  const [from, to] = imaging.portalVenousDelayS ?? [];
  return {
    allowLossy: imaging.allowLossy,
    ...(from === undefined || to === undefined ? {} : { portalVenousDelayS: [from, to] }),
    ...(imaging.fractionalThreshold === undefined ? {} : { fractionalThreshold: imaging.fractionalThreshold }),
  };
}
