using Agentic.Agents;
using Agentic.Worlds.Gui;
using Agentic.Worlds.Gui.Actions;

namespace Agentic.Training.Recipes.GuiLibra;

/// <summary>
/// A form on a page: some of its fields are to be filled in, in any order, and then it is to be sent. Any field that is asked for and still
/// empty is a right next click; a recording shows one of them. Axes: P places on the page, F kinds of field, one at each place.
/// </summary>
/// <param name="Fields">Which kind of field stands at each place.</param>
/// <param name="Asked">A bit for each place whose field is asked for.</param>
internal sealed record FormTask(int[] Fields, int Asked)
{
    /// <summary>Places on the page, and kinds of field.</summary>
    public const int Places = 8;

    /// <summary>Fields that are asked for.</summary>
    public const int Wanted = 4;

    /// <summary>Click at a place, or say that the form is done.</summary>
    public const int Actions = Places + 1;

    /// <summary>The action that ends an episode.</summary>
    public const int Done = Places;

    /// <summary>Numbers that a state is seen as: the field at each place, what is asked for, what is filled in.</summary>
    public const int Features = (Places * Places) + Places + Places;

    private static readonly CoordinateFrame Frame = new(PointUnit.PagePixels, 160, 210, 160, 210);

    /// <summary>Draws a form.</summary>
    public static FormTask Draw(ref RandomStream random)
    {
        var (fields, places) = (Enumerable.Range(0, Places).ToArray(), Enumerable.Range(0, Places).ToArray());
        random.Shuffle<int>(fields);
        random.Shuffle<int>(places);
        return new FormTask(fields, places[..Wanted].Sum(place => 1 << place));
    }

    /// <summary>Whether an action makes progress, with the places of <paramref name="filled"/> filled in.</summary>
    public bool IsRight(int filled, int action) => action == Done ? filled == Asked : ((Asked & ~filled) >> action & 1) == 1;

    /// <summary>All actions that make progress.</summary>
    public IEnumerable<int> Right(int filled) => Enumerable.Range(0, Actions).Where(action => IsRight(filled, action));

    /// <summary>What an annotator does who works from top to bottom.</summary>
    public int FromTheTop(int filled) => Right(filled).First();

    /// <summary>The action as an interface takes it: a click in the middle of the place's box.</summary>
    public static GuiAction Action(int action) => action == Done
        ? new GuiAction(GuiActionType.Terminate) { IsSuccess = true }
        : new GuiAction(GuiActionType.Click) { At = Frame.AtPage(Box(action).X + (Box(action).Width / 2), Box(action).Y + (Box(action).Height / 2)) };

    /// <summary>Where a field stands: two columns of four.</summary>
    public static GuiBox Box(int place) => new(5 + (80 * (place % 2)), 10 + (50 * (place / 2)), 70, 40);

    /// <summary>The reward of an action beside a recorded one: what offline learning is given.</summary>
    public static double Reward(int said, int shown) => StepReward.Of(Action(said), true, Action(shown), shown == Done ? null : Box(shown)).Total;

    /// <summary>Writes a state as the policy sees it: <see cref="Features"/> numbers, each 0 or 1.</summary>
    public void Write(int filled, Span<float> features)
    {
        features.Clear();
        for (var place = 0; place < Places; place++)
        {
            features[(place * Places) + Fields[place]] = 1;
            features[(Places * Places) + Fields[place]] = Asked >> place & 1;
            features[(Places * Places) + Places + place] = filled >> place & 1;
        }
    }
}

/// <summary>A form and how far it has got.</summary>
/// <param name="Task">The form.</param>
/// <param name="Filled">A bit for each place that is filled in.</param>
/// <param name="Shown">What a recording shows next.</param>
internal readonly record struct FormStep(FormTask Task, int Filled, int Shown)
{
    /// <summary>The steps of a recording: each action follows from the state by <paramref name="choose"/>, and what it fills in is filled in.</summary>
    public static IEnumerable<FormStep> Record(FormTask task, Func<int, int> choose)
    {
        for (var filled = 0; ;)
        {
            var action = choose(filled);
            yield return new FormStep(task, filled, action);
            if (action == FormTask.Done)
            {
                yield break;
            }

            filled |= 1 << action;
        }
    }
}
