using System.Globalization;
using Penumbra.Sandbox.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>Shows both shadows live: a table in a terminal, plain lines elsewhere.</summary>
public sealed class ShadowView
{
    private static readonly string[] Headings = ["shadow", "phase", "copied", "compared", "p50 of live's", "verdict", "what it says"];
    private readonly LiveScreen _screen;
    private readonly SortedDictionary<string, string> _last = new(StringComparer.Ordinal);
    private IReadOnlyList<ShadowRun> _runs = [];

    /// <summary>A view of nothing yet.</summary>
    public ShadowView() => _screen = new LiveScreen(Table);

    /// <summary>Runs the demo with the view live.</summary>
    public Task RunAsync(Func<ShadowView, Task> demo) => _screen.RunAsync(() => demo(this));

    /// <summary>Announces what happens.</summary>
    public void Say(string text) => _screen.Say(text);

    /// <summary>Shows where both stand; in plain output, when something but a number changed, or a thousand comparisons were made.</summary>
    public void Show(IReadOnlyList<ShadowRun> runs)
    {
        _runs = runs;
        if (_screen.IsTerminal)
        {
            _screen.Draw();
            return;
        }

        foreach (var run in runs.Where(run => run.Phase.Length > 0))
        {
            var state = string.Create(CultureInfo.InvariantCulture, $"{run.Phase} {run.Sample} {run.Verdict} {run.Why} {run.Compared / 1000}");
            if (_last.GetValueOrDefault(run.Name) == state) continue;
            _last[run.Name] = state;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {_screen.Elapsed,4:0} s  {run.Name,-14} {run.Phase,-10} {run.Sample,-5} {run.Compared,6} compared  {(run.Message.StartsWith(run.Verdict, StringComparison.Ordinal) ? "" : $"{run.Verdict}: ")}{run.Message}"));
        }
    }

    private Rows Table()
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var heading in Headings) table.AddColumn(heading);
        foreach (var run in _runs)
        {
            table.AddRow((IRenderable[])
            [
                new Text(run.Name), new Text(run.Phase), new Text(run.Sample), new Text(run.Compared.ToString(CultureInfo.InvariantCulture)), new Text(run.Latency),
                new Markup($"[{Colour(run.Verdict)}]{Markup.Escape(run.Verdict)}[/]"), new Text(run.Message),
            ]);
        }

        return new Rows(_screen.Said, table);
    }

    private static string Colour(string verdict) => verdict switch
    {
        "SameOrBetter" => "green",
        "Worse" => "red",
        _ => "yellow",
    };
}
