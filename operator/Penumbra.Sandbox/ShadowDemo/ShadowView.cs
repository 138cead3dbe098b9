using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>Shows both shadows live: a table in a terminal, plain lines elsewhere.</summary>
public sealed class ShadowView
{
    private static readonly string[] Headings = ["shadow", "phase", "copied", "compared", "p50 of live's", "verdict", "what it says"];
    private readonly bool _terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private readonly List<string> _said = [];
    private readonly SortedDictionary<string, string> _last = new(StringComparer.Ordinal);
    private IReadOnlyList<ShadowRun> _runs = [];
    private Action? _refresh;

    /// <summary>Runs the demo with the view live.</summary>
    public async Task RunAsync(Func<ShadowView, Task> demo)
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

    /// <summary>Shows where both stand; in plain output, when something but a number changed, or a thousand comparisons were made.</summary>
    public void Show(IReadOnlyList<ShadowRun> runs)
    {
        _runs = runs;
        if (_terminal)
        {
            _refresh?.Invoke();
            return;
        }

        foreach (var run in runs.Where(run => run.Phase.Length > 0))
        {
            var state = string.Create(CultureInfo.InvariantCulture, $"{run.Phase} {run.Sample} {run.Verdict} {run.Why} {run.Compared / 1000}");
            if (_last.GetValueOrDefault(run.Name) == state) continue;
            _last[run.Name] = state;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {Elapsed,4:0} s  {run.Name,-14} {run.Phase,-10} {run.Sample,-5} {run.Compared,6} compared  {(run.Message.StartsWith(run.Verdict, StringComparison.Ordinal) ? "" : $"{run.Verdict}: ")}{run.Message}"));
        }
    }

    private double Elapsed => (DateTimeOffset.UtcNow - _start).TotalSeconds;

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

        return new Rows(new Text(string.Join('\n', _said.TakeLast(8))), table);
    }

    private static string Colour(string verdict) => verdict switch
    {
        "SameOrBetter" => "green",
        "Worse" => "red",
        _ => "yellow",
    };
}
