// The first page: files are dropped, chosen, photographed, or taken from the samples, and sent to be read.

import { ask, tell } from "./base.js";
import { preview } from "./view.js";

const form = document.getElementById("try");
const drop = form.querySelector("[data-drop]");

async function send(files) {
  const pictures = [...files];
  if (!pictures.length) return;
  drop.setAttribute("aria-busy", "true");
  const body = new FormData();
  for (const file of pictures) body.append("images", file, file.name || "photo.jpg");
  try {
    const accepted = await (await ask(form.dataset.submit, { method: "POST", body })).json();
    preview.address = pictures[0].type.startsWith("image/") ? URL.createObjectURL(pictures[0]) : "";
    await show(form.dataset.view + encodeURIComponent(accepted.task_id));
  } catch (error) {
    tell(error.message);
  } finally {
    drop.removeAttribute("aria-busy");
  }
}

/** Goes on to the page of the task, in this window so that the picture stays in sight. */
async function show(address) {
  await htmx.ajax("GET", address, { target: "#main", select: "#main", swap: "outerHTML" });
  history.pushState(null, "", address);
  document.querySelector("nav [aria-current]")?.removeAttribute("aria-current");
  addEventListener("popstate", () => location.reload());
  scrollTo(0, 0);
}

async function sendSample(button) {
  try {
    const content = await (await ask(button.dataset.sample)).blob();
    await send([new File([content], button.dataset.name, { type: content.type })]);
  } catch (error) {
    tell(error.message);
  }
}

for (const input of form.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => { send(input.files); input.value = ""; });
}
for (const button of document.querySelectorAll("[data-sample]")) {
  button.addEventListener("click", () => sendSample(button));
}
for (const name of ["dragover", "dragenter"]) {
  addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  send(event.dataTransfer.files);
});
