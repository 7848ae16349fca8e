import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { configText } from '../src/config/config';
import { readConfigFile } from '../src/config/config-file';
import { FUNCTION_NAMES, type FunctionName } from '../src/installation';
import { acknowledge } from './cdk-nag-acknowledgements';
import { scannerImage } from './image';
import { VulnscanStack } from './stack';

/**
 * The CDK app. `--config` is vulnscan.yml, `--handlers` the folder of the bundles that tools/bundle.ts writes,
 * `--image` a scanner image that is in a registry already, instead of one built from scanner/Dockerfile. `--exists hub` and
 * `--exists aqua` leave out what is on in the account already.
 */
const { values } = parseArgs({
  options: {
    config: { type: 'string', default: 'vulnscan.yml' },
    handlers: { type: 'string', default: 'dist/handlers' },
    image: { type: 'string' },
    exists: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
  },
});

const app = new App({
  analyticsReporting: false,
  ...(values.out !== undefined && { outdir: values.out }),
});
const config = readConfigFile(values.config);
const folder = (name: FunctionName) => join(values.handlers, name);
for (const name of FUNCTION_NAMES) {
  writeFileSync(join(folder(name), 'vulnscan.json'), configText(config));
}

const { enableSecurityHub, subscribeAqua } = config.deploy;
const deploy = {
  ...config.deploy,
  enableSecurityHub: enableSecurityHub && !values.exists.includes('hub'),
  subscribeAqua: subscribeAqua && !values.exists.includes('aqua'),
};
const stack = new VulnscanStack(app, {
  config: { ...config, deploy },
  bundle: folder,
  image: (scope) => scannerImage(scope, values.image),
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
acknowledge(stack);
app.synth();
