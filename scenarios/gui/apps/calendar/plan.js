"use strict";
// What to do next in the calendar, given what is not yet as it should be.
{
  const { days } = agentic;

  /** The event's editor, by way of its month and, where the month shows too few of its day's events, its day. */
  const open = ({ view, data }, event) => {
    const [year, month] = days.parts(event.date);
    const distance = (year - view.year) * 12 + month - view.month;
    if (view.day !== null && view.day !== event.date) return { click: "close-day" };
    if (distance !== 0) return view.day !== null ? { click: "close-day" } : { click: distance < 0 ? "earlier" : "later" };
    const ofDay = data.events.filter(({ date }) => date === event.date);
    const isShown = agentic.shownOfDay(ofDay).some(({ id }) => id === event.id);
    if (view.day === event.date) return { click: `listed-${event.id}` };
    return { click: isShown ? `event-${event.id}` : `more-${event.date}` };
  };

  const edit = (draft, wanted) => {
    const wrong = ["title", "date", "start", "end", "calendar", "place"].find((field) => draft[field] !== wanted[field]);
    if (!wrong) return { click: "save" };
    if (wrong === "calendar") return { click: `calendar-${wanted.calendar}` };
    return wrong === "start" || wrong === "end" ? { select: `edit-${wrong}`, text: wanted[wrong] } : { fill: `edit-${wrong}`, text: wanted[wrong] };
  };

  agentic.calendarPlan = (state, differences) => {
    const [first] = differences;
    if (!first) return null;
    const { editor } = state.view;
    if (first.kind === "missing") {
      if (editor) return editor.id === null ? edit(editor, first.record) : { click: "cancel" };
      return state.view.day !== null ? { click: "close-day" } : { click: "new" };
    }
    if (editor && editor.id !== first.id) return { click: "cancel" };
    const event = state.data.events.find(({ id }) => id === first.id);
    if (!editor) return open(state, event);
    if (first.kind === "extra") return { click: "delete" };
    const wanted = { ...event };
    for (const difference of differences.filter(({ id }) => id === first.id)) wanted[difference.field] = difference.should;
    return edit(editor, wanted);
  };
}
