import { readFileSync } from 'node:fs';
import { parseConfigText } from '../src/config-file';
import { isKnownError } from '../src/domain/errors';
import { HELP, type Options, parseOptions } from './options';
import { type System, startSystem } from './system';

/** `npm start`: prints `ready: URL` when it is up, stops cleanly on SIGINT and SIGTERM. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return console.log(HELP);
  const system = await start(options);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void stop(system));
  }
  console.log(
    `AWS stands in at ${system.aws.url} (aws --endpoint-url ${system.aws.url} securityhub get-findings)`,
  );
  console.log('Stop with Ctrl-C.');
  console.log(`ready: ${system.slack.url}`);
  if (options.scan) await system.scan();
}

async function start(options: Options): Promise<System> {
  const { images, config: file, ...rest } = options;
  const config = parseConfigText(readFileSync(file, 'utf8'), file);
  return startSystem({
    ...rest,
    images,
    page: true,
    config: images.length > 0 ? { ...config, images } : config,
  });
}

async function stop(system: System): Promise<void> {
  console.log('\nstopping ...');
  await system.close();
  process.exit(0);
}

function explain(error: unknown): string {
  if (isKnownError(error)) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message.replace(/^listen EADDRINUSE: /, '')}; stop what uses the port or choose another with --port and --aws-port.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
