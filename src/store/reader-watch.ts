import { readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

// The second thread of a reader process. Whatever the first one is busy with, this one hears of a request that is no
// longer wanted, and ends the process when the parent has gone, even by SIGKILL.

const { control, unwanted } = workerData as { readonly control: number; readonly unwanted: Int32Array };
const number = Buffer.alloc(4);

for (let bytes = 0; ;) {
  const read = readSync(control, number, bytes, number.length - bytes, null);
  if (read === 0) process.kill(process.pid, 'SIGKILL');
  bytes = (bytes + read) % number.length;
  if (bytes === 0) Atomics.store(unwanted, 0, number.readInt32LE(0));
}
