import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { configText } from '../src/config/config';
import { readConfigFile } from '../src/config/config-file';
import { acknowledge } from './acknowledged';
import { scannerImage } from './image';
import { FUNCTIONS, type FunctionName } from './names';
import { VulnscanStack } from './stack';

/**
 * The CDK app. `--config` is vulnscan.yml, `--doors` the folder of the built bundles (tools/infra.mjs makes them),
 * `--image` a scanner image that is in a registry already, instead of one built from scanner/Dockerfile.
 */
const { values } = parseArgs({
  options: {
    config: { type: 'string', default: 'vulnscan.yml' },
    doors: { type: 'string', default: 'dist/doors' },
    image: { type: 'string' },
    out: { type: 'string' },
  },
});

const app = new App({
  analyticsReporting: false,
  ...(values.out !== undefined && { outdir: values.out }),
});
const config = readConfigFile(values.config);
const folder = (door: FunctionName) => join(values.doors, door);
for (const door of FUNCTIONS)
  writeFileSync(join(folder(door), 'vulnscan.json'), configText(config));

const stack = new VulnscanStack(app, {
  config,
  bundles: { slack: folder('slack'), alerts: folder('alerts'), actions: folder('actions') },
  image: (scope) => scannerImage(scope, values.image),
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
acknowledge(stack);
app.synth();
