/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: require.resolve('./test/canary-environment.js'),
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/real/', '/test/sim/long'],
  setupFiles: ['<rootDir>/test/setup.ts'],
  // A first test loads the SDKs and synthesises stacks, which a busy machine may not do in Jest's five seconds.
  testTimeout: 20_000,
  reporters: ['<rootDir>/test/quiet-reporter.js', 'default'],
  // Doors load adapters late, by dynamic import, which Node wants with an extension.
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
