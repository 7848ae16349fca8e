import fc from 'fast-check';

/** One failure kills a mutant, so no smaller counterexample is searched for. */
fc.configureGlobal({ endOnFailure: true, numRuns: 20 });
