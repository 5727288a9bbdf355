// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './processes.ts';

/** A running archive with an empty database of its own. */
export interface Orthanc {
  readonly dicomwebUrl: string;
  /** Ends the process, waits until it is gone and removes its folder. */
  stop(): Promise<void>;
}

const PLUGINS = ['/usr/share/orthanc/plugins/libOrthancDicomWeb.so', '/usr/lib/orthanc/libOrthancDicomWeb.so'];
const READY_MS = 20_000;

/** Starts a real Orthanc with its DICOMweb plugin on a free loopback port in a fresh temporary folder, and waits until it answers a search. */
export async function startOrthanc(): Promise<Orthanc> {
  const program = orthancPath();
  if (program === undefined) throw new Error('Orthanc is not installed');
  const folder = await mkdtemp(path.join(tmpdir(), 'hepanom-orthanc-'));
  const port = await freePort();
  await writeFile(path.join(folder, 'orthanc.json'), JSON.stringify(configuration(folder, port)));
  const child = spawn(program, [path.join(folder, 'orthanc.json')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  const dicomwebUrl = `http://127.0.0.1:${port}/dicom-web`;
  try {
    await untilReady(child, `${dicomwebUrl}/studies`);
  } catch (cause) {
    await end(child, folder);
    throw new Error(`Orthanc did not come up; its last lines: ${log}`, { cause });
  }
  return { dicomwebUrl, stop: () => end(child, folder) };
}

/** Looked up here, not through `services.ts`, so that benchmarks outside jest can start it too. */
function orthancPath(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/bin', '/usr/local/sbin'];
  return folders.map((folder) => path.join(folder, 'Orthanc')).find((file) => existsSync(file));
}

function configuration(folder: string, port: number): object {
  return {
    Name: 'hepanom-test',
    StorageDirectory: path.join(folder, 'db'),
    IndexDirectory: path.join(folder, 'db'),
    HttpServerEnabled: true,
    HttpPort: port,
    HttpBindAddresses: ['127.0.0.1'],
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    DicomServerEnabled: false,
    Plugins: PLUGINS.filter((file) => existsSync(file)).slice(0, 1),
    StorageCompression: false,
    OverwriteInstances: true,
    HttpThreadsCount: 16,
    DicomWeb: { Enable: true, Root: '/dicom-web/', EnableWado: false, Ssl: false, StudiesMetadata: 'Full', SeriesMetadata: 'Full' },
  };
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const giveUp = Date.now() + READY_MS;
  while (Date.now() < giveUp) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok === true) return;
    await sleep(30);
  }
  throw new Error(`no answer within ${READY_MS} ms`);
}

/** A second start while the first still runs would find its database locked, so the exit is awaited. */
async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  await rm(folder, { recursive: true, force: true });
}
