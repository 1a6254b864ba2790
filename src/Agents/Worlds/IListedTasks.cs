namespace Agentic.Agents;

/// <summary>A world kind whose tasks may be listed, such as a user's questions, so that all of them can be played, each once.</summary>
public interface IListedTasks
{
    /// <summary>How many tasks are listed; 0 where tasks are made.</summary>
    int ListedCount { get; }

    /// <summary>A listed task.</summary>
    /// <param name="place">Its place in the list, from 0.</param>
    /// <param name="difficulty">What the list leaves open, such as how many hits a search has.</param>
    TaskInstance Listed(int place, Difficulty difficulty);
}
