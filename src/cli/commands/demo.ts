// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { runUntilSignal } from '../run-until-signal.ts';

/** Registers `hepanom demo`. */
export function register(program: Command): void {
  program
    .command('demo')
    .description('start a sandbox EHR with invented patients, the CDS service, the worker and the SMART app, on loopback only')
    .option('--model <file>', 'put this model file to work (from "hepanom develop", or your own); default: the demonstration model')
    .option('--json', 'print one JSON line with the addresses once ready; progress goes to standard error')
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run demo\n  $ npm run demo -- --model result/clinical.json\n  $ npm run demo -- --json     # {"ehr":…,"fhir":…,"cds":…,"dicomweb":…,"app":…,"readyMs":…}\n',
    )
    .action(async (options: { readonly json?: boolean; readonly model?: string }) => {
      await runDemo(options.json === true, options.model);
    });
}

async function runDemo(json: boolean, model: string | undefined): Promise<void> {
  const say = (text: string): void => {
    (json ? process.stderr : process.stdout).write(`${text}\n`);
  };
  const which = model === undefined ? 'a demonstration model with assumed constants' : `the model file ${model}`;
  say(`Starting the demonstration: invented patients, synthetic images, ${which}. Not for patient care.`);
  await runUntilSignal(async () => {
    const { startDemo } = await import('../demo/start-demo.ts');
    const demo = await startDemo({
      asOf: new Date().toISOString().slice(0, 10),
      onProgress: (step) => say(`  ✓ ${step}`),
      ...(model === undefined ? {} : { model }),
    });
    const { ehr, fhir, cds, dicomweb, app, readyMs } = demo;
    if (json) process.stdout.write(`${JSON.stringify({ ehr, fhir, cds, dicomweb, app, readyMs })}\n`);
    else
      say(`
Ready after ${Math.round(readyMs / 100) / 10} s. Nothing listens outside loopback.

  Order page   ${ehr}      choose a patient, "Hepatectomy", "Sign order"
  SMART app    ${app}
  CDS service  ${cds}
  FHIR server  ${fhir}
  DICOMweb     ${dicomweb}

Ctrl-C stops everything.`);
    return demo;
  }, say);
}
