using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Viewer.Episodes;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Window;

/// <summary>What a window keeps of an episode: its pictures by name, and the words of each turn. No pixels, no tokens.</summary>
/// <param name="Frames">At least one.</param>
public sealed record Film(ImmutableArray<FilmFrame> Frames)
{
    private const int MaxWords = 400;

    /// <summary>The film of an episode: a frame for each picture, and one for a turn without any.</summary>
    public static Film Of(EpisodeRecord episode)
    {
        var frames = ImmutableArray.CreateBuilder<FilmFrame>();
        foreach (var turn in TurnView.Of(episode))
        {
            var mark = ActionMark.Read(turn.Record.Action);
            var does = turn.Record.Action is { } action ? ActionWords.Short(Cut(action)) + (turn.Record.Legal ? "" : " (not allowed)") : "not understood";
            var says = Cut(turn.Record.Text);
            var words = $"{(says == does ? "" : $"says {says}  ")}does {does}  earns {turn.Record.Score:0.###}, so far {turn.Running:0.###}";
            ImageHandle?[] pictures = [.. turn.Images];
            foreach (var picture in pictures.Length > 0 ? pictures : [null])
            {
                frames.Add(new FilmFrame(frames.Count, turn.Record.Index, picture, picture is null ? Cut(turn.Record.Observation.Text) : "", words, mark));
            }
        }

        return frames.Count > 0 ? new Film(frames.ToImmutable()) : OfWords(episode.End is EpisodeEnd.Faulted broken ? Cut(broken.Fault.Message) : "no turns");
    }

    /// <summary>A film of one frame that says something.</summary>
    public static Film OfWords(string words) => new([new FilmFrame(0, 0, null, Cut(words), "", null)]);

    private static string Cut(string text) => text.Length <= MaxWords ? text : text[..MaxWords] + "..";
}

/// <summary>One picture of a film.</summary>
/// <param name="Index">Place in the film.</param>
/// <param name="Turn">Turn from 0.</param>
/// <param name="Picture">The picture; null where there is none.</param>
/// <param name="Seen">What was read instead.</param>
/// <param name="Words">What was said, done and earned.</param>
/// <param name="Mark">Where the action fell, or null.</param>
public sealed record FilmFrame(int Index, int Turn, ImageHandle? Picture, string Seen, string Words, ActionMark? Mark);
