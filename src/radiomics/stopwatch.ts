// SPDX-License-Identifier: Apache-2.0

/** Time of one stage; measured only when the caller brings a clock. */
export interface StageTime {
  readonly stage: string;
  readonly ms: number;
}

/** Runs a body as a named stage and gives its result back. */
export type Stopwatch = <T>(stage: string, body: () => T) => T;

/** A stopwatch that notes stage times in `stages`; without a clock (milliseconds) it only runs the bodies. */
export function stopwatch(clock: (() => number) | undefined, stages: StageTime[]): Stopwatch {
  if (clock === undefined) return (_stage, body) => body();
  return (stage, body) => {
    const start = clock();
    const result = body();
    stages.push({ stage, ms: clock() - start });
    return result;
  };
}
