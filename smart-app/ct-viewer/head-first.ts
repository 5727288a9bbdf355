// SPDX-License-Identifier: Apache-2.0
// Readers scroll from head to foot: slice 1 is the top one, whatever the order in memory.
import type { CtInfo, ViewApi } from '../api/client.ts';

export interface HeadFirst {
  readonly info: CtInfo;
  readonly api: Pick<ViewApi, 'slice' | 'mask'>;
}

/** Turns a stack that is stored from foot to head around; leaves others as they are. */
export function headFirst(info: CtInfo, api: Pick<ViewApi, 'slice' | 'mask'>): HeadFirst {
  const last = info.size[2] - 1;
  if ((info.direction[8] ?? 1) <= 0) return { info, api };
  return {
    info: { ...info, areaBySliceCm2: info.areaBySliceCm2.toReversed(), largestSlice: last - info.largestSlice },
    api: { slice: (k) => api.slice(last - k), mask: (k) => api.mask(last - k) },
  };
}
