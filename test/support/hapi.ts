// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
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

/** Starts HAPI (15 to 35 s; a first build adds about 40 s) and waits for its own "ready" line. */
export async function startHapi(script: string): Promise<HapiServer> {
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
