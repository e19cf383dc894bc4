"use strict";
// What the page does at once where scripts run; without them, all of it is done by forms.

// A file can be dropped anywhere on its frame, and is sent at once.
for (const form of document.querySelectorAll("[data-drop]")) {
  const frame = form.querySelector(".drop");
  const input = frame.querySelector("input[type=file]");
  const over = (event, is) => {
    event.preventDefault();
    frame.classList.toggle("over", is);
  };
  frame.addEventListener("dragover", (event) => over(event, true));
  frame.addEventListener("dragleave", (event) => over(event, false));
  frame.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

// While work goes on, how far it is; then the page of the file.
const wait = async (place) => {
  for (;;) {
    const answer = await fetch(place.dataset.wait, { headers: { accept: "application/json" } });
    if (!answer.ok) return location.reload();
    const state = await answer.json();
    if (state.ready) return place.dataset.there ? location.replace(place.dataset.there) : location.reload();
    const line = place.querySelector("[data-rows]");
    if (line && state.rows) {
      const rows = state.rows.toLocaleString(document.documentElement.lang);
      line.textContent = line.dataset.rows.replace("{n}", rows);
    }
    await new Promise((done) => setTimeout(done, 700));
  }
};
for (const place of document.querySelectorAll("[data-wait]")) {
  wait(place).catch(() => setTimeout(() => location.reload(), 3000));
}

// The effect of a repair is seen at once.
for (const form of document.querySelectorAll("[data-repairs]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// A date can be picked beside the text, which stays what is sent.
for (const text of document.querySelectorAll("[data-date]")) {
  const picker = document.createElement("input");
  picker.type = "date";
  picker.setAttribute("aria-label", `${text.dataset.date} (${text.getAttribute("aria-label") || text.dataset.label})`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text.value)) picker.value = text.value;
  const both = document.createElement("span");
  both.className = "date";
  text.replaceWith(both);
  both.append(text, picker);
  picker.addEventListener("change", () => {
    if (!picker.value) return;
    const [year, month, day] = picker.value.split("-");
    const format = text.dataset.format || "%Y-%m-%d";
    text.value = format.replace("%Y", year).replace("%m", month).replace("%d", day);
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// A row is judged as it is typed in; what is typed is saved with the others, or at once by Enter.
for (const form of document.querySelectorAll("[data-cells]")) {
  const status = form.querySelector("[data-status]");
  const place = (cell) => cell.name.split(":").slice(1).map(Number);
  // Of a new row, what was not written in yet is not told: all of it is when the row is added.
  const written = new Set();
  const isNew = "fill" in form.dataset;
  const show = (line, whole) => {
    const findings = isNew ? whole.findings.filter((f) => written.has(f.column)) : whole.findings;
    const answer = { ...whole, findings };
    const messages = document.getElementById(`m${line.dataset.row}`);
    messages.replaceChildren(
      ...answer.findings.map((finding) => {
        const paragraph = document.createElement("p");
        const badge = document.createElement("span");
        badge.className = `badge ${finding.severity}`;
        badge.textContent = finding.weight;
        const field = document.createElement("strong");
        field.textContent = finding.field;
        paragraph.append(badge, " ", field, finding.field ? " : " : "", finding.message);
        return paragraph;
      }),
    );
    if (isNew) messages.textContent = whole.findings.length ? "" : form.dataset.fill;
    else if (!findings.length) messages.textContent = form.dataset.empty;
    // The page of one row has a map of its position, drawn by the server.
    const map = document.querySelector("[data-map]");
    if (map) map.innerHTML = answer.map;
    for (const cell of line.querySelectorAll("[data-cell]")) {
      const [, column] = place(cell);
      const mine = answer.findings.filter((finding) => finding.column === column);
      const worst = mine.some((finding) => finding.severity === "error") ? "error" : mine.length ? "warning" : "";
      const box = cell.closest("td, .line, .field");
      box.classList.remove("error", "warning", "right");
      if (!isNew || written.has(column)) box.classList.add(worst || "right");
      const fault = box.querySelector("[data-fault]");
      if (fault) fault.textContent = mine.map((finding) => finding.message).join(" ");
      cell.setAttribute("aria-invalid", worst === "error");
    }
  };
  const timers = new Map();
  const leaving = new AbortController();
  const rounds = new Map();
  const judge = async (line) => {
    const round = (rounds.get(line) || 0) + 1;
    rounds.set(line, round);
    const cells = [...line.querySelectorAll("[data-cell]")].map((cell) => [place(cell)[1], cell.value]);
    const answer = await fetch(form.dataset.judge, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ row: Number(line.dataset.row), cells }),
      signal: leaving.signal,
    });
    if (rounds.get(line) !== round) return;
    if (answer.ok) show(line, await answer.json());
    else status.textContent = form.dataset.lost; // the file changed in another window
  };
  form.addEventListener("input", (event) => {
    const line = event.target.closest("[data-row]");
    if (!line) return;
    if (event.target.name) written.add(place(event.target)[1]);
    clearTimeout(timers.get(line));
    timers.set(line, setTimeout(() => judge(line).catch(() => {}), 250));
  });
  let isSent = false;
  const isChanged = () => [...form.querySelectorAll("[data-cell]")].some((cell) => cell.value !== cell.dataset.was);
  form.addEventListener("submit", () => {
    isSent = true;
    timers.forEach((timer) => clearTimeout(timer));
    leaving.abort(); // what is judged now is judged with the whole file
    status.textContent = isNew ? "" : form.dataset.saved;
  });
  // What was typed and not saved is not lost by a slip.
  window.addEventListener("beforeunload", (event) => { if (!isSent && isChanged()) event.preventDefault(); });
}
