"""The MCP server, asked over standard input and output by the SDK's own client."""

import asyncio
import importlib.util
import json
import sys

import pytest

from tests.integration.api.conftest import FORM, PASSPORT, RECEIPT

pytestmark = pytest.mark.skipif(importlib.util.find_spec("mcp") is None, reason="the extra `mcp` is not installed")


@pytest.fixture
def asked(server_url, tmp_path, paper):
    """Calls tools one after the other, and gives what each told."""
    for name, lines in (("receipt.pdf", RECEIPT), ("passport.pdf", PASSPORT), ("form.pdf", FORM)):
        (tmp_path / name).write_bytes(paper(lines))

    def run(conversation):
        from mcp import Client, StdioServerParameters

        arguments = ["-m", "docusnap", "mcp", "--url", server_url, "--folder", str(tmp_path)]

        async def talk():
            async with Client(StdioServerParameters(command=sys.executable, args=arguments)) as client:

                async def call(tool, **given):
                    answer = await client.call_tool(tool, given)
                    text = answer.content[0].text if answer.content else ""
                    if answer.is_error:
                        return text
                    return answer.structured_content or json.loads(text)

                return await conversation(client, call)

        return asyncio.run(talk())

    return run


def test_a_paper_is_read_asked_for_a_field_used_to_fill_a_form_and_found_again(asked, tmp_path):
    async def conversation(client, call):
        tools = {tool.name for tool in (await client.list_tools()).tools}
        receipt = await call("read_paper", paths=["receipt.pdf"])
        total = await call("ask_field", task_id=receipt["task_id"], field="total")
        filled = await call("fill_form", form="form.pdf", papers=["passport.pdf"], output="filled.pdf")
        found = await call("search_library", text="GREEN LEAF")
        outside = await call("read_paper", paths=["../secret.pdf"])
        return tools, receipt, total, filled, found, outside

    tools, receipt, total, filled, found, outside = asked(conversation)
    assert tools == {"read_paper", "ask_field", "fill_form", "search_library"}
    assert receipt["kind"] == "receipt"
    assert (total["value"], total["page"], len(total["box"])) == ("9.00", 1, 4)
    assert "Tan" in [one["value"] for one in filled["filled"]]
    assert (tmp_path / "filled.pdf").read_bytes().startswith(b"%PDF")
    assert receipt["task_id"] in json.dumps(found)
    assert "is not in" in outside
