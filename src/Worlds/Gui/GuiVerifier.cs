using System.Diagnostics;
using Agentic.Worlds.Gui.Browsers;
using Agentic.Worlds.Gui.Observing;

namespace Agentic.Worlds.Gui;

/// <summary>Judges a final state again, outside the page and by the task's own module: a page that was tampered with cannot pay itself.</summary>
/// <param name="task">The task.</param>
/// <param name="sites">Its module; borrowed.</param>
/// <param name="timings">Told how long it took; borrowed.</param>
internal sealed class GuiVerifier(GuiTask task, GuiSites sites, GuiTimings timings)
{
    /// <summary>Compares the page's verdict with ours. MiniWoB++ pages are their own judges.</summary>
    /// <exception cref="BrowserFaultException">They differ.</exception>
    public void Verify(PageReport report)
    {
        if (sites.IsMiniwob)
        {
            return;
        }

        var started = Stopwatch.GetTimestamp();
        var verdict = sites.Site.Judge(task.Page, task.Template, task.Instance, report.State);
        timings.Add(GuiPhase.Verification, Stopwatch.GetTimestamp() - started);
        if ((verdict.Done, verdict.Success) != (report.IsDone, report.IsSolved))
        {
            throw new BrowserFaultException(
                $"The page '{task.Page}' says done {report.IsDone}, solved {report.IsSolved}, but its module judges done {verdict.Done}, solved {verdict.Success}.");
        }
    }
}
