using System.Globalization;
using Penumbra.Sandbox.Terminal;
using Spectre.Console;

namespace Penumbra.Sandbox.RefreshDemo;

/// <summary>Shows the steps of runs live: a table in a terminal, plain lines elsewhere.</summary>
public sealed class RefreshView
{
    private static readonly string[] Headings = ["step", "state", "took", "usually", "progress", "expected by"];
    private readonly LiveScreen _screen;
    private RefreshRun _run = new(null);
    private string _last = "";

    /// <summary>A view of nothing yet.</summary>
    public RefreshView() => _screen = new LiveScreen(Table);

    /// <summary>Runs the demo with the view live.</summary>
    public Task RunAsync(Func<RefreshView, Task> demo) => _screen.RunAsync(() => demo(this));

    /// <summary>Announces what happens.</summary>
    public void Say(string text) => _screen.Say(text);

    /// <summary>Shows where the run stands; in plain output, when something changed.</summary>
    public void Show(RefreshRun run)
    {
        _run = run;
        if (run.Rows is not [.., var step] || $"{run.Id}/{step}" is var key && key == _last) return;
        _last = key;
        if (_screen.IsTerminal)
        {
            _screen.Draw();
            return;
        }

        var details = string.Join("  ", new[] { step.Progress, step.ExpectedBy.Length > 0 ? $"expected by {step.ExpectedBy}" : "", step.Usually.Length > 0 ? $"usually {step.Usually}" : "", step.Note, run.Message }.Where(text => text.Length > 0));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_screen.Elapsed,7:0} s  {step.Step,-12} {step.State,-8} {details}"));
    }

    private Rows Table()
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(_run.Id.Length > 0 ? $"run {_run.Id}{(_run.Temporary.Length > 0 ? $" on {_run.Temporary}" : "")}" : "no run yet")).Caption(Markup.Escape(_run.Message));
        foreach (var heading in Headings) table.AddColumn(heading);
        foreach (var row in _run.Rows) table.AddRow(Markup.Escape(row.Step), $"[{Colour(row.State)}]{Markup.Escape(row.State)}[/]", Markup.Escape(row.Took), Markup.Escape(row.Usually), Markup.Escape(row.Progress), Markup.Escape(row.ExpectedBy));
        return new Rows(_screen.Said, table);
    }

    private static string Colour(string state) => state switch
    {
        "Done" => "green",
        "Failed" => "red",
        "Skipped" => "grey",
        _ => "yellow",
    };
}
