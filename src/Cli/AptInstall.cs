using System.Diagnostics;

namespace Agentic.Cli;

/// <summary>Installs what is missing through apt, where this process may.</summary>
internal static class AptInstall
{
    /// <summary>Whether this is root on a machine with apt.</summary>
    public static bool CanRun => Environment.UserName == "root" && File.Exists("/usr/bin/apt-get");

    /// <summary>Runs an install command in the shell; its words go to standard error.</summary>
    /// <returns>Whether it succeeded.</returns>
    public static bool Run(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{{ apt-get update -qq; {command}; }} 1>&2"])
        {
            Environment = { ["DEBIAN_FRONTEND"] = "noninteractive" },
        });
        shell?.WaitForExit();
        return shell?.ExitCode == 0;
    }
}
