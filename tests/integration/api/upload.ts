// Uploads a file, waits and reads the result, by the types that were made from /openapi.json.
import type { components, paths } from "./schema";
import { readFileSync } from "node:fs";

type Accepted = paths["/tasks"]["post"]["responses"]["202"]["content"]["application/json"];
type Task = paths["/task/{task_id}"]["get"]["responses"]["200"]["content"]["application/json"];
type Document = components["schemas"]["DocumentBody"];

async function main(url: string, path: string): Promise<void> {
  const form = new FormData();
  form.append("images", new Blob([readFileSync(path)]), "paper.pdf");
  const accepted = (await (await fetch(`${url}/tasks`, { method: "POST", body: form })).json()) as Accepted;
  let task: Task;
  do {
    task = (await (await fetch(`${url}/task/${accepted.task_id}?wait=5`)).json()) as Task;
  } while (task.status === "pending" || task.status === "processing");
  const result = task.result as Document;
  const total = result.values?.find((value) => value.key === "total");
  console.log(`${result.kind} ${total?.value} ${total?.page}`);
}

main(process.argv[2], process.argv[3]);
