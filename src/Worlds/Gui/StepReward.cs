using Agentic.Agents;
using Agentic.Worlds.Gui.Actions;

namespace Agentic.Worlds.Gui;

/// <summary>
/// How far an action matches the one that was demonstrated for the same screen: GUI-Libra's partially verifiable reward,
/// 0.1 format + 0.9 type · value · grounding. Pure. A mismatch is no proof of a mistake: another action may be right as well.
/// </summary>
/// <param name="HasFormat">Whether the answer was written as it should be.</param>
/// <param name="HasType">Whether it does the same kind of thing.</param>
/// <param name="HasValue">Whether it says the same, where there is something to say.</param>
/// <param name="HasPlace">Whether it points at the target, where there is something to point at.</param>
public readonly record struct StepReward(bool HasFormat, bool HasType, bool HasValue, bool HasPlace)
{
    /// <summary>Texts match from this F1 of their sets of words on.</summary>
    public const double LeastTextScore = 0.5;

    /// <summary>Without a box, points match below this distance, in shares of the page's width and height.</summary>
    public const double MostDistance = 0.05;

    /// <summary>1 where type, value and place all match, else 0.</summary>
    public double Accuracy => HasType && HasValue && HasPlace ? 1 : 0;

    /// <summary>0.1 format + 0.9 accuracy.</summary>
    public double Total => (0.1 * (HasFormat ? 1 : 0)) + (0.9 * Accuracy);

    /// <summary>The same as parts, for a scenario's own weights.</summary>
    public Reward Parts => Reward.Of(RewardWeights.Outcome, Accuracy).With(RewardWeights.Format, HasFormat ? 1 : 0);

    /// <summary>Compares.</summary>
    /// <param name="said">What was understood of the answer; null for nothing.</param>
    /// <param name="hasFormat">Whether the answer was well-formed, thought included.</param>
    /// <param name="shown">The demonstrated action.</param>
    /// <param name="target">The box of the element that it was done to, in CSS pixels of the page; null where only the point is known.</param>
    /// <remarks>
    /// Places are compared for what presses or points, texts for what says something. A drag must go the same way, and begin in the box where
    /// one is given; keys must be the same. A text inside a longer one is no match by itself: only the F1 counts.
    /// </remarks>
    public static StepReward Of(GuiAction? said, bool hasFormat, GuiAction shown, GuiBox? target)
    {
        var hasType = said?.Type == shown.Type;
        return new StepReward(hasFormat, hasType, hasType && SaysTheSame(said!, shown), hasType && IsAtTheSame(said!, shown, target));
    }

    /// <summary>2 · shared / (words of one + words of the other), over sets of words without case; 1 for two empty texts.</summary>
    public static double TextScore(string one, string other)
    {
        var (left, right) = (Words(one), Words(other));
        return left.Count + right.Count == 0 ? 1 : 2.0 * left.Count(right.Contains) / (left.Count + right.Count);
    }

    private static bool SaysTheSame(GuiAction said, GuiAction shown) => shown.Type switch
    {
        GuiActionType.Type or GuiActionType.Select or GuiActionType.Open or GuiActionType.Answer => TextScore(said.Text ?? "", shown.Text ?? "") >= LeastTextScore,
        GuiActionType.Press => said.Keys == shown.Keys,
        GuiActionType.Scroll => DialectParts.Direction(said.Wheel) == DialectParts.Direction(shown.Wheel),
        GuiActionType.Drag => Way(said) == Way(shown),
        GuiActionType.Terminate => said.IsSuccess == shown.IsSuccess,
        _ => true,
    };

    private static bool IsAtTheSame(GuiAction said, GuiAction shown, GuiBox? target) => shown.Type switch
    {
        GuiActionType.Click or GuiActionType.DoubleClick or GuiActionType.RightClick or GuiActionType.LongPress or GuiActionType.Hover => IsHit(said, shown, target),
        GuiActionType.Drag => target is null || IsHit(said, shown, target),
        _ => true,
    };

    private static bool IsHit(GuiAction said, GuiAction shown, GuiBox? target)
    {
        if (said.Element is { } element && shown.Element is { } wanted)
        {
            return element == wanted;
        }

        return said.At is { } at && (target is { } box ? box.Holds(at.Page) : shown.At is { } place && Distance(at, place) < MostDistance);
    }

    private static double Distance(GuiPlace one, GuiPlace other) => double.Hypot(
        (one.Page.X / one.PageWidth) - (other.Page.X / other.PageWidth), (one.Page.Y / one.PageHeight) - (other.Page.Y / other.PageHeight));

    private static string Way(GuiAction drag) => drag is { At: { } from, To: { } to } ? DialectParts.Direction((to.Page.X - from.Page.X, to.Page.Y - from.Page.Y)) : "";

    private static HashSet<string> Words(string text) => [.. text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
}

/// <summary>A rectangle on the page, in CSS pixels.</summary>
/// <param name="X">Left.</param>
/// <param name="Y">Top.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct GuiBox(double X, double Y, double Width, double Height)
{
    /// <summary>Whether a point lies strictly inside.</summary>
    public bool Holds(GuiPoint point) => point.X > X && point.Y > Y && point.X < X + Width && point.Y < Y + Height;
}
