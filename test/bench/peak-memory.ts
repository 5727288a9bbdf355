// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';

/**
 * Largest resident memory of this process so far, in bytes.
 *
 * Linux counts the memory of the process that started it into `maxRSS` (it is kept over `exec`), so the peak is read from `/proc` where there is one.
 */
export function peakMemoryBytes(): number {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kib !== undefined) return Number(kib) * 1024;
  } catch {
    // no /proc on this system
  }
  return process.resourceUsage().maxRSS * 1024;
}
