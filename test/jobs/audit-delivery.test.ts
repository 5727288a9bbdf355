// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from '@jest/globals';
import type { AuditEvent } from 'fhir/r4';
import type { PgBoss } from 'pg-boss';
import { fhirClient } from '../../src/fhir/client.ts';
import { type AuditDelivery, auditDelivery } from '../../src/jobs/audit-delivery.ts';
import { startBoss } from '../../src/jobs/boss.ts';
import { auditOutbox } from '../../src/store/audit-outbox.ts';
import { describeOnBothDatabases } from '../support/databases.ts';
import { freePort } from '../support/processes.ts';

const clock = { nowIso: () => new Date().toISOString(), monotonicMs: () => performance.now() };
const event = (id: string): AuditEvent => ({
  resourceType: 'AuditEvent',
  type: { code: 'rest' },
  recorded: new Date().toISOString(),
  agent: [{ requestor: true, name: id }],
  source: { observer: { display: 'x' } },
});

/** A FHIR server that only takes AuditEvents; `refuse` makes it answer 500. */
function ehr(port: number, taken: string[], refuse: () => boolean): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      if (refuse()) {
        response.writeHead(500).end();
        return;
      }
      const received = JSON.parse(body) as AuditEvent;
      taken.push(received.agent[0]?.name ?? '');
      response.writeHead(201, { Location: `http://127.0.0.1:${port}/AuditEvent/${taken.length}`, 'Content-Type': 'application/fhir+json' }).end(body);
    });
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

describeOnBothDatabases('audit delivery', (database) => {
  const open: { boss: PgBoss; delivery: AuditDelivery }[] = [];
  const servers: Server[] = [];
  afterEach(async () => {
    for (const { boss, delivery } of open.splice(0)) {
      await boss.stop({ graceful: true, timeout: 2000 });
      await delivery.stop();
    }
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  const start = async (delivers = true): Promise<AuditDelivery> => {
    const boss = await startBoss(database(), () => undefined, 60);
    const delivery = auditDelivery({
      boss,
      outbox: auditOutbox(database().db),
      clock,
      delivers,
      retryBaseMs: 20,
      retryMaxMs: 200,
      post: async (fhirBase, audit) => void (await fhirClient({ baseUrl: fhirBase, timeoutMs: 1000 }).create(audit)),
    });
    open.push({ boss, delivery });
    await delivery.startWorker();
    return delivery;
  };

  const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
    for (let look = 0; look < 200; look += 1) {
      if (await done()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('did not happen within 5 s');
  };

  it('loses no event while the EHR is down, then refuses, then is up', async () => {
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    const taken: string[] = [];
    let refusing = true;
    const delivery = await start();
    const names = Array.from({ length: 25 }, (_value, index) => `down-${index}`);
    await Promise.all(names.map((name) => delivery.record(base, event(name))));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await auditOutbox(database().db).depth()).toBe(25);
    servers.push(await ehr(port, taken, () => refusing));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(taken).toEqual([]);
    refusing = false;
    await until(() => taken.length >= 25);
    expect(taken.toSorted()).toEqual(names.toSorted());
    await until(async () => (await auditOutbox(database().db).depth()) === 0);
  });

  it('delivers after a restart what an earlier process stored', async () => {
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    const taken: string[] = [];
    const first = await start();
    await first.record(base, event('before the restart'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (const { boss, delivery } of open.splice(0)) {
      await boss.stop({ graceful: true, timeout: 2000 });
      await delivery.stop();
    }
    servers.push(await ehr(port, taken, () => false));
    await start();
    await until(() => taken.length === 1);
    expect(taken).toEqual(['before the restart']);
  });

  it('does not let one EHR that is down hold up another', async () => {
    const upPort = await freePort();
    const taken: string[] = [];
    servers.push(await ehr(upPort, taken, () => false));
    const delivery = await start();
    const down = `http://127.0.0.1:${await freePort()}`;
    for (let index = 0; index < 5; index += 1) await delivery.record(down, event(`lost-${index}`));
    await delivery.record(`http://127.0.0.1:${upPort}`, event('for the other'));
    await until(() => taken.includes('for the other'));
    expect(await auditOutbox(database().db).depth()).toBeGreaterThanOrEqual(5);
    await database().db.deleteFrom('audit_outbox').execute();
  });

  it('wakes the worker of another process', async () => {
    const port = await freePort();
    const taken: string[] = [];
    servers.push(await ehr(port, taken, () => false));
    const asking = await start(false);
    await start(true);
    await asking.record(`http://127.0.0.1:${port}`, event('from the server'));
    await until(() => taken.length === 1);
    expect(taken).toEqual(['from the server']);
  });
});
