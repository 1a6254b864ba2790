"use strict";
{
  const { h, ui, days, halfHours } = agentic;
  const calendars = ["work", "home", "sport"];

  const isDate = (text) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
    const [year, month, day] = days.parts(text);
    return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days.inMonth(year, month);
  };

  const mistake = (draft) => {
    if (draft.title.trim() === "") return "The event needs a title.";
    if (!isDate(draft.date)) return "The date must look like 2026-03-14.";
    return draft.end <= draft.start ? "The end must be after the start." : null;
  };

  const edit = (event) => (s) => { Object.assign(s.view, { editor: { ...event }, day: null }); };

  const byTime = (a, b) => (a.start + a.id < b.start + b.id ? -1 : 1);

  /** The events for which a day's cell has room: two, or one and a way to the rest. */
  agentic.shownOfDay = (events) => {
    const sorted = [...events].sort(byTime);
    return sorted.length <= 2 ? sorted : sorted.slice(0, 1);
  };

  const cell = (state, change, date) => {
    const events = state.data.events.filter((event) => event.date === date);
    const shown = agentic.shownOfDay(events);
    return h("div", { key: `day-${date}`, class: "cell" }, h("span", { class: "soft number" }, days.parts(date)[2]),
      shown.map((event) => h("button", { key: `event-${event.id}`, class: `event ${event.calendar}`, onclick: () => change(edit(event)) }, event.title)),
      events.length > shown.length && h("button", {
        key: `more-${date}`, class: "event plain", onclick: () => change((s) => { s.view.day = date; }),
      }, `+${events.length - shown.length} more`));
  };

  const month = (state, change) => {
    const { year, month: number } = state.view;
    const blanks = Array.from({ length: days.weekday(year, number, 1) }, (_, i) => h("div", { key: `blank-${i}`, class: "cell blank" }));
    const cells = Array.from({ length: days.inMonth(year, number) }, (_, i) => cell(state, change, days.text(year, number, i + 1)));
    return h("div", { class: "month" }, days.weekdays.map((name) => h("b", { class: "weekday" }, name.slice(0, 3))), blanks, cells);
  };

  const dayList = (state, change) => ui.dialog(days.spoken(state.view.day),
    state.data.events.filter((event) => event.date === state.view.day).sort(byTime).map((event) => h("button", {
      key: `listed-${event.id}`, class: `event ${event.calendar}`, onclick: () => change(edit(event)),
    }, `${event.start} ${event.title}`)),
    [ui.button("close-day", "Close", () => change((s) => { s.view.day = null; }))]);

  const editor = (state, change) => {
    const draft = state.view.editor;
    const set = (field) => (value) => change((s) => { s.view.editor[field] = value; });
    const error = mistake(draft);
    const close = (mutate) => () => change((s) => {
      mutate(s);
      s.view.editor = null;
    });
    return ui.dialog(draft.id === null ? "New event" : "Event", [
      ui.labelled("Title", ui.input("edit-title", draft.title, set("title"))),
      ui.labelled("Date", ui.input("edit-date", draft.date, set("date"), { placeholder: "2026-03-14" })),
      h("div", { class: "times" }, ui.labelled("From", ui.select("edit-start", draft.start, halfHours, set("start"))),
        ui.labelled("to", ui.select("edit-end", draft.end, halfHours, set("end")))),
      ui.labelled("Calendar", h("div", { class: "times" }, calendars.map((name) => ui.toggle(`calendar-${name}`, name, draft.calendar === name, () => set("calendar")(name))))),
      ui.labelled("Place", ui.input("edit-place", draft.place, set("place"))),
      h("p", { class: "error" }, error ?? " "),
    ], [
      draft.id !== null && ui.button("delete", "Delete", close((s) => { s.data.events = s.data.events.filter(({ id }) => id !== draft.id); })),
      ui.button("cancel", "Cancel", close(() => {})),
      ui.button("save", "Save", close((s) => {
        const { id, ...fields } = s.view.editor;
        if (id === null) s.data.events.push({ id: agentic.newId(s.data), ...fields });
        else Object.assign(s.data.events.find((event) => event.id === id), fields);
      }), { class: "primary", disabled: error !== null }),
    ]);
  };

  const turn = (by) => (s) => {
    const at = s.view.year * 12 + s.view.month - 1 + by;
    Object.assign(s.view, { year: Math.floor(at / 12), month: (at % 12) + 1 });
  };

  agentic.appView({
    draw: (state, change) => [
      h("header", {}, h("h1", {}, "Calendar"),
        ui.button("earlier", "◀", () => change(turn(-1))),
        h("b", { class: "title" }, `${days.months[state.view.month - 1]} ${state.view.year}`),
        ui.button("later", "▶", () => change(turn(1))),
        ui.button("new", "New event", () => change(edit({
          id: null, title: "", date: days.text(state.view.year, state.view.month, 1), start: "09:00", end: "10:00", calendar: "home", place: "",
        })), { class: "primary" })),
      h("main", { key: "main", "data-scroll": true }, month(state, change)),
      state.view.day !== null && dayList(state, change),
      state.view.editor && editor(state, change),
    ],
    plan: agentic.calendarPlan,
  });
}
