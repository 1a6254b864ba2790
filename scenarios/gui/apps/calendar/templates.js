"use strict";
{
  const { days, halfHours } = agentic;
  const spoken = (event) => `"${event.title}" on ${days.spoken(event.date)}`;
  const find = (data, id) => data.events.find((event) => event.id === id);
  const rooms = ["Room 9", "Blue salon", "Town hall", "Riverside", "Studio 2"];
  const newTitles = ["Planning", "Concert", "Doctor", "Workshop", "Birthday", "Rehearsal", "Inspection", "Reading"];

  const dayIn = (random, { year, month }) => days.text(year, month, random.whole(1, days.inMonth(year, month)));

  const times = (random) => {
    const start = random.whole(0, 20);
    return { start: halfHours[start], end: halfHours[start + random.whole(1, 4)] };
  };

  /** A template that changes fields of one event. */
  const edit = ({ about, turns = 10, choose, goal }) => ({
    about,
    turns,
    make(random, data) {
      const event = random.pick(data.events);
      return { event: event.id, set: choose(random, event, data) };
    },
    goal: ({ event, set }, data) => goal(spoken(find(data, event)), set),
    want: (data, { event, set }) => { Object.assign(find(data, event), set); },
  });

  const create = (about, turns, more, words) => ({
    about,
    turns,
    make: (random, data) => ({ title: random.pick(newTitles), date: dayIn(random, data.month), ...times(random), calendar: "home", place: "", ...more(random) }),
    goal: (event) => `Create an event "${event.title}" on ${event.date} from ${event.start} to ${event.end}${words(event)}.`,
    want: (data, event) => { data.events.push({ id: null, ...event }); },
  });

  agentic.app({
    name: "calendar",
    title: "Calendar",
    data: agentic.calendarData,
    view: ({ month }) => ({ ...month, day: null, editor: null }),
    watched: { events: ["title", "date", "start", "end", "calendar", "place"] },
    // A deleted event does not come back.
    isLost: (differences) => differences.some(({ kind, record }) => kind === "missing" && record.id !== null),
    templates: {
      "create-event": create("Create an event with title, day and time.", 18, () => ({}), () => ""),
      "create-detailed": create("Create an event with calendar and place.", 22,
        (random) => ({ calendar: random.pick(["work", "sport"]), place: random.pick(rooms) }),
        (event) => ` in the calendar ${event.calendar}, place "${event.place}"`),
      "move-event": edit({
        about: "Move an event to another day.",
        choose: (random, event, data) => {
          const date = dayIn(random, data.month);
          return { date: date === event.date ? days.add(date, date.endsWith("-01") ? 1 : -1) : date };
        },
        goal: (event, { date }) => `Move ${event} to ${date}.`,
      }),
      "move-week": edit({
        about: "Move an event by a week.",
        choose: (random, event) => ({ date: days.add(event.date, random.pick([-7, 7])) }),
        goal: (event, { date }) => `Move ${event} by exactly one week, to ${days.spoken(date)}.`,
      }),
      "change-time": edit({
        about: "Change the time of an event.", turns: 12,
        choose: (random, event) => {
          const set = times(random);
          return set.start === event.start && set.end === event.end ? { start: "08:00", end: event.end === "09:00" ? "10:00" : "09:00" } : set;
        },
        goal: (event, { start, end }) => `Change ${event} to run from ${start} to ${end}.`,
      }),
      "rename-event": edit({
        about: "Give an event another title.", choose: (random) => ({ title: random.pick(newTitles) }),
        goal: (event, { title }) => `Rename ${event} to "${title}".`,
      }),
      "set-place": edit({
        about: "Set the place of an event.", choose: (random) => ({ place: random.pick(rooms) }),
        goal: (event, { place }) => `Set the place of ${event} to "${place}".`,
      }),
      "set-calendar": edit({
        about: "Put an event into another calendar.",
        choose: (random, event) => ({ calendar: random.pick(["work", "home", "sport"].filter((name) => name !== event.calendar)) }),
        goal: (event, { calendar }) => `Put ${event} into the calendar ${calendar}.`,
      }),
      "delete-event": {
        about: "Delete an event.", turns: 6, make: (random, data) => ({ event: random.pick(data.events).id }),
        goal: ({ event }, data) => `Delete ${spoken(find(data, event))}.`,
        want: (data, { event }) => { data.events = data.events.filter(({ id }) => id !== event); },
      },
      "clear-day": {
        about: "Delete all events of a day.", turns: 12, make: (random, data) => ({ date: random.pick(data.events).date }),
        goal: ({ date }) => `Delete every event on ${days.spoken(date)}.`,
        want: (data, { date }) => { data.events = data.events.filter((event) => event.date !== date); },
      },
    },
  });
}
