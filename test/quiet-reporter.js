/**
 * Logs are useful where a test failed and noise elsewhere. This reporter runs before Jest's own: it drops the log of a
 * file that passed, and the stack that Jest adds to each line of a file that failed.
 */
module.exports = class QuietReporter {
  onTestResult(_test, result) {
    const failed = result.numFailingTests > 0 || result.testExecError;
    if (!failed) result.console = undefined;
    for (const entry of result.console ?? []) entry.origin = '';
  }
};
