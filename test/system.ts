import { type System, type SystemOptions, startSystem } from '../playground/system';
import { readConfigFile } from '../src/config/config-file';

export const CONFIG = readConfigFile('playground/vulnscan.yml');

/** Starts the whole system for a test: free ports, no page, one image, and services without delays or rate limits. */
export function startQuickly(changes: Partial<SystemOptions> = {}): Promise<System> {
  return startSystem({
    config: CONFIG,
    port: 0,
    awsPort: 0,
    reports: ['playground/samples/api-1.json'],
    images: [],
    imageTars: [],
    page: false,
    lag: { min: 0, max: 20 },
    rates: false,
    ...changes,
  });
}
