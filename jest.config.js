/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: require.resolve('./test/canary-environment.js'),
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/real/', '/test/sim/long'],
  setupFiles: ['<rootDir>/test/setup.ts'],
  // A first test loads the SDKs and synthesises stacks, which a busy machine may not do in Jest's five seconds.
  testTimeout: 20_000,
  // Many tests wait for processes and queues; Jest's own choice leaves a core idle, on two cores half of them.
  maxWorkers: '100%',
  reporters: ['<rootDir>/test/quiet-reporter.js', 'default'],
  // Handlers load adapters late, by dynamic import, which Node wants with an extension.
  moduleNameMapper: { '^(\\.\\./adapters/.+)\\.js$': '$1' },
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
