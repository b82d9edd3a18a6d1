// Questions that are asked only after a certain answer are shown only then. Without this script all of them are shown.

const answer = (form, path) => {
  const boxes = [...form.elements].filter((one) => one.name === `answer:${path}` && one.type !== "hidden");
  const box = boxes.find((one) => one.type !== "checkbox" || one.checked);
  return box ? box.value : "";
};

function ask(form) {
  for (const row of form.querySelectorAll("[data-asked-if]")) {
    const [path, ...answers] = row.dataset.askedIf.split(" ");
    const said = [...row.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select, textarea")].some((one) => one.value);
    // What holds an answer stays in sight: nothing is sent that nobody saw.
    row.hidden = !answers.includes(answer(form, path)) && !said;
  }
}

for (const form of document.querySelectorAll("form[data-boxes]")) {
  ask(form);
  form.addEventListener("change", () => ask(form));
}
