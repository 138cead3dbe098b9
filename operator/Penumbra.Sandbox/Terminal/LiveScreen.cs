using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Penumbra.Sandbox.Terminal;

/// <summary>What the demos are shown on: a picture that is drawn anew in a terminal, plain lines elsewhere.</summary>
/// <param name="picture">Draws what is to be seen now.</param>
public sealed class LiveScreen(Func<IRenderable> picture)
{
    private const int LinesShown = 8;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<string> _said = [];
    private Action? _draw;

    /// <summary>Whether it is a terminal.</summary>
    public bool IsTerminal { get; } = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    /// <summary>Seconds since the start.</summary>
    public double Elapsed => _watch.Elapsed.TotalSeconds;

    /// <summary>The last few things that were said, to stand above a picture.</summary>
    public Text Said => new(string.Join('\n', _said.TakeLast(LinesShown)));

    /// <summary>Runs a demo with the picture live.</summary>
    public async Task RunAsync(Func<Task> demo)
    {
        if (!IsTerminal)
        {
            await demo();
            return;
        }

        await AnsiConsole.Live(picture()).AutoClear(false).StartAsync(async context =>
        {
            _draw = () => context.UpdateTarget(picture());
            await demo();
        });
        _draw = null;
    }

    /// <summary>Draws the picture anew; nothing outside of a terminal.</summary>
    public void Draw() => _draw?.Invoke();

    /// <summary>Announces what happens.</summary>
    public void Say(string text)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{Elapsed,4:0} s  {text}");
        _said.Add(line);
        if (IsTerminal) Draw();
        else Console.WriteLine($"── {line}");
    }
}
