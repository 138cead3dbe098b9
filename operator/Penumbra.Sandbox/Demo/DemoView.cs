using Penumbra.Sandbox.Terminal;
using Spectre.Console;

namespace Penumbra.Sandbox.Demo;

/// <summary>Shows the demo live: a table in a terminal, plain lines elsewhere.</summary>
public sealed class DemoView
{
    private static readonly string[] Headings = ["time", "phase", "asked", "measured", "release", "req/s", "errors", "p99", "verdicts"];
    private readonly LiveScreen _screen;
    private readonly List<DemoRow> _rows = [];
    private string _title = "";
    private string _last = "";

    /// <summary>A view of nothing yet.</summary>
    public DemoView() => _screen = new LiveScreen(Table);

    /// <summary>Runs the demo with the view live.</summary>
    public Task RunAsync(Func<DemoView, Task> demo) => _screen.RunAsync(() => demo(this));

    /// <summary>Announces what happens next.</summary>
    public void Say(string text)
    {
        _title = text;
        if (_screen.IsTerminal) _screen.Draw();
        else Console.WriteLine($"── {text}");
    }

    /// <summary>Shows a row; in plain output, when something changed or every few seconds.</summary>
    public void Show(DemoRow row)
    {
        _rows.Add(row);
        if (_screen.IsTerminal)
        {
            _screen.Draw();
            return;
        }

        var key = $"{row.Launch.Phase}{row.Launch.Weight}";
        if (key == _last && _rows.Count % 4 != 0) return;
        _last = key;
        Console.WriteLine(row.Line);
    }

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
