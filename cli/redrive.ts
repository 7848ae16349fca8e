import './terminal/quiet';
import { redrive } from './redrive/run';
import { errorText } from './terminal/error-text';

redrive(process.argv.slice(2), console.log).catch((error) => {
  console.error(errorText(error));
  process.exitCode = 1;
});
