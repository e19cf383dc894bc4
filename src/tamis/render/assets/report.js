"use strict";
// Filters the kinds of findings of a report, and the rows of its list. Without scripts, all is shown.
for (const report of document.querySelectorAll("[data-report]")) {
  const form = report.querySelector(".filter");
  if (!form) continue;
  const [search, severity, field] = form.querySelectorAll("input, select");
  const told = form.querySelector("output");
  const shown = [...report.querySelectorAll("[data-severity]")];
  const kinds = shown.filter((one) => one.matches(".kind"));
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map(shown.map((one) => [one, folded(one.textContent)]));
  const filter = () => {
    const words = folded(search.value).split(/\s+/).filter(Boolean);
    for (const one of shown) {
      const fields = JSON.parse(one.dataset.fields);
      const kept =
        words.every((word) => texts.get(one).includes(word)) &&
        (!severity.value || one.dataset.severity === severity.value) &&
        (!field.value || fields.includes(field.value));
      one.hidden = !kept;
    }
    const n = kinds.filter((one) => !one.hidden).length;
    told.textContent = told.dataset.told.replace("{n}", n).replace("{all}", kinds.length);
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
}
// On paper a list stands open, unless it would take a ream: then it is as the reader left it.
window.addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details")) {
    if (one.querySelectorAll("tr").length <= 200) one.open = true;
  }
});
