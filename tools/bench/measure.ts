import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Measured {
  seconds: number;
  /** At the peak; NaN outside Linux. */
  megabytes: number;
}

/** Plain JavaScript, as in the container: tsx would distort the measurement. */
export async function bundled(work: string, program: string): Promise<string> {
  const outfile = join(work, `${program}.js`);
  const entryPoints = [join(__dirname, `${program}.ts`)];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', minify: true });
  return outfile;
}

/** Runs a program to its end. The kernel keeps the peak of a process's memory in /proc. */
export async function measure(
  command: string,
  args: string[],
  more: Record<string, string> = {},
): Promise<Measured> {
  const began = performance.now();
  const env = {
    PATH: process.env['PATH'],
    AWS_REGION: 'eu-west-1',
    AWS_ACCOUNT_ID: '123456789012',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...more,
  };
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  let megabytes = Number.NaN;
  const timer = setInterval(() => {
    megabytes = peakOf(child.pid) ?? megabytes;
  }, 5);
  const code = await new Promise((done) => child.on('close', done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return { seconds: (performance.now() - began) / 1000, megabytes };
}

function peakOf(pid: number | undefined): number | undefined {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return undefined;
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
