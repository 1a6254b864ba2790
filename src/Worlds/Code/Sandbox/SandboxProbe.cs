using System.Diagnostics;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>Finds the strongest layer that works here, by trying each once.</summary>
public static class SandboxProbe
{
    /// <summary>The environment variable that allows a layer by name, <c>weak</c>, where no stronger one works.</summary>
    public const string AllowVariable = "AGENTIC_SANDBOX";

    private const string Install = "apt-get install -y bubblewrap";
    private const string Namespaces = "sysctl -w kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0 user.max_user_namespaces=65536";

    private const string Container = " # a container that cannot is started with --security-opt seccomp=unconfined --security-opt systempaths=unconfined";

    private static readonly Lazy<SandboxState> Here = new(Look);

    /// <summary>This machine, looked at once; the weak layer counts only where <see cref="AllowVariable"/> names it.</summary>
    public static SandboxState State => Here.Value;

    /// <summary>Looks anew; the weak layer counts only where <see cref="AllowVariable"/> names it.</summary>
    public static SandboxState Look() => Look(allowWeak: Environment.GetEnvironmentVariable(AllowVariable) == "weak");

    /// <summary>Looks anew.</summary>
    /// <param name="allowWeak">Whether the user accepts resource limits alone.</param>
    public static SandboxState Look(bool allowWeak)
    {
        var missing = new List<string>();
        foreach (var layer in new[] { SandboxLayer.Bubblewrap, SandboxLayer.Unshare })
        {
            if (Try(layer) is not { } problem)
            {
                return new SandboxState(layer, missing, Fix(missing));
            }

            missing.Add($"{layer.ToString().ToLowerInvariant()}: {problem}");
        }

        if (!allowWeak)
        {
            missing.Add($"weak: not allowed ({AllowVariable}=weak allows it, for code that you trust with this account)");
            return new SandboxState(SandboxLayer.None, missing, Fix(missing));
        }

        if (Try(SandboxLayer.Weak) is { } broken)
        {
            missing.Add($"weak: {broken}");
            return new SandboxState(SandboxLayer.None, missing, Fix(missing));
        }

        return new SandboxState(SandboxLayer.Weak, missing, Fix(missing));
    }

    /// <summary>Why a layer does not work here, or null where it does.</summary>
    public static string? Try(SandboxLayer layer)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Linux is needed";
        }

        var program = layer switch { SandboxLayer.Bubblewrap => "bwrap", SandboxLayer.Unshare => "unshare", _ => "prlimit" };
        if (SandboxPrograms.Find(program) is null)
        {
            return $"'{program}' is not installed";
        }

        try
        {
            using var home = new SandboxHome();
            var command = SandboxLaunch.Prepare(layer, new SandboxCommand { Arguments = ["true"] }, home);
            var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors.Length > 0 ? errors.ReplaceLineEndings(" ") : $"exit code {process.ExitCode}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception or PlatformNotSupportedException)
        {
            return error.Message;
        }
    }

    private static string Fix(List<string> missing) =>
        missing.All(line => line.Contains("not installed", StringComparison.Ordinal) || line.StartsWith("weak", StringComparison.Ordinal)) ? Install : $"{Install}; {Namespaces}{Container}";
}
