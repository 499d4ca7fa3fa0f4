// The stock JavaScript client by one way of transport: connect, take a seat, post N, hear N in order. Prints one JSON line.
const { io } = require("socket.io-client");
const [url, ways, cookie, meeting, name] = process.argv.slice(2);
const N = 40;
const socket = io(url, {
  transports: ways.split(","),
  forceNew: true,
  reconnection: false,
  extraHeaders: { Cookie: cookie, Origin: url },
});
const texts = [];
const seqs = [];
const answers = [];
const end = (result) => {
  const transport = socket.io.engine && socket.io.engine.transport.name;
  console.log(JSON.stringify({ result, transport, texts, seqs, answers }));
  socket.disconnect();
  setTimeout(() => process.exit(0), 50);
};
setTimeout(() => end("timeout"), 15000);
socket.on("connect_error", (error) => end(`connect_error ${error.message}`));
socket.on("event", (event) => {
  if (event.type !== "message_posted") return;
  texts.push(event.text);
  seqs.push(event.seq);
  if (texts.length === N) setTimeout(() => end("ok"), 100);
});
socket.on("connect", async () => {
  const seat = await socket.emitWithAck("command", { type: "take_seat", meeting, cursor: null, name });
  if (!seat.ok) return end(seat.code);
  for (let n = 0; n < N; n += 1) {
    const id = `${"0".repeat(12)}${String(n).padStart(4, "0")}`;
    socket.emitWithAck("command", { type: "post", id, text: `m${n}` }).then((answer) => answers.push(answer.seq));
    if (n % 8 === 7) await new Promise((next) => setTimeout(next, 20));
  }
});
