const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: require.resolve('./test/canary-environment.js'),
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/real/', '/test/sim/long'],
  setupFiles: ['<rootDir>/test/setup.ts'],
  // The first test of a file may load the SDKs or synthesise a stack while other workers use the same core.
  testTimeout: 60_000,
  // Most tests wait for processes and queues, so there are more workers than cores.
  maxWorkers: 2 * availableParallelism(),
  reporters: ['<rootDir>/test/quiet-reporter.js', 'default'],
  // Adapters are loaded lazily; Node requires the extension in a dynamic import.
  moduleNameMapper: { '^(\\.\\./adapters/.+|\\./ecs-images)\\.js$': '$1' },
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { target: 'es2023', parser: { syntax: 'typescript', tsx: false } },
        sourceMaps: 'inline',
      },
    ],
  },
};
