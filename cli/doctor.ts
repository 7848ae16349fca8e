import './terminal/hide-sdk-warnings';
import { doctor } from './checks/doctor';
import { runCommand } from './terminal/run-command';

runCommand(async () => {
  const faults = await doctor(process.argv.slice(2), console.log, process.env['SLACK_API_URL']);
  if (faults > 0) process.exitCode = 1;
});
