using System.Text;
using Agentic.Agents;
using Agentic.Viewer.Episodes;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Terminal;

/// <summary>One turn of an episode as text for a terminal. Pure: the same record and the same traits give the same characters.</summary>
/// <param name="images">Where the frames are; borrowed.</param>
/// <param name="tokenText">The text of a token id, for colouring the answer; null to show the answer as one piece.</param>
public sealed class EpisodeText(IImageStore images, Func<int, string>? tokenText = null)
{
    // Header, texts, reward and key help need about so many lines beside the frame.
    private const int LinesBesideFrame = 14;

    /// <summary>A turn, with the header of its episode; the last turn also says how it ended.</summary>
    public string Turn(EpisodeRecord episode, int index, TerminalTraits traits)
    {
        var ink = new Ink(traits.HasColour);
        var text = new StringBuilder();
        AppendHeader(text, episode, index, ink);
        var turns = TurnView.Of(episode);
        if (index < turns.Length)
        {
            AppendTurn(text, episode, turns[index], traits, ink);
        }

        if (index >= turns.Length - 1)
        {
            AppendEnd(text, episode, ink);
        }

        return text.ToString();
    }

    private static void AppendHeader(StringBuilder text, EpisodeRecord episode, int index, Ink ink)
    {
        var place = episode.Turns.Length == 0 ? "no turns" : $"turn {index + 1}/{episode.Turns.Length}";
        text.Append(ink.Bold(PlainText.Visible($"{episode.Task.World} · {episode.Task.Id}"))).Append('\n');
        text.Append(ink.Dim($"episode {episode.Index} · group {episode.Group}, member {episode.Member} · {place} · seed {episode.Task.Seed}")).Append('\n');
        if (episode.Parent is { } parent)
        {
            text.Append(ink.Dim(WalkText.Origin(parent))).Append('\n');
        }

        if (index == 0)
        {
            AppendField(text, ink, "told", episode.Instruction);
        }
    }

    private void AppendTurn(StringBuilder text, EpisodeRecord episode, TurnView turn, TerminalTraits traits, Ink ink)
    {
        foreach (var image in turn.Images)
        {
            AppendFrame(text, image, ActionMark.Read(turn.Record.Action), traits, ink);
        }

        foreach (var part in turn.Record.Observation.Parts)
        {
            _ = part switch
            {
                TextPart words => AppendField(text, ink, "sees", words.Text),
                GuidancePart help => AppendField(text, ink, "helped", help.Text),
                ToolResultPart tool => AppendField(text, ink, "tool", $"{tool.Tool}: {tool.Text}"),
                _ => text,
            };
        }

        if (episode.Transcripts.Count > 1)
        {
            AppendField(text, ink, "role", turn.Record.Role.ToString());
        }

        text.Append(ink.Label("says")).Append(Indent(Answer(turn, ink))).Append('\n');
        AppendField(text, ink, "does", turn.Record.Action is { } action ? action + (turn.Record.Legal ? "" : "  (not allowed here)") : "(not understood)");
        if (turn.Record.Feedback is { } feedback)
        {
            AppendField(text, ink, "told", feedback);
        }

        AppendField(text, ink, "earns", $"{Parts(turn.Record.Reward, episode.Weights)}  score {Number(turn.Record.Score)}  running {Number(turn.Running)}");
    }

    private void AppendFrame(StringBuilder text, ImageHandle handle, ActionMark? mark, TerminalTraits traits, Ink ink)
    {
        try
        {
            // The ring goes on the picture as it is shown: made small with it, it would vanish.
            var lines = traits.IsInteractive ? Math.Max(4, traits.Lines - LinesBesideFrame) : 30;
            var columns = Math.Min(traits.Columns - 1, 120);
            var frame = FrameScaling.Fit(images.Get(handle), columns, lines * 2);
            frame = mark?.Draw(frame) ?? frame;
            text.Append(ink.HasColour ? FrameText.HalfBlocks(frame, columns, lines) : FrameText.Shades(frame, columns, lines));
        }
        catch (Exception broken) when (broken is ImageMissingException or ImageDamagedException)
        {
            text.Append(ink.Dim(PlainText.Visible($"[{broken.Message}]"))).Append('\n');
        }
    }

    private string Answer(TurnView turn, Ink ink)
    {
        var isColoured = ink.HasColour && tokenText is not null && turn.Answer?.Sampling is not null;
        if (!isColoured)
        {
            return PlainText.Visible(turn.Record.Text);
        }

        var (ids, sampling) = (turn.Answer!.Ids, turn.Answer.Sampling!);
        var pieces = ids.Select((id, at) => ink.Paint(
            PlainText.Visible(tokenText!(id)), Rgb.OfProbability(at < sampling.LogProbs.Length ? Math.Exp(sampling.LogProbs[at]) : double.NaN)));
        return string.Concat(pieces);
    }

    private static void AppendEnd(StringBuilder text, EpisodeRecord episode, Ink ink)
    {
        if (episode.End is EpisodeEnd.Faulted broken)
        {
            AppendField(text, ink, "end", $"faulted in {broken.Fault.Source}: {broken.Fault.Message} (no return)");
            return;
        }

        for (var role = 0; role < episode.FinalRewards.Length; role++)
        {
            var who = episode.FinalRewards.Length > 1 ? $"role {role}  " : "";
            AppendField(text, ink, "end", $"{episode.End.Name}  {who}{Parts(episode.FinalRewards[role], episode.Weights)}  return {Number(episode.Return(role))}");
        }
    }

    private static StringBuilder AppendField(StringBuilder text, Ink ink, string label, string value) =>
        text.Append(ink.Label(label)).Append(Indent(PlainText.Visible(value))).Append('\n');

    private static string Indent(string value) => value.Replace("\n", "\n       ", StringComparison.Ordinal);

    private static string Parts(Reward reward, RewardWeights weights) => reward.Parts.IsEmpty ? "nothing" : string.Join(
        "  ", reward.Parts.Select(part => $"{part.Name} {Number(part.Value)}×{Number(weights.ByPart.GetValueOrDefault(part.Name))}"));

    private static string Number(double value) => value.ToString("0.###");

    /// <summary>Colours where they are wanted, plain letters otherwise.</summary>
    private readonly record struct Ink(bool HasColour)
    {
        public string Bold(string text) => HasColour ? Ansi.Bold + text + Ansi.Reset : text;

        public string Dim(string text) => HasColour ? Ansi.Dim + text + Ansi.Reset : text;

        public string Paint(string text, Rgb colour) => HasColour ? Ansi.Foreground(colour) + text + Ansi.Reset : text;

        public string Label(string label) => Dim(label.PadRight(5)) + "  ";
    }
}
