using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Sites;

/// <summary>A page of a site and the tasks that it offers.</summary>
/// <param name="Name">The page's folder.</param>
/// <param name="Title">What a person would call it.</param>
/// <param name="Address">Path below the root of the sites, as a browser asks for it: <c>mini/click-target/index.html</c>.</param>
/// <param name="Width">Viewport width in CSS pixels.</param>
/// <param name="Height">Viewport height in CSS pixels.</param>
/// <param name="Themes">Looks that it can wear; the first is the default.</param>
/// <param name="Templates">Kinds of tasks, in the page's order; a page with a single kind has one named "".</param>
public sealed record GuiPage(
    string Name, string Title, string Address, int Width, int Height, ImmutableArray<string> Themes, ImmutableArray<GuiTemplate> Templates);

/// <summary>A kind of task on a page.</summary>
/// <param name="Name">Its name, or "" for the only one of its page.</param>
/// <param name="About">One line about it.</param>
/// <param name="Turns">Actions that are enough for a solution from the start, with some to spare.</param>
/// <param name="Axes">The directions in which it gets harder; the default of each is the easiest value.</param>
public sealed record GuiTemplate(string Name, string About, int Turns, ImmutableArray<DifficultyAxis> Axes);

/// <summary>One task of a template.</summary>
/// <param name="Json">The instance as canonical JSON: equal tasks have equal text.</param>
/// <param name="Goal">The instruction.</param>
/// <param name="Chance">Largest share of episodes that blind clicking, dragging and typing may solve within the template's turns, 0 to 1.</param>
/// <param name="FirstState">The page's state before the first action, as canonical JSON, without focus and scroll positions.</param>
public sealed record GuiInstance(string Json, string Goal, double Chance, string FirstState);

/// <summary>What the task module says of a state.</summary>
/// <param name="Done">Whether the task has ended, for better or worse.</param>
/// <param name="Success">Whether the goal is reached.</param>
/// <param name="Parts">Named measures of how far it got, such as <c>progress</c> from 0 to 1.</param>
public sealed record GuiVerdict(bool Done, bool Success, ImmutableSortedDictionary<string, double> Parts);
