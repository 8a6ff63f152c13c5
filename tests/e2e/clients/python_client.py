#!/usr/bin/env python3
"""The official Python client as a program: connects, lists, calls, and prints what it saw as JSON.

Usage: python_client.py legacy|auto|modern http URL | stdio COMMAND ARGUMENTS...
Runs in an environment that has the package `mcp`."""

import asyncio
import json
import os
import sys

from mcp import Client, StdioServerParameters

MODES = {"legacy": "legacy", "auto": "auto", "modern": "2026-07-28"}


def text_of(result):
    return "\n".join(getattr(piece, "text", "") for piece in result.content)


async def main(mode, kind, target, *rest):
    server = target
    if kind == "stdio":
        server = StdioServerParameters(command=target, args=list(rest), env=dict(os.environ))
    async with Client(server, mode=MODES[mode]) as client:
        tools = (await client.list_tools()).tools
        stored = await client.call_tool("store_memory", {
            "type": "fix", "title": f"By the Python client, {mode}", "content": "It called and was answered."})
        recalled = await client.call_tool("recall", {"query": f"Python client {mode}"})
        refused = await client.call_tool("recall", {"query": "x", "limit": 0})
        known = client.server_info  # a client that was told the revision has not asked who serves
        print(json.dumps({
            "version": client.protocol_version,
            "server": {"name": known.name, "version": known.version} if known else None,
            "tools": [tool.name for tool in tools],
            "stored": text_of(stored),
            "recalled": text_of(recalled),
            "refused": bool(refused.is_error),
        }))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
