// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stopProcess } from './processes.ts';

export interface DemoProcess {
  readonly ehr: string;
  readonly fhir: string;
  readonly cds: string;
  readonly dicomweb: string;
  readonly app: string;
  readonly readyMs: number;
  /** Lines on standard error so far: one per step. */
  progress(): readonly string[];
  /** Ctrl-C. @returns exit code and what was said while stopping */
  stop(): Promise<{ readonly code: number | null; readonly said: string }>;
}

/**
 * Runs `hepanom demo --json` as its own process, as a user does, and reads the one JSON line.
 * @param options further options of the command
 */
export function startDemoProcess(options: readonly string[] = []): Promise<DemoProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url)), 'demo', '--json', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let errors = '';
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => {
      void stopProcess(child);
      reject(new Error(`The demo was not ready in 180 s:\n${errors}`));
    }, 180_000);
    const early = (code: number | null): void => {
      clearTimeout(giveUp);
      reject(new Error(`The demo ended with ${code}:\n${errors}`));
    };
    child.once('exit', early);
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const line = output.split('\n').find((text) => text.startsWith('{') && text.endsWith('}'));
      if (line === undefined) return;
      clearTimeout(giveUp);
      child.off('exit', early);
      child.stdout.removeAllListeners('data');
      child.stdout.resume();
      resolve({
        ...(JSON.parse(line) as Omit<DemoProcess, 'progress' | 'stop'>),
        progress: () => errors.trim().split('\n'),
        async stop() {
          const before = errors.length;
          const ended = new Promise<number | null>((done) => child.once('exit', done));
          if (child.exitCode === null) process.kill(child.pid!, 'SIGINT');
          const force = setTimeout(() => void stopProcess(child, 0), 15_000);
          const code = child.exitCode ?? (await ended);
          clearTimeout(force);
          return { code, said: errors.slice(before) };
        },
      });
    });
  });
}
