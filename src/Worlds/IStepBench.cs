namespace Agentic.Worlds;

/// <summary>How fast a world is without the engine around it: typed actions in, outcomes and state keys out, on one thread.</summary>
/// <remarks>
/// Every method returns a checksum of what it computed, so that no work can be optimised away and two machines can be compared.
/// The same arguments give the same checksum. Steps and frames allocate nothing once a method has been called before.
/// </remarks>
public interface IStepBench
{
    /// <summary>The world's name.</summary>
    string Name { get; }

    /// <summary>Pixels of the frames that <see cref="Paint"/> makes.</summary>
    (int Width, int Height) Frame { get; }

    /// <summary>Takes random actions and reads each state key; games that end start anew, within the count.</summary>
    long Step(long steps, ulong seed);

    /// <summary>Paints whole frames of changing states into one buffer, with no cache of frames.</summary>
    long Paint(long frames, ulong seed);

    /// <summary>Reads answers of the usual kinds, right and wrong, as text.</summary>
    long Parse(long texts, ulong seed);
}
