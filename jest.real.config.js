const base = require('./jest.config.js');

/** Tests against software that this project did not write: a browser, the AWS CLI, Trivy. See tools/test-real.ts. */
module.exports = {
  ...base,
  roots: ['<rootDir>/test/real'],
  testPathIgnorePatterns: ['/node_modules/'],
  setupFiles: [],
  testTimeout: 180_000,
  maxWorkers: 1,
};
