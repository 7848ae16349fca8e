import './terminal/hide-sdk-warnings';
import { hearStop } from '../playground/on-stop';
import { rebuild } from './rebuild/run';
import { runCommand } from './terminal/run-command';

runCommand(() => rebuild(process.argv.slice(2), console.log, hearStop));
