import fc from 'fast-check';

/** One failure is enough to notice a mutant: no smaller example is looked for. */
fc.configureGlobal({ endOnFailure: true, numRuns: 20 });
