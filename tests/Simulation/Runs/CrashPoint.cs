using Penumbra.Simulation.Faults;

namespace Penumbra.Simulation.Runs;

/// <summary>
/// Crashes of one run that come to the same: the process dies while the cluster has the same version and comes back at the same instant. As the run
/// before is the same to the last byte and a dead process changes nothing, so is all that follows; one of them is run for all. The campaign runs
/// some of the others too, and demands the same.
/// </summary>
/// <param name="Fault">The earliest of them, which is run: it has the least time to converge.</param>
/// <param name="Number">Its write.</param>
/// <param name="Others">The others.</param>
public sealed record CrashPoint(string Fault, int Number, IReadOnlyList<string> Others)
{
    /// <summary>How many crashes it stands for.</summary>
    public int Count => Others.Count + 1;

    /// <summary>The different crashes of a run, after a write of it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="later">Only crashes at later writes than this one.</param>
    public static IReadOnlyList<CrashPoint> Of(RunResult run, int later = 0) =>
    [
        .. run.Marks.Where(mark => mark.Number > later)
            .SelectMany(mark => new[] { (Mark: mark, Fault: $"crash-before {mark.Number}", Version: mark.Before), (Mark: mark, Fault: $"crash-after {mark.Number}", Version: mark.After) })
            .GroupBy(crash => (crash.Version, crash.Mark.Evaluations, Back: CrashFault.BackAt(crash.Mark.At)))
            .Select(same => new CrashPoint(same.First().Fault, same.First().Mark.Number, [.. same.Skip(1).Select(crash => crash.Fault)])),
    ];
}
