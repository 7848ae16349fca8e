import { resolveReferences, resourcesOf, synthesize } from './synth';

/** The patterns as they are deployed, by the rule's name without its prefix. */
export function deployedPatterns(): Record<string, Record<string, unknown>> {
  const { template } = synthesize();
  return Object.fromEntries(
    resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => [
      Properties.Name.replace(/^vulnscan-/, ''),
      JSON.parse(JSON.stringify(resolveReferences(template, Properties.EventPattern))),
    ]),
  );
}
