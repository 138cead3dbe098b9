using System.Globalization;

namespace Penumbra.Sandbox.Demo;

/// <summary>One line of the live table.</summary>
/// <param name="Elapsed">Since the demo's start.</param>
/// <param name="Launch">The launch.</param>
/// <param name="Measured">The candidate's share at the gateway in the last two seconds, 0 to 1; null without requests.</param>
/// <param name="Releases">Each release since the last row.</param>
/// <param name="Verdicts">What the judge says now.</param>
public sealed record DemoRow(TimeSpan Elapsed, DemoLaunch Launch, double? Measured, IReadOnlyList<ReleasePace> Releases, string Verdicts)
{
    /// <summary>The cells of the table.</summary>
    public IReadOnlyList<string> Cells =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:0} s"),
        Launch.Phase,
        $"{Launch.Weight} %",
        Measured is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %") : "-",
        string.Join("\n", Releases.Select(release => $"v{release.Version}")),
        string.Join("\n", Releases.Select(release => string.Create(CultureInfo.InvariantCulture, $"{release.PerSecond:0}"))),
        string.Join("\n", Releases.Select(release => string.Create(CultureInfo.InvariantCulture, $"{release.ErrorShare * 100:0.0} %"))),
        string.Join("\n", Releases.Select(release => string.Create(CultureInfo.InvariantCulture, $"{release.P99.TotalMilliseconds:0} ms"))),
        Verdicts,
    ];

    /// <summary>The row in one line, for output that is no terminal.</summary>
    public string Line
    {
        get
        {
            var releases = string.Join(" | ", Releases.Select(release => string.Create(
                CultureInfo.InvariantCulture, $"v{release.Version} {release.PerSecond:0}/s err {release.ErrorShare * 100:0.0} % p99 {release.P99.TotalMilliseconds:0} ms")));
            return $"{Cells[0],5}  {Cells[1],-11} asked {Cells[2],-6} measured {Cells[3],-7} {releases}  {Cells[8]}";
        }
    }
}
