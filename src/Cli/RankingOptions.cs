using System.CommandLine;
using Agentic.Worlds;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Cli;

/// <summary><c>--ranking</c> and <c>--encoder</c>: by what passages of an index are ranked.</summary>
internal sealed record RankingOptions
{
    /// <summary>By words, vectors or both.</summary>
    public Option<string> Ranking { get; } = new("--ranking") { Description = $"by what passages are ranked: {string.Join(", ", Rankings.Words)}", DefaultValueFactory = _ => Rankings.Words[0] };

    /// <summary>The encoder's folder.</summary>
    public Option<string?> Encoder { get; } = new("--encoder") { Description = "for dense and hybrid: the folder of the encoder that 'index encode' was given" };

    /// <summary>Opens an index, or the server at an address, as the command line asks; the caller disposes it.</summary>
    public IRetriever Open(ParseResult call, string place)
    {
        var (word, encoder) = (call.GetRequiredValue(Ranking), call.GetValue(Encoder));
        var ranking = Rankings.Words.IndexOf(word) is >= 0 and var number
            ? (Ranking)number : throw new UserException($"--ranking must be one of {string.Join(", ", Rankings.Words)}, but is '{word}'.{Suggestion.For(word, Rankings.Words)}");
        var isByWords = ranking == Worlds.Search.Retrieval.Ranking.Bm25;
        return isByWords != encoder is null ? throw new UserException(isByWords ? "--encoder goes with --ranking dense or hybrid." : $"--ranking {word} needs --encoder FOLDER.")
            : isByWords ? Retrievers.Open(place)
            : Retrievers.IsRemote(place) ? throw new UserException($"--ranking {word} needs an index file, but '{place}' is a server, which ranks by itself.")
            : Retrievers.Open(place, encoder!, ranking);
    }
}
