"""The Python client of a DocuSnap server.

from docusnap.client import Client

with Client("http://127.0.0.1:5000") as docusnap:
    task = docusnap.process(["receipt.jpg"])
    print(task.kv, task.value("total"))
"""

from docusnap.client.clients import AsyncClient, Client
from docusnap.client.protocol import Refused, Unreachable
from docusnap.client.results import Place, Task, Value

__all__ = ["AsyncClient", "Client", "Place", "Refused", "Task", "Unreachable", "Value"]
