// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, it } from '@jest/globals';
import { oraclesDir } from './oracles.ts';
import { freePort, stopProcess } from './processes.ts';
import { servicePath, servicesRequired } from './services.ts';

export interface HapiServer {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** The script that starts a real HAPI FHIR server, where the reference folder and Java with Maven are present. */
export function hapiScript(): string | undefined {
  const folder = oraclesDir();
  const script = folder === undefined ? undefined : path.join(folder, 'tools/hapi/start.sh');
  return script !== undefined && existsSync(script) && servicePath('java') !== undefined ? script : undefined;
}

/** The script builds in one folder for all: two test files that start it at once would copy over each other. */
const BUILDING = path.join(tmpdir(), 'hepanom-hapi-building');
/** A lock older than the longest start belongs to a run that was killed. */
const STALE_MS = 250_000;

/** Runs `start` while no other process does. */
async function alone<T>(start: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      mkdirSync(BUILDING);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const since = statSync(BUILDING, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (since > 0 && Date.now() - since > STALE_MS) rmSync(BUILDING, { recursive: true, force: true });
      await pause(300);
    }
  }
  try {
    return await start();
  } finally {
    rmSync(BUILDING, { recursive: true, force: true });
  }
}

/** Starts HAPI (15 to 35 s; a first build adds about 40 s) and waits for its own "ready" line. */
export function startHapi(script: string): Promise<HapiServer> {
  return alone(() => startNow(script));
}

async function startNow(script: string): Promise<HapiServer> {
  const port = await freePort();
  const child: ChildProcess = spawn('sh', [script, String(port)], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await new Promise<void>((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`HAPI was not ready in 240 s: ${output.slice(-2000)}`)), 240_000);
    let seen = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes('ready http')) {
        clearTimeout(giveUp);
        resolve();
      }
    });
    child.once('exit', (code) => {
      clearTimeout(giveUp);
      reject(new Error(`HAPI ended with code ${code}: ${output.slice(-2000)}`));
    });
  });
  return { baseUrl: `http://127.0.0.1:${port}/fhir`, stop: () => stopProcess(child) };
}

/** `describe` where a real HAPI can be started; otherwise one skipped test that says why. Without the reference folder it is skipped even when services are required: users clone the project without it. */
export function describeWithHapi(title: string, body: (script: string) => void): void {
  const script = hapiScript();
  if (script !== undefined) describe(title, () => body(script));
  else if (servicesRequired && oraclesDir() !== undefined)
    describe(title, () =>
      it('needs Java for the HAPI server', () => {
        throw new Error('HAPI cannot start: no java on this machine, and HEPANOM_REQUIRE_SERVICES=1 allows no skip');
      }),
    );
  else describe(title, () => it.skip('needs the reference folder with tools/hapi and Java', () => undefined));
}
