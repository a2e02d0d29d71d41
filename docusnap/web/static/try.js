// The first page: files are dropped, chosen, photographed, or taken from the samples, and sent to be read.

import { ask, tell } from "./base.js";

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
    location.assign(form.dataset.view + encodeURIComponent(accepted.task_id));
  } catch (error) {
    tell(error.message);
  } finally {
    drop.removeAttribute("aria-busy");
  }
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
