using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>One driver and one browser. Owns both processes and everything that they start.</summary>
internal sealed class BrowserProcess : IAsyncDisposable
{
    // Launches one after another: each is seconds of heavy work, and the driver's process is found as the new child.
    private static readonly SemaphoreSlim Launches = new(1);
    private static readonly ConcurrentDictionary<BrowserProcess, byte> Live = new();
    private static readonly ConcurrentDictionary<string, bool> DrawsOnDemand = new();
    private readonly IPlaywright _driver;
    private readonly IBrowser _browser;
    private readonly BrowserOptions _options;
    private readonly TimeProvider _clock;
    private readonly string? _profile;
    private int _opened;
    private int _isLost;

    static BrowserProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var browser in Live.Keys)
        {
            browser.Kill();
        }
    };

    private BrowserProcess(
        IPlaywright driver, IBrowser browser, FrameControl? frames, int scale, int driverProcess, int group, BrowserOptions options, TimeProvider clock)
    {
        (_driver, _browser, Frames, Scale, DriverProcess, Group, _options, _clock) = (driver, browser, frames, scale, driverProcess, group, options, clock);
        _profile = ProcessGroup.Flag(group, "--user-data-dir");
        _browser.Disconnected += (_, _) => Interlocked.Exchange(ref _isLost, 1);
        Live.TryAdd(this, 0);
    }

    /// <summary>The driver's process, 0 where it could not be found.</summary>
    public int DriverProcess { get; }

    /// <summary>The browser's process group, 0 where it could not be found.</summary>
    public int Group { get; }

    /// <summary>Draws its pages' frames on demand; null where they are drawn unasked.</summary>
    public FrameControl? Frames { get; }

    /// <summary>Picture pixels for one CSS pixel.</summary>
    public int Scale { get; }

    /// <summary>Contexts that live in it; counted by the pool.</summary>
    public int Contexts { get; set; }

    /// <summary>Whether it died or was given up.</summary>
    public bool IsLost => Volatile.Read(ref _isLost) != 0;

    /// <summary>Whether it has opened as many contexts as it may.</summary>
    public bool IsWorn => Volatile.Read(ref _opened) >= _options.ContextsPerBrowser;

    /// <summary>Starts a driver and a browser that draws at a scale.</summary>
    /// <exception cref="BrowserFaultException">It did not start, or not in time.</exception>
    /// <exception cref="BrowserMissingException">There is no browser on this machine.</exception>
    public static async Task<BrowserProcess> LaunchAsync(BrowserOptions options, int scale, TimeProvider clock, CancellationToken cancellation)
    {
        var program = options.Executable ?? BrowserFinder.Find();
        await Launches.WaitAsync(cancellation);
        var scratch = Directory.CreateTempSubdirectory("agentic-browser-").FullName;
        IPlaywright? driver = null;
        var driverProcess = 0;
        try
        {
            ProcessGroup.AdoptOrphans();
            var before = ProcessGroup.Children().Select(child => child.Process).ToHashSet();
            driver = await Playwright.CreateAsync().WaitAsync(options.OpenDeadline, clock, cancellation);
            driverProcess = ProcessGroup.Children().FirstOrDefault(child => child.Command.Contains("run-driver", StringComparison.Ordinal) && !before.Contains(child.Process)).Process;
            var (launcher, pidFile) = WriteLauncher(scratch, program);
            var (browser, frames) = await StartAsync(driver, launcher, DrawsOnDemand.GetValueOrDefault(program, true)).WaitAsync(options.OpenDeadline, clock, cancellation);
            if (DrawsOnDemand.TryAdd(program, frames is not null) && frames is null)
            {
                // Another build than the shell: what makes the shell draw on demand would only hold this one up.
                await browser.CloseAsync().WaitAsync(options.OpenDeadline, clock, cancellation);
                (browser, frames) = await StartAsync(driver, launcher, false).WaitAsync(options.OpenDeadline, clock, cancellation);
            }

            _ = int.TryParse(File.Exists(pidFile) ? File.ReadAllText(pidFile) : "", NumberStyles.None, CultureInfo.InvariantCulture, out var group);
            return new BrowserProcess(driver, browser, frames, scale, driverProcess, group, options, clock);
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException or OperationCanceledException)
        {
            var words = LastWords(scratch);
            ProcessGroup.KillOne(driverProcess);
            if (int.TryParse(File.Exists(PidFile(scratch)) ? File.ReadAllText(PidFile(scratch)) : "", NumberStyles.None, CultureInfo.InvariantCulture, out var group))
            {
                ProcessGroup.Kill(group);
            }

            cancellation.ThrowIfCancellationRequested();
            throw new BrowserFaultException($"The browser '{program}' did not start: {Line(error.Message)}{words}", error);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
            Launches.Release();
        }

        async Task<(IBrowser, FrameControl?)> StartAsync(IPlaywright playwright, string launcher, bool isDrawnOnDemand)
        {
            var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = launcher,
                Args = BrowserFlags.For(options.AllowedHosts, scale, isDrawnOnDemand),
                ChromiumSandbox = false,
                HandleSIGINT = false,
                HandleSIGHUP = false,
                HandleSIGTERM = false,
                Timeout = (float)options.OpenDeadline.TotalMilliseconds,
            });
            return (browser, isDrawnOnDemand ? await FrameControl.TryTakeAsync(browser, options, clock) : null);
        }
    }

    /// <summary>Opens a context that sees nothing of the others, and tells its name where pages are opened by it.</summary>
    /// <exception cref="BrowserFaultException">It could not.</exception>
    public async Task<(IBrowserContext Context, string? Name)> OpenContextAsync(PageLook look, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _opened);
        try
        {
            return Frames is null
                ? (await NewAsync().WaitAsync(_options.OpenDeadline, _clock, cancellation), null)
                : await Frames.OpenContextAsync(NewAsync).WaitAsync(_options.OpenDeadline, _clock, cancellation);

            Task<IBrowserContext> NewAsync() => _browser.NewContextAsync(new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
                DeviceScaleFactor = look.Scale,
                ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
                AcceptDownloads = false,
                ServiceWorkers = ServiceWorkerPolicy.Block,
                Locale = "en-US",
                TimezoneId = "UTC",
            });
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            Kill();
            throw new BrowserFaultException($"The browser opened no context: {Line(error.Message)}", error);
        }
    }

    /// <summary>Kills driver and browser at once.</summary>
    public void Kill()
    {
        Interlocked.Exchange(ref _isLost, 1);
        ProcessGroup.KillOne(DriverProcess);
        ProcessGroup.Kill(Group);
    }

    /// <summary>Closes the browser, and kills what does not close in time.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!IsLost)
        {
            try
            {
                await _browser.CloseAsync().WaitAsync(_options.CallDeadline, _clock);
            }
            catch (Exception error) when (error is PlaywrightException or TimeoutException or InvalidOperationException or IOException)
            {
                // Closed or dead: the kill below makes sure.
            }
        }

        Kill();
        try
        {
            _driver.Dispose();
        }
        catch (Exception error) when (error is PlaywrightException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            // Its pipe broke with the driver.
        }

        Live.TryRemove(this, out _);
        await ProcessGroup.GoneAsync(Group).WaitAsync(_options.CallDeadline, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_profile is not null && Directory.Exists(_profile))
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A last writer of the dying browser; the folder is in the system's temporary folder.
            }
        }
    }

    /// <summary>The first line of a message; Playwright's go on with logs.</summary>
    public static string Line(string message) => message.Split('\n')[0];

    // The driver starts this script in a process group of its own: its number is the group's, and the browser's last words are kept.
    private static (string Launcher, string PidFile) WriteLauncher(string folder, string program)
    {
        if (OperatingSystem.IsWindows())
        {
            return (program, PidFile(folder));
        }

        var launcher = Path.Combine(folder, "launch");
        File.WriteAllText(launcher, $"""
            #!/bin/sh
            echo $$ > '{PidFile(folder)}'
            exec '{program.Replace("'", "'\\''", StringComparison.Ordinal)}' "$@" 2> '{Path.Combine(folder, "stderr")}'

            """);
        File.SetUnixFileMode(launcher, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return (launcher, PidFile(folder));
    }

    private static string PidFile(string folder) => Path.Combine(folder, "pid");

    private static string LastWords(string folder)
    {
        var file = Path.Combine(folder, "stderr");
        var lines = File.Exists(file) ? File.ReadLines(file).Where(line => line.Trim().Length > 0).TakeLast(3).ToList() : [];
        return lines.Count == 0 ? "" : $" Its last words: {string.Join(" | ", lines)}";
    }
}
