import './terminal/hide-sdk-warnings';
import { redrive } from './redrive/run';
import { runCommand } from './terminal/run-command';

runCommand(() => redrive(process.argv.slice(2), console.log));
