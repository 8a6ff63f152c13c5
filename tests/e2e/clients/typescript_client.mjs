// The official TypeScript client as a program: connects, lists, calls, and prints what it saw as JSON.
// Usage: typescript_client.mjs legacy|auto|modern http URL | stdio COMMAND ARGUMENTS...
// CLIENT_MODULES names the node_modules folder with @modelcontextprotocol/client.
import { createRequire } from "node:module";

const require = createRequire(`${process.env.CLIENT_MODULES}/`);
const { Client, StreamableHTTPClientTransport } = require("@modelcontextprotocol/client");
const { StdioClientTransport } = require("@modelcontextprotocol/client/stdio");

const [mode, kind, target, ...rest] = process.argv.slice(2);
const modes = { legacy: "legacy", auto: "auto", modern: { pin: "2026-07-28" } };

const transport =
  kind === "http"
    ? new StreamableHTTPClientTransport(new URL(target))
    : new StdioClientTransport({ command: target, args: rest, env: process.env, stderr: "inherit" });
const client = new Client(
  { name: "typescript", version: "1" },
  { versionNegotiation: { mode: modes[mode], probe: { timeoutMs: 20000 } } },
);

const textOf = (result) => result.content.map((piece) => piece.text ?? "").join("\n");

await client.connect(transport);
const { tools } = await client.listTools();
const stored = await client.callTool({
  name: "store_memory",
  arguments: { type: "fix", title: `By the TypeScript client, ${mode}`, content: "It called and was answered." },
});
const recalled = await client.callTool({
  name: "recall",
  arguments: { query: `TypeScript client ${mode}` },
});
const refused = await client.callTool({ name: "recall", arguments: { query: "x", limit: 0 } });
console.log(
  JSON.stringify({
    era: client.getProtocolEra(),
    version: client.getNegotiatedProtocolVersion(),
    server: client.getServerVersion(),
    tools: tools.map((tool) => tool.name),
    stored: textOf(stored),
    recalled: textOf(recalled),
    refused: Boolean(refused.isError),
  }),
);
await client.close();
