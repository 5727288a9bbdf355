// SPDX-License-Identifier: Apache-2.0
import { runExtract } from '../../../src/cli/commands/extract.ts';
import type { ExtractOptions, ExtractSurroundings } from '../../../src/cli/radiomics/extract-options.ts';

/** What a run of `hepanom extract` printed, and its exit status. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `hepanom extract` in this process. @throws what the command reports as `error [code]` */
export async function ranExtract(options: ExtractOptions, surroundings: Partial<Pick<ExtractSurroundings, 'signal' | 'startPool'>> = {}): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const status = await runExtract(options, {
    signal: new AbortController().signal,
    ...surroundings,
    stdout: (text) => {
      stdout += text;
    },
    stderr: {
      write: (text: string) => {
        stderr += text;
      },
    },
  });
  return { status, stdout, stderr };
}

/** Standard output of a run that prints one JSON value. */
export async function jsonOfExtract(options: ExtractOptions): Promise<Record<string, unknown>> {
  return JSON.parse((await ranExtract(options)).stdout) as Record<string, unknown>;
}
