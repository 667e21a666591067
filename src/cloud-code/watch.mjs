// A thread that waits for the end of the process' input, which is the end of the server.
import net from 'node:net';

new net.Socket({ fd: 0, readable: true, writable: false })
  .on('close', () => process.kill(process.pid, 'SIGKILL'))
  .on('error', () => {})
  .resume();
