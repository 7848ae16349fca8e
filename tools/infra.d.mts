/** Brings infra/node_modules to what its lockfile wants. Throws when npm can't. */
export function installInfra(): void;

/** Runs the CDK app without its command line tool; answers the exit code. */
export function synth(args: string[]): number;
