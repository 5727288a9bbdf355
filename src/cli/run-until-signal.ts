// SPDX-License-Identifier: Apache-2.0

/**
 * Starts something and stops it on SIGINT or SIGTERM. A start that fails for reasons the operator can mend (`code` on the error) prints its message, not a stack.
 *
 * @param start returns what can be stopped
 * @param say where to tell the operator that it stops and has stopped; nowhere unless given
 */
export async function runUntilSignal(start: () => Promise<{ stop(): Promise<void> }>, say: (text: string) => void = () => undefined): Promise<void> {
  let running: { stop(): Promise<void> };
  try {
    running = await start();
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (!(error instanceof Error) || typeof code !== 'string') throw error;
    process.stderr.write(`${code === 'EADDRINUSE' ? `The port is taken by another program (${error.message}). Choose another with --port.` : error.message}\n`);
    process.exitCode = 1;
    return;
  }
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    // A part that hangs must not keep the process.
    setTimeout(() => process.exit(1), 25_000).unref();
    say('\nStopping…');
    running.stop().then(
      () => {
        say('Everything is stopped.');
        process.exit(0);
      },
      (error: unknown) => {
        say(`Not everything stopped cleanly: ${error instanceof Error ? error.message : String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}
