// SPDX-License-Identifier: Apache-2.0
/** Prints the one line that machines read, last: `N passed, N failed`. */
export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.numPendingTests + results.numTodoTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    // A test that leaves a server open must not hold up the run for ever.
    setTimeout(() => process.exit(failed > 0 ? 1 : 0), 15_000).unref();
    process.stderr.write('', () => {
      process.stdout.write(`${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
    });
  }
}
