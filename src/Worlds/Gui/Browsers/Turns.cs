namespace Agentic.Worlds.Gui.Browsers;

/// <summary>Calls that must not overlap, one after another in the order in which they came. Safe for many threads.</summary>
internal sealed class Turns
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Makes a call when all before it have ended, well or not.</summary>
    public Task<T> NextAsync<T>(Func<Task<T>> call)
    {
        lock (_lock)
        {
            var mine = AfterAsync(_last, call);
            _last = mine;
            return mine;
        }
    }

    private static async Task<T> AfterAsync<T>(Task before, Func<Task<T>> call)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        return await call();
    }
}
