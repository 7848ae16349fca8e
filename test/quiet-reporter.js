/**
 * What a door logs is worth reading where a test failed, and noise everywhere else. This reporter stands before
 * Jest's own: it takes the log of a file that passed away, and from a failed file's lines the stack that Jest adds to each.
 */
module.exports = class QuietReporter {
  onTestResult(_test, result) {
    const failed = result.numFailingTests > 0 || result.testExecError;
    if (!failed) result.console = undefined;
    for (const entry of result.console ?? []) entry.origin = '';
  }
};
