namespace Agentic.Worlds.Code.Sandbox;

/// <summary>Reads streams up to a number of bytes together, says when there is more, and reads on without keeping it.</summary>
internal sealed class OutputBudget(int bytes, Action isSpent)
{
    private const int Chunk = 16 * 1024;
    private int _left = bytes;

    public async Task<byte[]> ReadAsync(Stream stream)
    {
        var kept = new MemoryStream();
        var buffer = new byte[Chunk];
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
        {
            var before = Interlocked.Add(ref _left, -count) + count;
            kept.Write(buffer, 0, Math.Clamp(before, 0, count));
            if (before < count)
            {
                isSpent();
                Interlocked.Exchange(ref _left, 0);
            }
        }

        return kept.ToArray();
    }
}
