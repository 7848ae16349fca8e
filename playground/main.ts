import { readConfigFile } from '../src/config/config-file';
import { isKnownError } from '../src/domain/errors';
import { hearStop } from './on-stop';
import { HELP, type Options, parseOptions } from './options';
import { requireTrivy } from './real-images';
import { requireReports } from './recordings';
import { type System, startSystem } from './system';

/** `npm start`: prints `ready: URL` when it is up, stops cleanly on SIGINT and SIGTERM. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env['INIT_CWD']);
  if (options.help) return console.log(HELP);
  const stop = hearStop();
  const system = await start(options);
  try {
    if (!stop.heard) await run(system, options, stop.signal);
  } finally {
    console.log('\nstopping ...');
    await system.close();
  }
  process.exit(0);
}

async function start(options: Options): Promise<System> {
  const { images, config: file, language, ...rest } = options;
  const read = readConfigFile(file);
  const slack = { ...read.slack, ...(language !== undefined && { language }) };
  const config = { ...read, slack };
  if (images.length + options.imageTars.length > 0) {
    requireTrivy(process.env['TRIVY'] || 'trivy');
  }
  await requireReports(options.reports);
  return startSystem({
    ...rest,
    images,
    page: true,
    config: images.length > 0 ? { ...config, images } : config,
  });
}

async function run(system: System, { scan }: Options, stop: Promise<void>): Promise<void> {
  const { aws, slack } = system;
  console.log(
    `The AWS emulator listens at ${aws.url} (the AWS CLI works against it: see README.md)`,
  );
  console.log('Stop with Ctrl-C.');
  console.log(`ready: ${slack.url}`);
  if (scan) await system.scan();
  await stop;
}

function explain(error: unknown): string {
  if (isKnownError(error)) return error.message;
  if (!(error instanceof Error)) return String(error);
  if (!('port' in error && 'code' in error)) return error.stack ?? error.message;
  const why = error.code === 'EADDRINUSE' ? 'is in use' : `can't be opened (${error.code})`;
  return `Port ${error.port} ${why}; choose another with --port or --aws-port, or stop what uses it.`;
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
