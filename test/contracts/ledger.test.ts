import { createFakeLedger } from '../fakes/ledger';
import { describeLedger } from './ledger.contract';

describeLedger('the fake', async () => createFakeLedger());
describeLedger('the fake whose indexes lag', async () => createFakeLedger({ lagMs: () => 30 }));
