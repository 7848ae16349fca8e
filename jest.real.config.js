const base = require('./jest.config.js');

/** Tests against things this project did not write: a browser, the AWS CLI, a real Trivy. See tools/test-real.mjs. */
module.exports = {
  ...base,
  roots: ['<rootDir>/test/real'],
  testPathIgnorePatterns: ['/node_modules/'],
  setupFiles: [],
  testTimeout: 180_000,
  maxWorkers: 1,
};
