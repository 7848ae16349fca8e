import { hearStop } from './on-stop';
import { HELP, type Options, parseOptions } from './options';
import { explain, startPlayground } from './start';
import type { System } from './system';

/** `npm start`: prints `ready: URL` when it is up, stops cleanly on SIGINT and SIGTERM. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env['INIT_CWD']);
  if (options.help) return console.log(HELP);
  const stop = hearStop();
  const system = await startPlayground(options);
  try {
    if (!stop.heard) await run(system, options, stop.signal);
  } finally {
    console.log('\nstopping ...');
    await system.close();
  }
  process.exit(0);
}

async function run(system: System, { scan }: Options, stop: Promise<void>): Promise<void> {
  const { aws, slack } = system;
  console.log(
    `The AWS emulator listens at ${aws.url} (the AWS CLI works against it: see README.md)`,
  );
  console.log('Stop with Ctrl-C. Everything in it is gone then.');
  console.log(`ready: ${slack.url}`);
  if (scan) await system.scan();
  await stop;
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
