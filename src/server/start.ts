// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config.ts';
import { createApp } from './app.ts';
import { type Runtime, type RuntimeOverrides, startRuntime } from './runtime.ts';

export interface RunningServer {
  /** Address it listens on. */
  readonly url: string;
  /** Address under which the EHR reaches it. */
  readonly publicUrl: string;
  readonly runtime: Runtime;
  /** Takes no new work, answers what is under way, stops jobs, closes the database. */
  stop(): Promise<void>;
}

/** How long answers under way may take when the server stops. */
const DRAIN_MS = 10_000;

/**
 * Starts the whole service: hooks, app API, app, model cards, health, metrics, and the workers of this process.
 *
 * @throws ConfigError, DatabaseError, or the error of `listen` (port in use)
 */
export async function startServer(config: Config, overrides: RuntimeOverrides = {}): Promise<RunningServer> {
  const runtime = await startRuntime(config, overrides);
  const server = createServer();
  // A hook client waits a second and a half; a connection that says nothing for long is none.
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  let accepting = true;
  try {
    await listen(server, config.port, config.host);
  } catch (error) {
    await runtime.stop();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  runtime.setPublicUrl(config.publicBaseUrl ?? url);
  server.on(
    'request',
    createApp(runtime, () => accepting),
  );
  const underWay = countRequests(server);
  runtime.log.info({ port, host: config.host, model: `${runtime.models.active.file.id}@${runtime.models.active.file.version}` }, 'listening');
  let stopping: Promise<void> | undefined;
  return {
    url,
    publicUrl: runtime.publicUrl(),
    runtime,
    stop() {
      accepting = false;
      stopping ??= (async () => {
        await drain(server, underWay);
        await runtime.stop();
      })();
      return stopping;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Number of requests that are being answered, and a call when there is none. */
interface UnderWay {
  whenNone(then: () => void): void;
}

function countRequests(server: Server): UnderWay {
  let open = 0;
  let then: (() => void) | undefined;
  server.on('request', (_request, response) => {
    open += 1;
    response.once('close', () => {
      open -= 1;
      if (open === 0) then?.();
    });
  });
  return {
    whenNone(call) {
      then = call;
      if (open === 0) call();
    },
  };
}

function drain(server: Server, underWay: UnderWay): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    // A browser holds connections open on which it never asked anything: they are not idle to Node, and nobody waits on them.
    underWay.whenNone(() => server.closeAllConnections());
  });
}
