// Prints what a Socket.io namespace sends: TOKEN=… node client/listen.mjs /calls [after]
import { io } from 'socket.io-client';

const { TOKEN: token, API: api = 'http://localhost:3002' } = process.env;
const [namespace = '/calls', after] = process.argv.slice(2);
if (!token) {
  console.error('TOKEN is missing: npm start prints one.');
  process.exit(1);
}

const socket = io(api + namespace, {
  auth: { token, ...(after === undefined ? {} : { after: Number(after) }) },
  transports: ['websocket'],
});
socket.onAny((event, message) => console.log(event, JSON.stringify(message)));
socket.on('connect_error', (error) => console.error(error.message, error.data ?? ''));
