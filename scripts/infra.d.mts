/** Brings infra/node_modules to what its lockfile wants. Throws when npm can't. */
export function installInfra(): void;
