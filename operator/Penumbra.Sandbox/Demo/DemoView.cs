using Spectre.Console;

namespace Penumbra.Sandbox.Demo;

/// <summary>Shows the demo live: a table in a terminal, plain lines elsewhere.</summary>
public sealed class DemoView
{
    private static readonly string[] Headings = ["time", "phase", "asked", "measured", "release", "req/s", "errors", "p99", "verdicts"];
    private readonly bool _terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
    private readonly List<DemoRow> _rows = [];
    private string _title = "";
    private string _last = "";

    /// <summary>Runs the demo with the view live.</summary>
    public async Task RunAsync(Func<DemoView, Task> demo)
    {
        if (!_terminal)
        {
            await demo(this);
            return;
        }

        await AnsiConsole.Live(Table()).AutoClear(false).StartAsync(async context =>
        {
            Refresh = () =>
            {
                context.UpdateTarget(Table());
                context.Refresh();
            };
            await demo(this);
        });
        Refresh = null;
    }

    /// <summary>Announces what happens next.</summary>
    public void Say(string text)
    {
        _title = text;
        if (_terminal) Refresh?.Invoke();
        else Console.WriteLine($"── {text}");
    }

    /// <summary>Shows a row; in plain output, when something changed or every few seconds.</summary>
    public void Show(DemoRow row)
    {
        _rows.Add(row);
        if (_terminal)
        {
            Refresh?.Invoke();
            return;
        }

        var key = $"{row.Launch.Phase}{row.Launch.Weight}";
        if (key == _last && _rows.Count % 4 != 0) return;
        _last = key;
        Console.WriteLine(row.Line);
    }

    private Action? Refresh { get; set; }

    private Table Table()
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(_title)).Caption(Markup.Escape(_rows.Count > 0 ? _rows[^1].Launch.Message : ""));
        foreach (var heading in Headings) table.AddColumn(heading);
        foreach (var row in _rows.TakeLast(12)) table.AddRow([.. row.Cells.Select((cell, index) => index == 1 ? $"[{Colour(cell)}]{Markup.Escape(cell)}[/]" : Markup.Escape(cell))]);
        return table;
    }

    private static string Colour(string phase) => phase switch
    {
        "Healthy" => "green",
        "RollingBack" or "RolledBack" => "red",
        _ => "yellow",
    };
}
