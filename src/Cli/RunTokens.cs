using System.Text;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>The texts of a run's tokens, for looking at them: by the vocabulary in which its scenario's policy reads.</summary>
internal static class RunTokens
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of each id of a run; null when its vocabulary cannot be told: then there are ids to look at.</summary>
    public static Func<int, string>? Open(CliContext context, RunFolder folder)
    {
        try
        {
            var tokenizer = context.Policies.Tokenizer(folder.LoadScenario(context.Vocabulary).Scenario);
            return id => id < 0 ? "" : Text(tokenizer.Bytes(id).Span);
        }
        catch (Exception unknown) when (unknown is ScenarioException or TokenizerException or LoraException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A token may be part of a letter: then its bytes are shown.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            var text = new StringBuilder();
            foreach (var value in bytes)
            {
                text.Append(value is >= 0x20 and < 0x7f ? ((char)value).ToString() : $"\\x{value:x2}");
            }

            return text.ToString();
        }
    }
}
