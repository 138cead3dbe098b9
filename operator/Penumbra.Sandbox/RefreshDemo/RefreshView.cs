using System.Globalization;
using Spectre.Console;

namespace Penumbra.Sandbox.RefreshDemo;

/// <summary>Shows the steps of runs live: a table in a terminal, plain lines elsewhere.</summary>
public sealed class RefreshView
{
    private static readonly string[] Headings = ["step", "state", "took", "usually", "progress", "expected by"];
    private readonly bool _terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private readonly List<string> _said = [];
    private RefreshRun _run = new(null);
    private Action? _refresh;
    private string _last = "";

    /// <summary>Runs the demo with the view live.</summary>
    public async Task RunAsync(Func<RefreshView, Task> demo)
    {
        if (!_terminal)
        {
            await demo(this);
            return;
        }

        await AnsiConsole.Live(Table()).AutoClear(false).StartAsync(async context =>
        {
            _refresh = () => context.UpdateTarget(Table());
            await demo(this);
        });
        _refresh = null;
    }

    /// <summary>Announces what happens.</summary>
    public void Say(string text)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{Elapsed,4:0} s  {text}");
        _said.Add(line);
        if (_terminal) _refresh?.Invoke();
        else Console.WriteLine($"── {line}");
    }

    /// <summary>Shows where the run stands; in plain output, when something changed.</summary>
    public void Show(RefreshRun run)
    {
        _run = run;
        if (run.Rows is not [.., var step] || $"{run.Id}/{step}" is var key && key == _last) return;
        _last = key;
        if (_terminal)
        {
            _refresh?.Invoke();
            return;
        }

        var details = string.Join("  ", new[] { step.Progress, step.ExpectedBy.Length > 0 ? $"expected by {step.ExpectedBy}" : "", step.Usually.Length > 0 ? $"usually {step.Usually}" : "", step.Note, run.Message }.Where(text => text.Length > 0));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Elapsed,7:0} s  {step.Step,-12} {step.State,-8} {details}"));
    }

    private double Elapsed => (DateTimeOffset.UtcNow - _start).TotalSeconds;

    private Rows Table()
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(_run.Id.Length > 0 ? $"run {_run.Id}{(_run.Temporary.Length > 0 ? $" on {_run.Temporary}" : "")}" : "no run yet")).Caption(Markup.Escape(_run.Message));
        foreach (var heading in Headings) table.AddColumn(heading);
        foreach (var row in _run.Rows) table.AddRow(Markup.Escape(row.Step), $"[{Colour(row.State)}]{Markup.Escape(row.State)}[/]", Markup.Escape(row.Took), Markup.Escape(row.Usually), Markup.Escape(row.Progress), Markup.Escape(row.ExpectedBy));
        return new Rows(new Text(string.Join('\n', _said.TakeLast(8))), table);
    }

    private static string Colour(string state) => state switch
    {
        "Done" => "green",
        "Failed" => "red",
        "Skipped" => "grey",
        _ => "yellow",
    };
}
