namespace Agentic.VisionPolicy;

/// <summary>How many slots of keys and values fit into the memory that they may take. Slots are as long as the longest sequence that was let in.</summary>
/// <param name="model">Knows what a slot takes; borrowed.</param>
/// <param name="bytes">The memory.</param>
internal sealed class CacheBudget(IChunkModel model, long bytes)
{
    private const int Most = 1 << 20;
    private (int Tokens, int Slots) _last = (-1, 0);

    /// <summary>Tokens of the longest sequence that was let in since the cache was laid out.</summary>
    public int Longest { get; private set; }

    /// <summary>Slots that there may be now.</summary>
    public int MaxSlots => SlotsOf(Longest);

    /// <summary>Slots that there may be with sequences of so many tokens; 0 when not even one fits.</summary>
    public int SlotsOf(int tokens)
    {
        if (_last.Tokens != tokens)
        {
            var (low, high) = (0, Most);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = model.CacheBytes(middle, Math.Max(1, tokens)) <= bytes ? (middle, high) : (low, middle - 1);
            }

            _last = (tokens, low);
        }

        return _last.Slots;
    }

    /// <summary>Lets a sequence of so many tokens in.</summary>
    public void Admit(int tokens) => Longest = Math.Max(Longest, tokens);

    /// <summary>Starts over: the cache is empty.</summary>
    public void Reset() => Longest = 0;

    /// <summary>What is said to a request that can never fit.</summary>
    public string Refusal(int tokens) =>
        $"A sequence of {tokens} tokens needs {model.CacheBytes(1, tokens) / 1048576.0:0.#} MiB for its keys and values, but the cache has {bytes / 1048576.0:0.#} MiB. "
        + "Raise the cache's memory, or lower limits.tokens.";
}
